"""
The baseline: a gateway, a service and a listener as plain nameko has them, each run in a process of its own.

It writes the rows of a claim and dispatches one event, without authentication, command log, outbox and inbox. It is
tuned as far as settings go: worker slots for every client, pooled connections, prepared statements, keep-alive.

This module is run, never imported: `python -m tests.bench.plain <role> <settings as JSON>`.
"""
# ruff: noqa: E402 (everything is patched before it is imported)

from deploy.patch import hush_eventlet, patch_process

hush_eventlet()
patch_process()

import json
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import eventlet
from nameko.events import EventDispatcher, event_handler
from nameko.extensions import DependencyProvider
from nameko.rpc import ReplyListener, RpcProxy, rpc
from nameko.runners import ServiceRunner
from nameko.web.handlers import http
from sqlalchemy import Engine, create_engine, insert, select, update
from werkzeug.wrappers import Request, Response

from shared.broker import connect
from shared.ids import new_id
from tests.bench.plain_model import BOARDS, CLAIMS, DEADLINES, SEEN, WISHES

ROLE, SETTINGS = sys.argv[1], json.loads(sys.argv[2])
NAME = SETTINGS["name"]
TIME_TO_COMMIT = timedelta(days=3)
MOST_CONNECTIONS = 16


class Pool(DependencyProvider):
    """Pooled connections to PostgreSQL; reads need no transaction of their own."""

    def setup(self) -> None:
        self.engine = create_engine(SETTINGS["database_url"], pool_size=MOST_CONNECTIONS, max_overflow=0)

    def stop(self) -> None:
        self.engine.dispose()

    def get_dependency(self, worker_ctx: Any) -> Engine:
        return self.engine


def answer(status: int, content: dict[str, Any]) -> Response:
    return Response(json.dumps(content), status=status, mimetype="application/json")


class Gateway:
    name = f"{NAME}_gateway"
    wishes = RpcProxy(f"{NAME}_wishes")
    engine = Pool()

    @http("POST", "/wishes/<wish_id>/claims")
    def claim(self, request: Request, wish_id: str) -> Response:
        asked = json.loads(request.get_data())
        claim = self.wishes.claim(wish_id, asked["member_id"], asked.get("plan"))
        return answer(claim.pop("status"), claim)

    @http("GET", "/communities/<community_id>/board")
    def show_board(self, request: Request, community_id: str) -> Response:
        reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with reading.connect() as connection:
            row = connection.execute(select(BOARDS).where(BOARDS.c.community_id == community_id)).mappings().first()
        if row is None:
            return answer(404, {"error": "community.unknown"})
        return answer(200, {**row, "as_of": row["as_of"].isoformat()})


class Wishes:
    name = f"{NAME}_wishes"
    engine = Pool()
    dispatch = EventDispatcher()

    @rpc
    def claim(self, wish_id: str, member_id: str, plan: str | None) -> dict[str, Any]:
        now = datetime.now(UTC)
        with self.engine.begin() as connection:
            wish = connection.execute(select(WISHES).where(WISHES.c.id == wish_id)).first()
            if wish is None:
                return {"status": 404, "error": "wish.unknown"}
            free = update(WISHES).where(WISHES.c.id == wish_id, WISHES.c.state == "published")
            if wish.state != "published" or not connection.execute(free.values(state="claimed")).rowcount:
                return {"status": 409, "error": "wish.already_claimed"}
            claim = {"id": new_id(), "wish_id": wish_id, "member_id": member_id, "plan": plan, "claimed_at": now}
            connection.execute(insert(CLAIMS), claim)
            deadline = {"subject": f"claim/{claim['id']}", "kind": "claim.commit_by", "due_at": now + TIME_TO_COMMIT}
            connection.execute(insert(DEADLINES), deadline)
        told = {**claim, "claimed_at": now.isoformat()}
        self.dispatch("wish.claimed", told)
        return {"status": 201, **told}


class Listener:
    name = f"{NAME}_listener"
    engine = Pool()

    @event_handler(f"{NAME}_wishes", "wish.claimed")
    def see(self, claim: dict[str, Any]) -> None:
        with self.engine.begin() as connection:
            claimed_at = datetime.fromisoformat(claim["claimed_at"])
            seen = {"claim_id": claim["id"], "claimed_at": claimed_at, "seen_at": datetime.now(UTC)}
            connection.execute(insert(SEEN), seen)


ROLES = {"gateway": Gateway, "wishes": Wishes, "listener": Listener}


def serve() -> None:
    """Run one role until SIGTERM."""
    runner = ServiceRunner(
        {
            "AMQP_URI": SETTINGS["amqp_uri"],
            "WEB_SERVER_ADDRESS": SETTINGS["http_address"],
            "rpc_exchange": f"{NAME}.rpc",
            "max_workers": SETTINGS["max_workers"],
        }
    )
    runner.add_service(ROLES[ROLE])
    stopping = eventlet.event.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.ready() or stopping.send(None))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    runner.start()
    stopping.wait()
    runner.stop()
    _remove_reply_queues(runner)


def _remove_reply_queues(runner: ServiceRunner) -> None:
    """nameko leaves them behind for five minutes."""
    extensions = [one for container in runner.containers for one in container.shared_extensions.values()]
    with connect(SETTINGS["amqp_uri"]) as connection, connection.channel() as channel:
        for listener in extensions:
            if isinstance(listener, ReplyListener):
                listener.queue(channel).delete()


if __name__ == "__main__":
    serve()
