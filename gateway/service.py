"""The gateway's process edge: nameko's web server with our application in it."""

import contextlib
import errno
import io
import logging
import math
import socket
import sys
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, TypeVar, cast

import eventlet
from eventlet import tpool, wsgi
from eventlet.semaphore import Semaphore
from nameko.extensions import DependencyProvider
from nameko.web.server import HttpOnlyProtocol, WebServer
from sqlalchemy.exc import SQLAlchemyError

from gateway.app import Gateway
from gateway.board.queries import BoardQueries
from gateway.connections import Connections, room_for_connections
from gateway.protocol import HEAD_SECONDS, IDLE_SECONDS, SEND_SECONDS, Body, Head, Incoming, read_head
from gateway.revocations import Revocations
from gateway.tokens import Tokens, read_signing_keys
from gateway.tools import Tools
from shared.client import BrokerClient
from shared.clock import SystemClock
from shared.config import Settings
from shared.db import Database
from shared.errors import Refusal
from shared.runtime import end

log = logging.getLogger(__name__)

LINGER_SECONDS = 10.0
LINGER_SILENCE_SECONDS = 1.0
LINGER_BYTES = 128 * 1024 * 1024  # the largest roster, and some
REVOCATIONS_SECONDS = 1
WAITING_CONNECTIONS = 1024  # a crowd that comes at once, as after a restart
REQUESTS_IN_A_ROW = 16
SHORTAGE_PAUSE_SECONDS = 0.1
SILENCE_SECONDS = 60
SHORTAGES = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
# What went wrong with a caller's connection before it was taken, as Linux tells it (accept(2)).
GONE = {errno.ECONNABORTED, errno.EPROTO, errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EHOSTUNREACH}


T = TypeVar("T")


class ThreadBeside:
    """A real thread for what computes long: the others are answered meanwhile, but for who wants the same."""

    def __init__(self) -> None:
        self._turn = Semaphore()

    def __call__(self, work: Callable[[], T], /) -> T:
        """Carry it out when it is its turn; what it raises is raised here."""
        with self._turn:
            return cast(T, tpool.execute(work))


class AnswerLog(wsgi.LoggerNull):
    """What eventlet tells while an exception is met: who hangs up is no news, all else is a fault of ours."""

    def info(self, msg: str, *args: object, **kwargs: object) -> None:
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            log.error("answering failed", exc_info=error)


class ProblemProtocol(HttpOnlyProtocol):
    """Reads requests as `gateway.protocol` does, and tells as problems what can't become one."""

    rfile: "io.BufferedReader[Any]"

    def setup(self) -> None:
        super().setup()
        self.rfile.close()  # reads without a deadline
        self._incoming = Incoming(self.connection)
        self.rfile = io.BufferedReader(self._incoming)
        self._served = 0
        host, port = self.connection.getsockname()[:2]
        self._environ = self.server.get_environ() | {
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "REMOTE_ADDR": self.client_address[0],
            "REMOTE_PORT": str(self.client_address[1]),
            "wsgi.input_terminated": True,
        }

    def handle_one_request(self) -> None:
        self.close_connection = True
        if not self._comes_another():
            return
        try:
            self._incoming.allow(HEAD_SECONDS)
            head = read_head(self.rfile)
        except Refusal as refusal:
            self._refuse(refusal)
            return
        self.close_connection = False
        self._answer(head)

    def _comes_another(self) -> bool:
        self._served += 1
        if self._served % REQUESTS_IN_A_ROW == 0:
            eventlet.sleep(0)  # who sends requests as fast as they are answered keeps all others waiting
        self._incoming.allow(IDLE_SECONDS)
        try:
            return bool(self.rfile.peek(1))
        except OSError:
            return False

    def _answer(self, head: Head) -> None:
        """Have the application answer; a body that it left unread is left behind with the connection."""
        self.command, self.request_version, self.headers = head.method, head.version, {"Connection": head.connection}
        body = Body(self.rfile, self._incoming, head, self.wfile)
        self.environ = {
            **self._environ,
            **head.environ(),
            "wsgi.input": body,
            "eventlet.input": body,
            "eventlet.posthooks": [],
        }

        def answer(environ: Any, start_response: Any) -> Any:
            answered = self.server.app(environ, start_response)
            self.close_connection = not body.is_spent
            return answered

        self.application = answer
        self.handle_one_response()
        if not body.is_spent:
            self._hang_up()

    def _refuse(self, refusal: Refusal) -> None:
        response = self.server.app.refuse(refusal)
        head = [f"HTTP/1.1 {response.status}", *(f"{name}: {value}" for name, value in response.headers)]
        self.wfile.write("\r\n".join([*head, "Connection: close", "", ""]).encode("latin-1") + response.data)
        self._hang_up()

    def _hang_up(self) -> None:
        """
        What is still on its way is taken in for a while: many callers read the answer only once they have sent all, and
        would find the connection reset (RFC 9112, 9.6). Bounded in time, in silence and in size.
        """
        left, ends_at = LINGER_BYTES, monotonic() + LINGER_SECONDS
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(LINGER_SILENCE_SECONDS)
            while left > 0 and monotonic() < ends_at and (piece := self.connection.recv(65536)):
                left -= len(piece)
                eventlet.sleep(0)  # who sends as fast as it is taken keeps all others waiting


