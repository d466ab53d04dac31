"""One request and what is made of its answer."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from services.notifications import patience
from services.notifications.addresses import CheckedSession
from services.notifications.posting import Answer, find_retry_after, post
from tests.harness import START
from tests.services.notifications.receiver import Planned, Receiver

DAY = timedelta(days=1)


def posted(http: CheckedSession, url: str) -> Answer:
    return post(http, url, "你好".encode(), {})


@pytest.mark.parametrize(
    "status, error",
    [
        (200, None),
        (204, None),
        (302, "webhook.redirect_refused"),
        (400, "webhook.not_accepted"),
        (410, "webhook.gone"),
        (500, "webhook.not_accepted"),
    ],
)
def test_only_a_2xx_is_accepted(receiver: Receiver, http: CheckedSession, status: int, error: str | None) -> None:
    receiver.plan = [Planned(status, body=b"")]
    answer = posted(http, receiver.url)

    assert (answer.status, answer.error) == (status, error)


def test_a_redirect_is_neither_followed_nor_read(receiver: Receiver, http: CheckedSession) -> None:
    receiver.plan = [Planned(307, {"Location": "/elsewhere"}, b"x" * 100_000)]
    answer = posted(http, receiver.url)

    assert answer.text == "x" * 200
    assert [one.path for one in receiver.received] == ["/hook"]


@pytest.mark.parametrize(
    "body, text",
    [
        ("收到".encode(), "收到"),
        (b"\xff\x00ok", "��ok"),
        ("社区".encode() * 100, ("社区" * 34)[:66] + "�"),
    ],
)
def test_the_beginning_of_an_answer_is_kept_as_text(
    receiver: Receiver, http: CheckedSession, body: bytes, text: str
) -> None:
    receiver.plan = [Planned(body=body)]

    assert posted(http, receiver.url).text == text


def test_an_endless_answer_is_not_waited_for(receiver: Receiver, http: CheckedSession) -> None:
    receiver.plan = [Planned(headers={"Content-Length": "1000000000"}, body=b"y" * 10_000)]

    assert posted(http, receiver.url).text == "y" * 200


def test_a_short_answer_leaves_the_connection_open_for_the_next(receiver: Receiver, http: CheckedSession) -> None:
    for _ in range(5):
        posted(http, receiver.url)

    assert receiver.connections == 1


def test_no_answer_is_an_answer_with_a_code(http: CheckedSession, receiver: Receiver) -> None:
    assert posted(http, "http://127.0.0.1:1/") == Answer(None, "webhook.unreachable")
    assert posted(http, "http://10.0.0.1/") == Answer(None, "webhook.address_refused")
    assert posted(http, receiver.url.replace("http:", "https:")).error == "webhook.tls_failed"


def test_an_answer_that_takes_too_long_as_a_whole_is_given_up(
    receiver: Receiver, http: CheckedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 0.0)

    assert posted(http, receiver.url) == Answer(None, "webhook.timed_out")


@pytest.mark.parametrize(
    "header, asked",
    [
        (None, None),
        ("120", timedelta(seconds=120)),
        ("0", timedelta()),
        ("999999999", DAY),
        (format_datetime(START + timedelta(minutes=5), usegmt=False), timedelta(minutes=5)),
        ("Tue, 24 Nov 2026 01:10:00 GMT", timedelta(minutes=10)),
        ("Tue, 24 Nov 2026 01:10:00 -0000", timedelta(minutes=10)),
        ("Tue, 24 Nov 2020 01:00:00 GMT", timedelta()),
        ("Tue, 24 Nov 2099 01:00:00 GMT", DAY),
        ("-5", None),
        ("1e3", None),
        ("²", None),
        ("soon", None),
        ("9" * 5000, None),
        ("Tue, 99 Nov 2026 99:00:00 GMT", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_a_day_at_most(header: str | None, asked: timedelta | None) -> None:
    assert find_retry_after(header, START) == asked
