"""Stands for a platform that behaves as a test wants: loses connections, takes its time, refuses."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

UNIT = "01976a00-0000-7000-8000-00000000000a"
JOB = "01976a00-0000-7000-8000-00000000000c"
COUNTS = ("lines", "created", "changed", "returned", "unchanged", "left", "conflicts", "errors", "repaired", "warnings")
Answer = tuple[int, Any]


def job(state: str, **more: Any) -> dict[str, Any]:
    counts = {name: more.pop(name, 0) for name in COUNTS}
    return {
        "id": JOB,
        "unit_id": UNIT,
        "kind": "roster_sync",
        "state": state,
        "is_dry_run": False,
        "is_atomic": False,
        "progress": {"rows_received": 2, "rows_checked": 1, "rows_prepared": 0, "rows_total": None},
        "report": counts if state == "done" else None,
        "refusal": None,
        **more,
    }


def finding(line: int, column: str | None = "phone", **more: Any) -> dict[str, Any]:
    return {
        "line": line,
        "column": column,
        "kind": "error",
        "code": "roster.phone",
        "detail": f"Wrong on {line}.",
        "before": None,
        "after": None,
        **more,
    }


@dataclass
class StandIn:
    """
    answers: by the beginning of `METHOD /path`, what comes one after the other; the last stays. None breaks off.
    findings: by kind. running: the ids of the unit's running jobs, each time they are asked for.
    """

    url: str = ""
    answers: dict[str, list[Answer | None]] = field(default_factory=dict)
    findings: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    running: list[list[str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def steps(self) -> list[str]:
        """What was asked, but for findings and for what is running."""
        return [target for target in self.asked if "/findings" not in target and "running=" not in target]

    def answer(self, method: str, target: str) -> Answer | None:
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        if path == "/oauth/token" and "POST /oauth" not in self.answers:
            return 200, {"access_token": f"token-{len(self.asked)}"}
        if "running" in query:
            return 200, {"items": [{"id": one} for one in self.running.pop(0)] if self.running else []}
        if path.endswith("/findings"):
            found = self.findings.get(query["kind"][0], [])
            begin, limit = int(query.get("after", ["0"])[0]), 3
            more = str(begin + limit) if len(found) > begin + limit else None
            return 200, {"items": found[begin : begin + limit], "next": more}
        for start, answers in self.answers.items():
            if f"{method} {path}".startswith(start):
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return 404, {"code": "path.unknown", "title": "Nothing here"}


def _handler(town: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            town.asked.append(f"{self.command} {self.path}")
            if self.command == "PUT":
                town.bodies.append(body)
                town.headers.append(dict(self.headers))
            answer = town.answer(self.command, self.path)
            if answer is None:
                self.close_connection = True
                return
            content = answer[1] if isinstance(answer[1], bytes) else json.dumps(answer[1]).encode()
            self.send_response(answer[0])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = _reply  # noqa: N815 (as http.server calls them)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def standing_in() -> Iterator[StandIn]:
    town = StandIn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(town))
    town.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield town
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