class GatewayServer(WebServer):
    """Serves the whole application, where nameko would route to single methods, on IPv4 and IPv6 alike."""

    application: Gateway
    _starting: bool
    _told_at = -math.inf

    @property
    def bind_addr(self) -> tuple[str, int]:
        settings: Settings = self.container.config["settings"]
        return settings.listens_at

    def start(self) -> None:
        """As nameko's, which knows IPv4 only."""
        if self._starting:
            return
        self._starting = True
        family = socket.AF_INET6 if ":" in self.bind_addr[0] else socket.AF_INET
        self._sock = eventlet.listen(self.bind_addr, family, backlog=WAITING_CONNECTIONS)
        self._sock.settimeout(None)  # kombu may have set a default for all sockets
        self._serv = self.get_wsgi_server(self._sock, self.get_wsgi_app())
        self._gt = self.container.spawn_managed_thread(self.run)

    def run(self) -> None:
        """Take connections, come what may: a shortage of files or memory passes, and so do callers."""
        settings: Settings = self.container.config["settings"]
        self._connections = Connections(room_for_connections(), is_behind_proxy=settings.trusted_proxies > 0)
        while self._is_accepting:
            try:
                connection, address = self._sock.accept()
            except OSError as error:
                self._sit_out(error)
                continue
            if self._connections.admit(address[0]):
                self.container.spawn_managed_thread(partial(self.process_request, connection, address))
            else:
                connection.close()
                self._tell_seldom("too many connections")
                eventlet.sleep(0)

    def _sit_out(self, error: OSError) -> None:
        if error.errno in SHORTAGES:
            self._tell_seldom("no connection can be taken", cause=repr(error))
            eventlet.sleep(SHORTAGE_PAUSE_SECONDS)
        elif error.errno not in GONE:
            raise error

    def _tell_seldom(self, message: str, **extra: str) -> None:
        if monotonic() - self._told_at >= SILENCE_SECONDS:
            self._told_at = monotonic()
            log.warning(message, extra=extra)

    def process_request(self, sock: Any, address: Any) -> None:
        """Serve one connection; whatever becomes of it, the others go on."""
        try:
            self._serv.process_request([address, sock, wsgi.STATE_IDLE])
        except OSError as error:
            log.debug("a caller is gone", extra={"cause": repr(error)})
        except Exception:
            log.exception("a connection failed")
        finally:
            self._connections.let_go(address[0])
            sock.close()

    def get_wsgi_app(self) -> Gateway:
        return self.application

    def get_wsgi_server(self, sock: Any, wsgi_app: Any, protocol: Any = ProblemProtocol, debug: bool = False) -> Any:
        server = wsgi.Server(
            sock,
            sock.getsockname(),
            wsgi_app,
            protocol=protocol,
            debug=debug,
            log_output=False,
            socket_timeout=SEND_SECONDS,
        )
        server.log = AnswerLog()  # of which `log_output` would take all
        return server


class HttpEdge(DependencyProvider):
    """Builds the application and its client when the container starts."""

    server = GatewayServer()

    def setup(self) -> None:
        settings, clock = self.container.config["settings"], SystemClock()
        self._board = Database(settings.database("board"))
        self._queries = BoardQueries(self._board, clock)
        self._revocations = Revocations()
        self._client = BrokerClient(settings, clock)
        tools = Tools(
            settings=settings,
            clock=clock,
            client=self._client,
            tokens=Tokens(read_signing_keys(settings.signing_keys), settings.public_url, clock),
            board=self._queries,
            revocations=self._revocations,
            aside=ThreadBeside(),
            readiness=self._readiness,
        )
        self.server.application = Gateway(tools)

    def start(self) -> None:
        self._client.run()
        self._thread = self.container.spawn_managed_thread(self._keep_revocations)
        self.server.register_provider(self)
        self.server.start()

    def stop(self) -> None:
        self.server.unregister_provider(self)
        end(self._thread)
        self._board.close()

    def _keep_revocations(self) -> None:
        """Know within about a second whose tokens are refused; while the database is away, what was known holds."""
        while True:
            try:
                self._revocations.replace(self._queries.revoked())
            except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
                log.debug("revocations wait", extra={"cause": repr(error)[:300]})
            eventlet.sleep(REVOCATIONS_SECONDS)

    def _readiness(self) -> dict[str, str]:
        """What this process needs to answer: the broker, and its own read model."""
        return {"broker": "ok" if self._client.is_connected else "away", "board": self._board_state()}

    def _board_state(self) -> str:
        try:
            self._board.check()
        except SQLAlchemyError:
            return "away"
        return "ok"


class GatewayService:
    """Takes HTTP requests."""

    name = "gateway"
    http: Any = HttpEdge()
