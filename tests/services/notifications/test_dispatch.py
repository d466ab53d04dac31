import json
import logging
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from services.notifications.channels import AppriseChannel, FileChannel, Undelivered, channel_of
from services.notifications.dispatch import CodeSender
from services.notifications.model import OutgoingCode
from shared.ids import new_id
from shared.messages.membership import PhoneCodeIssued
from tests.harness import Harness
from tests.services.notifications.receiver import Receiver

PHONE, CODE = "19912341234", "048213"


class Box:
    """A channel that takes what it is told to."""

    def __init__(self, *failures: int) -> None:
        self.failures = set(failures)
        self.tries = 0
        self.taken: list[tuple[str, str]] = []

    def send(self, phone: str, text: str) -> None:
        self.tries += 1
        if self.tries in self.failures:
            raise Undelivered("busy")
        self.taken.append((phone, text))


def issue(harness: Harness, phone: str = PHONE) -> PhoneCodeIssued:
    encrypt = harness.tools.cipher.encrypt
    event = PhoneCodeIssued(
        code_id=new_id(),
        address_encrypted=encrypt(phone),
        code_encrypted=encrypt(CODE),
        expires_at=harness.clock.now() + timedelta(minutes=5),
    )
    harness.tell(event, event)
    return event


def sender(harness: Harness, channel: Any) -> CodeSender:
    return CodeSender(harness.database, harness.tools, channel)


def waiting(harness: Harness) -> int:
    with harness.database.reading() as session:
        return len(session.scalars(select(OutgoingCode)).all())


def test_a_code_is_sent_once_and_forgotten(harness: Harness) -> None:
    issue(harness)
    box = Box()
    assert [sender(harness, box).send_next() for _ in range(2)] == [True, False]

    assert [phone for phone, _ in box.taken] == [PHONE]
    assert CODE in box.taken[0][1]
    assert waiting(harness) == 0


def test_nothing_is_kept_for_a_phone_that_is_nobodys(harness: Harness) -> None:
    issue(harness, "")

    assert waiting(harness) == 0


def test_what_waits_is_encrypted(harness: Harness) -> None:
    issue(harness)
    with harness.database.reading() as session:
        row = str(session.execute(text("SELECT * FROM outgoing_codes")).one())

    assert PHONE not in row
    assert CODE not in row


def test_a_code_that_is_not_taken_is_tried_again_after_a_while(harness: Harness) -> None:
    issue(harness)
    box = Box(1, 2)
    sending = sender(harness, box)

    assert (sending.send_next(), sending.send_next()) == (True, False)
    harness.clock.advance(timedelta(seconds=1))
    assert (sending.send_next(), sending.send_next()) == (True, False)
    harness.clock.advance(timedelta(seconds=2))
    assert (sending.send_next(), len(box.taken)) == (True, 1)


def test_an_expired_code_is_not_sent(harness: Harness) -> None:
    issue(harness)
    box = Box()
    harness.clock.advance(timedelta(minutes=5))

    assert sender(harness, box).send_next() is False
    assert (box.tries, waiting(harness)) == (0, 0)


def test_a_code_whose_sender_died_is_sent_by_another(harness: Harness) -> None:
    issue(harness)
    box = Box()
    died, other = sender(harness, box), sender(harness, box)
    assert died._take(harness.clock.now()) is not None

    assert other.send_next() is False
    harness.clock.advance(timedelta(seconds=30))
    assert other.send_next() is True


def test_the_file_is_for_its_owner_alone_and_holds_a_line_for_each_message(tmp_path: Path) -> None:
    channel = FileChannel(tmp_path / "messages.jsonl")
    for _ in range(2):
        channel.send(PHONE, "验证码\n048213")
    lines = (tmp_path / "messages.jsonl").read_text(encoding="utf-8").splitlines()

    assert [json.loads(line) for line in lines] == [{"to": PHONE, "text": "验证码\n048213"}] * 2
    assert stat.S_IMODE((tmp_path / "messages.jsonl").stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_has_taken_nothing(tmp_path: Path) -> None:
    with pytest.raises(Undelivered):
        FileChannel(tmp_path / "nowhere" / "messages.jsonl").send(PHONE, "x")


@pytest.fixture
def quiet() -> Iterator[None]:
    logging.getLogger("apprise").disabled = True
    yield
    logging.getLogger("apprise").disabled = False


def test_apprise_sends_to_the_phone(receiver: Receiver, quiet: None) -> None:
    port = receiver.url.split(":")[2].partition("/")[0]
    AppriseChannel(f"json://127.0.0.1:{port}/" + "{phone}").send(PHONE, "验证码 048213")

    body = json.loads(receiver.received[0].body)
    assert body["message"] == "验证码 048213"


@pytest.mark.parametrize("url", ["json://127.0.0.1:1/{phone}", "nothing://{phone}"])
def test_what_apprise_cannot_send_is_not_taken(url: str, quiet: None) -> None:
    with pytest.raises(Undelivered):
        AppriseChannel(url).send(PHONE, "x")


@pytest.mark.parametrize(
    "channel, amqp_uri, expected",
    [
        ("", "memory://", FileChannel),
        ("", "amqp://x", type(None)),
        ("file", "amqp://x", FileChannel),
        ("json://x/{phone}", "memory://", AppriseChannel),
    ],
)
def test_the_setting_chooses_the_channel(harness: Harness, channel: str, amqp_uri: str, expected: type[Any]) -> None:
    settings = replace(harness.tools.settings, code_channel=channel, amqp_uri=amqp_uri)

    assert type(channel_of(settings)) is expected
