"""What of an event its readers may see."""

import dataclasses
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, get_args, get_origin

import pytest

from services.notifications.entries import StreamKey, drafts_of, with_position
from services.notifications.service import NOTIFICATIONS
from shared.ids import new_id
from shared.messages.declare import EVENTS, Audience, Event, ForUnit, Id, Public, event, fields_of, unwrap
from shared.messages.engagement import NeedNewsIssued
from shared.messages.envelope import Envelope
from shared.messages.membership import (
    MemberEnrolled,
    MemberMoved,
    PhoneCodeIssued,
    RosterConflictOpened,
    UnitOpened,
)
from shared.messages.notifications import AUDIENCES
from shared.messages.outsourcing import ProjectRegistered
from shared.messages.wire import decode
from tests.harness import START, TENANT
from tests.services.notifications.facts import COMMUNITY, PROJECT, UNIT, wish_claimed, wish_published

OTHER_UNIT = new_id()
SECRETS = ("陈华英", "13800138000", "110101198309121234")


def envelope(data: Event) -> Envelope:
    return Envelope(
        id=new_id(),
        source="/linli/engagement",
        type=data.type,
        subject=data.subject,
        time=START,
        tenant=TENANT,
        community=getattr(data, "community_id", None),
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        data=data,
    )


def bodies(data: Event) -> dict[str, dict[str, Any]]:
    return {draft.stream.kind: decode(draft.body) for draft in drafts_of(envelope(data))}


def filled(cls: Any) -> Event:
    """An event whose every field holds its own name, to find it again wherever it went."""
    return cls(**{field.name: marked(field.type, f"<{field.name}>") for field in fields_of(cls)})  # type: ignore[no-any-return]


def marked(kind: Any, mark: str) -> Any:
    """A field's value that holds its mark; of a list of shapes one shape, with the mark in each of its fields."""
    item = unwrap(get_args(kind)[0])[0] if get_origin(kind) is list else None
    return [item(**{one.name: mark for one in fields_of(item)})] if is_dataclass(item) else mark


@pytest.fixture
def careless() -> Iterator[type[Event]]:
    """An event whose author has marked two fields and forgotten the rest."""

    @event("visit.careless", subject="resident_id")
    class VisitPaid(Event):
        resident_id: Id
        community_id: Id
        unit_id: Id
        title: Public[str]
        hours: ForUnit[int]
        resident_name: str
        phone: str
        identity_number: str

    yield VisitPaid
    del EVENTS[VisitPaid.type]


def test_unmarked_fields_reach_no_body(careless: Any) -> None:
    name, phone, number = SECRETS
    happened = careless(
        resident_id=new_id(),
        community_id=COMMUNITY,
        unit_id=UNIT,
        title="上门探访",
        hours=2,
        resident_name=name,
        phone=phone,
        identity_number=number,
    )
    drafts = {draft.stream: draft.body for draft in drafts_of(envelope(happened))}

    assert set(drafts) == {("community", COMMUNITY), ("unit", UNIT)}
    assert decode(drafts[StreamKey("community", COMMUNITY)])["data"] == {"title": "上门探访"}
    assert decode(drafts[StreamKey("unit", UNIT)])["data"] == {"title": "上门探访", "hours": 2}
    for body in drafts.values():
        assert not any(secret in body for secret in (*SECRETS, happened.resident_id, COMMUNITY))


def test_what_goes_to_a_phone_stands_in_no_stream() -> None:
    assert drafts_of(envelope(filled(PhoneCodeIssued))) == []


@pytest.mark.parametrize(
    "cls",
    sorted(NOTIFICATIONS.listens_to - {PhoneCodeIssued, NeedNewsIssued}, key=lambda cls: cls.type),
    ids=lambda cls: cls.type,
)
def test_every_declared_event_shows_its_marked_fields_alone(cls: Any) -> None:
    found = drafts_of(envelope(filled(cls)))

    assert found
    for draft in found:
        readers = {Audience.PUBLIC, AUDIENCES[draft.stream.kind]}  # type: ignore[index]
        hidden = {field.name for field in fields_of(cls) if not field.audiences & readers}
        assert not any(f"<{name}>" in draft.body for name in hidden)


def test_a_claim_stands_in_the_communitys_stream_without_the_member_and_in_the_units_with_them() -> None:
    claimed = wish_claimed()
    found = bodies(claimed)

    assert set(found) == {"community", "unit"}
    assert set(found["community"]["data"]) == {"wish_id", "community_id", "claim_id", "title"}
    assert found["unit"]["data"] == dataclasses.asdict(claimed)


def test_a_project_has_a_stream_of_its_own() -> None:
    registered = ProjectRegistered(
        project_id=PROJECT,
        community_id=COMMUNITY,
        title="邻里节",
        budget_minor=100,
        currency="CNY",
        starts_on=START.date(),
        ends_on=START.date(),
    )

    assert {draft.stream for draft in drafts_of(envelope(registered))} == {
        ("community", COMMUNITY),
        ("project", PROJECT),
    }


@pytest.mark.parametrize(
    "data, streams",
    [
        (UnitOpened(unit_id=UNIT, name="区税务局"), {("unit", UNIT)}),
        (MemberEnrolled(member_id=new_id(), unit_id=UNIT, masked_name="陈**"), {("unit", UNIT)}),
    ],
)
def test_what_has_no_public_field_is_in_no_public_stream(data: Event, streams: set[StreamKey]) -> None:
    assert {draft.stream for draft in drafts_of(envelope(data))} == streams


def test_an_entry_is_a_cloudevent_with_its_position() -> None:
    happened = envelope(wish_published())
    body = decode(with_position(drafts_of(happened)[0].body, 7))

    assert body == {
        "specversion": "1.0",
        "id": happened.id,
        "source": "/linli/engagement",
        "type": "linli.wish.published.v1",
        "subject": happened.subject,
        "time": "2026-11-24T01:00:00Z",
        "datacontenttype": "application/json",
        "tenant": TENANT,
        "community": COMMUNITY,
        "traceparent": happened.traceparent,
        "data": dataclasses.asdict(happened.data),
        "position": 7,
    }


@pytest.mark.parametrize(
    "told",
    [
        MemberMoved(member_id=new_id(), unit_id=UNIT, from_unit_id=OTHER_UNIT, masked_name="陈**"),
        RosterConflictOpened(conflict_id=new_id(), unit_id=UNIT, holding_unit_id=OTHER_UNIT, member_id=new_id()),
    ],
    ids=lambda told: type(told).__name__,
)
def test_what_concerns_two_units_stands_in_the_streams_of_both_alike(told: Event) -> None:
    drafts = drafts_of(envelope(told))

    assert [draft.stream for draft in drafts] == [StreamKey("unit", UNIT), StreamKey("unit", OTHER_UNIT)]
    assert len({draft.body.partition('"id"')[0] for draft in drafts}) == 1


def test_what_names_one_unit_twice_stands_in_its_stream_once() -> None:
    told = MemberMoved(member_id=new_id(), unit_id=UNIT, from_unit_id=UNIT, masked_name="陈**")

    assert [draft.stream for draft in drafts_of(envelope(told))] == [StreamKey("unit", UNIT)]
