from datetime import date, timedelta
from typing import Any

import pytest

from gateway.board.queries import BoardQueries
from gateway.board.rows import OutOfStep
from shared.errors import Invalid
from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.engagement import service_record_events as events
from tests.gateway.board.town import Town
from tests.harness import START, Harness

DAY = timedelta(days=1)


def of(town: Town, record_id: str) -> dict[str, Any]:
    who = {"member_id": new_id(), "unit_id": new_id()}
    return {"service_record_id": record_id, "community_id": town.community_id, **who}


def confirmed(town: Town, record_id: str, **said: Any) -> Event:
    defaults: dict[str, Any] = {
        "title": "清洁楼道",
        "location": None,
        "served_on": date(2026, 11, 23),
        "minutes": 90,
        "notice_ends_at": START + 4 * DAY,
        "corrects_id": None,
    }
    return events.ServiceConfirmed(**of(town, record_id), **(defaults | said))


def voided(town: Town, record_id: str, *, was_public: bool) -> Event:
    return events.ServiceVoided(**of(town, record_id), was_public=was_public, was_final=False, reason="重复")


def page_of(queries: BoardQueries, town: Town, **asked: Any) -> dict[str, Any]:
    page = queries.service_records(town.community_id, **({"state": None, "after": None, "limit": 50} | asked))
    assert page is not None
    return page


def states(queries: BoardQueries, town: Town) -> dict[str, str]:
    return {item["id"]: item["state"] for item in page_of(queries, town)["items"]}


def test_what_is_confirmed_is_shown_without_whose_it_is(harness: Harness, queries: BoardQueries, town: Town) -> None:
    record_id = new_id()
    harness.tell(confirmed(town, record_id))
    (item,) = page_of(queries, town)["items"]

    assert item == {
        "id": record_id,
        "title": "清洁楼道",
        "location": None,
        "served_on": date(2026, 11, 23),
        "minutes": 90,
        "state": "confirmed",
        "corrects_id": None,
        "notice_ends_at": START + 4 * DAY,
        "confirmed_at": START,
        "changed_at": START,
    }


def test_the_board_follows_what_becomes_of_it(harness: Harness, queries: BoardQueries, town: Town) -> None:
    first, second = new_id(), new_id()
    harness.tell(confirmed(town, first), events.ServiceDisputed(**of(town, first)))
    disputed = states(queries, town)
    harness.tell(events.ServiceUpheld(**of(town, first), notice_ends_at=START + 9 * DAY))
    (upheld,) = page_of(queries, town)["items"]
    harness.tell(
        events.ServiceCorrected(**of(town, first), corrected_by_id=second),
        confirmed(town, second, corrects_id=first),
        events.ServiceFinalised(**of(town, second), served_on=date(2026, 11, 23), minutes=90),
    )

    assert disputed == {first: "disputed"}
    assert (upheld["state"], upheld["notice_ends_at"]) == ("confirmed", START + 9 * DAY)
    assert states(queries, town) == {first: "corrected", second: "final"}
    harness.tell(voided(town, second, was_public=True))
    assert states(queries, town) == {first: "corrected", second: "voided"}


def test_what_was_voided_before_it_was_public_was_never_there(
    harness: Harness, queries: BoardQueries, town: Town
) -> None:
    harness.tell(voided(town, new_id(), was_public=False))

    assert states(queries, town) == {}


def test_what_follows_upon_nothing_is_out_of_step(harness: Harness, town: Town) -> None:
    for event in (
        events.ServiceDisputed(**of(town, new_id())),
        events.ServiceUpheld(**of(town, new_id()), notice_ends_at=START),
        voided(town, new_id(), was_public=True),
    ):
        with pytest.raises(OutOfStep, match="isn't on the board"):
            harness.tell(event)


def test_records_are_listed_by_state_and_page(harness: Harness, queries: BoardQueries, town: Town) -> None:
    ids = [new_id() for _ in range(3)]
    harness.tell(*(confirmed(town, one) for one in ids), events.ServiceDisputed(**of(town, ids[1])))
    first = page_of(queries, town, limit=2)

    assert [item["id"] for item in first["items"]] == ids[:0:-1]
    assert [item["id"] for item in page_of(queries, town, after=first["next"])["items"]] == ids[:1]
    assert [item["id"] for item in page_of(queries, town, state="disputed")["items"]] == [ids[1]]
    with pytest.raises(Invalid, match=r"request\.invalid"):
        page_of(queries, town, after="nothing")
    assert queries.service_records(new_id(), state=None, after=None, limit=50) is None
