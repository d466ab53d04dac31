"""A small webhook receiver, as a community's own system would have it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


class Receiver:
    """Takes signed events on a free port of this machine; keeps each event once, in the order of arrival."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.repeats = 0
        self.forged = 0
        self._verifier: Webhook | None = None
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                self.send_response(204 if receiver.take(body, dict(self.headers.items())) else 401)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Nothing; the screen belongs to the story."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/events"

    @property
    def positions(self) -> list[int]:
        with self._lock:
            return [int(event["position"]) for event in self.events]

    def trust(self, secret: str) -> None:
        """Take what is signed with this secret from now on."""
        self._verifier = Webhook(secret)

    def take(self, body: bytes, headers: dict[str, str]) -> bool:
        """Keep an event unless its signature is wrong; tells whether it was right."""
        if self._verifier is None:
            return False
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            self._verifier.verify(body, lower)
        except WebhookVerificationError:
            self.forged += 1
            return False
        event = json.loads(body)
        with self._lock:
            if any(event["id"] == known["id"] for known in self.events):
                self.repeats += 1
            else:
                self.events.append(event)
        return True

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
