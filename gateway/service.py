"""The gateway's process edge: nameko's web server with our application in it."""

from typing import Any

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
from shared.db import Database

SLOW_CLIENT_SECONDS = 60


class GatewayServer(WebServer):
    """Serves the whole application, where nameko would route to single methods."""

    application: Gateway

    def get_wsgi_app(self) -> Gateway:
        return self.application

    def get_wsgi_server(self, sock: Any, wsgi_app: Any, protocol: Any = HttpOnlyProtocol, debug: bool = False) -> Any:
        return wsgi.Server(
            sock,
            sock.getsockname(),
            wsgi_app,
            protocol=protocol,
            debug=debug,
            log_output=False,
            socket_timeout=SLOW_CLIENT_SECONDS,
            url_length_limit=8192,
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
