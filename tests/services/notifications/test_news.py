from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from sqlalchemy import event, select, text

from services.notifications.dispatch import NewsSender
from services.notifications.model import NewsCount, OutgoingNews
from services.notifications.texts import CODE, NEWS, NEWS_BY_STATE, news_text, translations
from shared.ids import new_id
from shared.messages.engagement import NeedNewsIssued, NeedState
from shared.outbox import OUTBOX
from tests.harness import TENANT, Harness
from tests.services.notifications.test_dispatch import PHONE, Box

TICKET = "XQ-SFJ-2026-000001"


def issue(
    harness: Harness, state: NeedState = "accepted", *, phone: str = PHONE, tenant_id: str = TENANT
) -> NeedNewsIssued:
    issued = news(harness, phone, state)
    harness.tell(issued, issued, tenant_id=tenant_id)
    return issued


def news(harness: Harness, phone: str, state: NeedState = "accepted") -> NeedNewsIssued:
    return NeedNewsIssued(
        news_id=new_id(),
        address_encrypted=harness.tools.cipher.encrypt(phone),
        ticket_number=TICKET,
        state=state,
        expires_at=harness.clock.now() + timedelta(days=3),
    )


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
    assert "XQ-1" in news_text("XQ-1", state, "zh")
    assert NEWS_BY_STATE[state] in news_text("XQ-1", state, "en")


def test_all_that_phones_are_told_is_translated_and_nothing_is_left_of_a_text_that_is_gone() -> None:
    assert translations().keys() == {CODE, NEWS, *NEWS_BY_STATE.values()}


def test_who_has_chosen_english_is_told_in_english(harness: Harness) -> None:
    harness.tell(replace(issue(harness), news_id=new_id(), language="en"))
    box = Box()
    sender = NewsSender(harness.database, harness.tools, box)
    while sender.send_next():
        pass

    assert "[Linli] Your need (XQ-SFJ-2026-000001): the community will see to it." in [text for _, text in box.taken]


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


def capped(harness: Harness, **caps: int) -> Harness:
    return replace(harness, tools=replace(harness.tools, settings=replace(harness.tools.settings, **caps)))


def test_a_phone_gets_no_more_than_ten_texts_in_an_hour_whoever_has_typed_it(harness: Harness) -> None:
    for _ in range(12):
        issue(harness, tenant_id=new_id())
    issue(harness, phone="13904310009")
    assert waiting(harness) == 11

    harness.clock.advance(timedelta(hours=1))
    issue(harness)
    assert waiting(harness) == 12


def test_many_at_once_are_counted_in_one_statement_and_the_first_are_sent(harness: Harness) -> None:
    harness = capped(harness, news_per_tenant_day=11)
    sent: list[str] = []
    event.listen(harness.database.engine, "before_cursor_execute", lambda *call: sent.append(call[2]))
    batch = [news(harness, PHONE) for _ in range(12)] + [news(harness, "13904310009"), news(harness, "13904310008")]
    harness.tell(*batch)
    with harness.database.reading() as session:
        kept = set(session.scalars(select(OutgoingNews.id)))
        counts = sorted((row.kind, row.count) for row in session.scalars(select(NewsCount)))

    assert kept == {one.news_id for one in [*batch[:10], batch[12]]}
    assert counts == [("phone", 1), ("phone", 1), ("phone", 12), ("tenant", 12)]
    assert len([one for one in sent if "INTO news_counts" in one]) == 2


def test_what_was_too_much_is_counted_and_no_phone_is_readable(harness: Harness) -> None:
    for _ in range(12):
        issue(harness)
    with harness.database.reading() as session:
        counts = {row.kind: row for row in session.scalars(select(NewsCount))}

    assert {kind: row.count for kind, row in counts.items()} == {"phone": 12, "tenant": 10}
    assert PHONE not in str([row.key for row in counts.values()])


def test_a_tenant_has_no_more_texts_sent_in_a_day_of_shanghai_than_its_cap(harness: Harness) -> None:
    other, harness = new_id(), capped(harness, news_per_tenant_day=2)
    for number in range(3):
        issue(harness, phone=f"1390431000{number}")
    issue(harness, tenant_id=other)
    assert waiting(harness) == 3

    harness.clock.advance(timedelta(hours=15))  # from nine in the morning to midnight
    issue(harness)
    assert waiting(harness) == 4


def test_without_caps_everything_is_sent(harness: Harness) -> None:
    harness = capped(harness, news_per_phone_hour=0, news_per_tenant_day=0)
    for _ in range(12):
        issue(harness)

    assert waiting(harness) == 12


def test_counts_are_forgotten_after_a_week(harness: Harness) -> None:
    issue(harness)
    harness.clock.advance(timedelta(days=7, hours=1))
    issue(harness)
    with harness.database.reading() as session:
        counts = list(session.scalars(select(NewsCount)))

    assert {row.count for row in counts} == {1}
    assert len(counts) == 2
