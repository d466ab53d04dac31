"""How a message reaches a person's phone: a few lines for each way there is."""

import json
import os
from pathlib import Path
from typing import Protocol

from apprise import Apprise

from shared.config import TO_FILE, Settings

FILE = "messages.jsonl"
PHONE = "{phone}"


class Undelivered(Exception):
    """The channel hasn't taken the message; it may later."""


class Channel(Protocol):
    """A way to a phone."""

    def send(self, phone: str, text: str) -> None:
        """
        Raises:
            Undelivered: it hasn't been taken.
        """


class FileChannel:
    """Writes messages down, a JSON object a line, in a file for its owner alone: for trying things out."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, phone: str, text: str) -> None:
        line = json.dumps({"to": phone, "text": text}, ensure_ascii=False) + "\n"
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8") as file:
                file.write(line)
        except OSError as error:
            raise Undelivered(repr(error)) from error


class AppriseChannel:
    """Sends by one of the services that Apprise knows; `{phone}` in its address stands for whom it goes to."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, phone: str, text: str) -> None:
        service = Apprise()
        if not service.add(self._url.replace(PHONE, phone)):
            raise Undelivered("no service of this address")
        if not service.notify(body=text):
            raise Undelivered("the service has refused it or can't be reached")


def channel_of(settings: Settings) -> Channel | None:
    """The channel that is set; a file in embedded mode, none otherwise."""
    chosen = settings.way_of_codes
    if chosen == TO_FILE:
        return FileChannel(settings.home / FILE)
    return AppriseChannel(chosen) if chosen else None
