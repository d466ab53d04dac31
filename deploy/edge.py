"""The gateway as a process runs it: on any address that the settings take, where nameko's server knows IPv4 only."""

import socket
from typing import Any

import eventlet

from gateway.service import GatewayServer, GatewayService, HttpEdge
from shared.config import Settings


class AnyAddressServer(GatewayServer):
    """Listens on an IPv6 address as `nameko.web.server.WebServer.start` does on others."""

    _starting: bool

    @property
    def bind_addr(self) -> tuple[str, int]:
        settings: Settings = self.container.config["settings"]
        return settings.listens_at

    def start(self) -> None:
        if ":" not in self.bind_addr[0]:
            super().start()
        elif not self._starting:
            self._starting = True
            self._sock = eventlet.listen(self.bind_addr, socket.AF_INET6)
            self._sock.settimeout(None)
            self._serv = self.get_wsgi_server(self._sock, self.get_wsgi_app())
            self._gt = self.container.spawn_managed_thread(self.run)


class AnyAddressEdge(HttpEdge):
    server = AnyAddressServer()


class AnyAddressGateway(GatewayService):
    http: Any = AnyAddressEdge()
