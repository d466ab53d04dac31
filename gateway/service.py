"""The gateway's process edge: nameko's web server with our application in it."""

import contextlib
import socket
from typing import Any

import eventlet
from eventlet import wsgi
from nameko.extensions import DependencyProvider
from nameko.web.server import HttpOnlyProtocol, WebServer
from sqlalchemy.exc import SQLAlchemyError

from gateway.app import Gateway
from gateway.board.queries import BoardQueries
from gateway.tokens import Tokens, read_signing_keys
from gateway.tools import Tools
from shared.client import BrokerClient
from shared.clock import SystemClock
from shared.config import Settings
from shared.db import Database
from shared.errors import HeadersTooLarge, Malformed, Refusal, UriTooLong

SLOW_CLIENT_SECONDS = 60
LINGER_SECONDS = 1
REQUEST_LINE_BYTES = 65536  # more than the application takes, so that it can say so itself


class ProblemProtocol(HttpOnlyProtocol):
    """Tells as problems also what eventlet and the standard library would refuse in words of their own."""

    def _read_request_line(self) -> bytes:
        line: bytes = super()._read_request_line()
        if len(line) < self.server.url_length_limit:
            return line
        self._refuse(UriTooLong("uri.too_long"))
        return b""

    def parse_request(self) -> bool:
        try:
            is_parsed = bool(super().parse_request())
        except (wsgi.HeaderLineTooLong, wsgi.HeadersTooLarge):
            self._refuse(HeadersTooLarge("header.too_large"))
            return False
        if is_parsed and not self._has_one_length():
            self._refuse(Malformed("request.malformed"))
            return False
        return is_parsed

    def _has_one_length(self) -> bool:
        """Whether it is clear where the body ends (RFC 9112, 6.3)."""
        lengths = self.headers.get_all("content-length", ())
        is_chunked = "transfer-encoding" in self.headers
        return all(length.isascii() and length.isdigit() for length in lengths) and len(lengths) + is_chunked <= 1

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self._refuse(HeadersTooLarge("header.too_large") if code == 431 else Malformed("request.malformed"))

    def _refuse(self, refusal: Refusal) -> None:
        """Answer and hang up; what is still on its way is taken in for a moment, or the answer would be lost."""
        response = self.server.app.refuse(refusal)
        head = [f"HTTP/1.1 {response.status}", *(f"{name}: {value}" for name, value in response.headers)]
        self.wfile.write("\r\n".join([*head, "Connection: close", "", ""]).encode("latin-1") + response.data)
        self.close_connection = True
        with contextlib.suppress(OSError), eventlet.Timeout(LINGER_SECONDS, False):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            while self.connection.recv(65536):
                pass


class GatewayServer(WebServer):
    """Serves the whole application, where nameko would route to single methods, on IPv4 and IPv6 alike."""

    application: Gateway
    _starting: bool

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
        self._sock = eventlet.listen(self.bind_addr, family)
        self._sock.settimeout(None)  # kombu may have set a default for all sockets
        self._serv = self.get_wsgi_server(self._sock, self.get_wsgi_app())
        self._gt = self.container.spawn_managed_thread(self.run)

    def get_wsgi_app(self) -> Gateway:
        return self.application

    def get_wsgi_server(self, sock: Any, wsgi_app: Any, protocol: Any = ProblemProtocol, debug: bool = False) -> Any:
        return wsgi.Server(
            sock,
            sock.getsockname(),
            wsgi_app,
            protocol=protocol,
            debug=debug,
            log_output=False,
            socket_timeout=SLOW_CLIENT_SECONDS,
            url_length_limit=REQUEST_LINE_BYTES,
        )


class HttpEdge(DependencyProvider):
    """Builds the application and its client when the container starts."""

    server = GatewayServer()

    def setup(self) -> None:
        settings, clock = self.container.config["settings"], SystemClock()
        self._board = Database(settings.database("board"))
        self._client = BrokerClient(settings, clock)
        tools = Tools(
            settings=settings,
            clock=clock,
            client=self._client,
            tokens=Tokens(read_signing_keys(settings.signing_keys), settings.public_url, clock),
            board=BoardQueries(self._board, clock),
            readiness=self._readiness,
        )
        self.server.application = Gateway(tools)

    def start(self) -> None:
        self._client.run()
        self.server.register_provider(self)
        self.server.start()

    def stop(self) -> None:
        self.server.unregister_provider(self)
        self._board.close()

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
