"""A receiver of webhooks as others would write one: a real HTTP server on this machine."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """One request: its headers, with names in lower case, and its body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def position(self) -> int:
        return int(self.headers["linli-position"])


@dataclass(frozen=True)
class Planned:
    """How one request is answered; `meanwhile` runs before the answer goes out."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    meanwhile: Callable[[], Any] = lambda: None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing: that a sender hangs up is what some tests are about."""


class Receiver:
    """Keeps what it receives; answers as planned, and with 200 once the plan is used up."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.plan: list[Planned] = []
        self.connections = 0
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def positions(self) -> list[int]:
        return [one.position for one in self.received]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                receiver.connections += 1
                super().setup()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                planned = receiver.plan.pop(0) if receiver.plan else Planned()
                receiver.received.append(Received(self.path, headers, body))
                planned.meanwhile()
                self.send_response(planned.status)
                for name, value in {"Content-Length": str(len(planned.body)), **planned.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(planned.body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler
