from datetime import timedelta
from typing import get_args

import pytest
from sqlalchemy import select, text

from services.notifications.dispatch import NEWS_BY_STATE, NewsSender
from services.notifications.model import OutgoingNews
from shared.ids import new_id
from shared.messages.engagement import NeedNewsIssued, NeedState
from shared.outbox import OUTBOX
from tests.harness import Harness
from tests.services.notifications.test_dispatch import PHONE, Box

TICKET = "XQ-SFJ-2026-000001"


def issue(harness: Harness, state: NeedState = "accepted") -> NeedNewsIssued:
    event = NeedNewsIssued(
        news_id=new_id(),
        address_encrypted=harness.tools.cipher.encrypt(PHONE),
        ticket_number=TICKET,
        state=state,
        expires_at=harness.clock.now() + timedelta(days=3),
    )
    harness.tell(event, event)
    return event


def waiting(harness: Harness) -> int:
    with harness.database.reading() as session:
        return len(session.scalars(select(OutgoingNews)).all())


def test_somebody_is_told_once_in_chinese_what_has_become_of_their_need(harness: Harness) -> None:
    issue(harness)
    box = Box()
    sender = NewsSender(harness.database, harness.tools, box)

    assert (sender.send_next(), sender.send_next()) == (True, False)
    assert box.taken == [(PHONE, "【邻里】您的需求（XQ-SFJ-2026-000001）社区已受理。")]
    assert waiting(harness) == 0


@pytest.mark.parametrize("state", get_args(NeedState))
def test_there_are_words_for_each_state(state: NeedState) -> None:
    assert NEWS_BY_STATE[state]


def test_what_is_not_taken_is_tried_again(harness: Harness) -> None:
    issue(harness)
    box = Box(1)
    sender = NewsSender(harness.database, harness.tools, box)
    sender.send_next()
    assert waiting(harness) == 1

    harness.clock.advance(timedelta(seconds=1))
    sender.send_next()
    assert len(box.taken) == 1


def test_without_a_channel_news_wait_for_one_and_do_not_pile_up(harness: Harness) -> None:
    for _ in range(3):
        issue(harness)
        harness.clock.advance(timedelta(days=1))
    assert waiting(harness) == 3  # as long as somebody could be told

    issue(harness)
    assert waiting(harness) == 3


def test_a_phone_is_kept_encrypted(harness: Harness) -> None:
    issue(harness)
    with harness.database.reading() as session:
        written = [str(tuple(row)) for row in session.execute(text("SELECT * FROM outgoing_news"))]
        written += [str(tuple(row)) for row in session.execute(select(OUTBOX))]

    assert TICKET in written[0]
    assert not any(PHONE in row for row in written)
