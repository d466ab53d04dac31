"""Receives a stream by webhook: takes what is signed, passes over what came before, notices what is missing."""

import sys
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


class Receiver:
    """Keep `position` together with what the events change, so that both survive a restart."""

    def __init__(self, secret: str, keep: Callable[[dict[str, Any]], None], position: int = 0) -> None:
        self._verifier = Webhook(secret)
        self._keep = keep
        self.position = position

    def receive(self, headers: Mapping[str, str], body: bytes) -> int:
        """The status to answer with; everything but 2xx has the same event come again."""
        try:
            event = self._verifier.verify(body, dict(headers))
        except (WebhookVerificationError, ValueError):
            return 401
        if event["position"] <= self.position:
            return 204  # it came before: deliveries are at least once
        if event["position"] > self.position + 1:
            return 503  # one is missing here: read it from the feed, behind `position`
        self._keep(event)
        self.position = event["position"]
        return 204


class Endpoint(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.receiver.receive(dict(self.headers.items()), body))
        self.end_headers()


def show(event: dict[str, Any]) -> None:
    sys.stdout.write(f"{event['position']} {event['type']} {event['data']}\n")


def receiver_behind(secret: str, position: str = "0") -> Receiver:
    """Begin behind a position: the webhook's `after`, later the last that you have kept."""
    return Receiver(secret, show, int(position))


if __name__ == "__main__":
    Endpoint.receiver = receiver_behind(*sys.argv[1:])
    HTTPServer(("127.0.0.1", 9000), Endpoint).serve_forever()
