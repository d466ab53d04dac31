import importlib.util
import json
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.v1.event import CloudEvent

from shared.errors import Invalid
from shared.ids import new_id
from shared.messages import declare
from shared.messages.declare import Audience, DuplicateMessage, Event, Length, feed_events, fields_for, fields_of
from shared.messages.engagement import (
    ClaimWish,
    CommitmentMade,
    ListCommitments,
    MakeCommitment,
    PublishWish,
    WishClaimed,
)
from shared.messages.envelope import (
    Actor,
    Call,
    Envelope,
    Reply,
    read_calls,
    read_event,
    read_replies,
    with_sequence,
    write_batch,
    write_event,
    write_one,
)
from shared.messages.membership import EnrolMembers, ListCommunities, MemberEnrolled, RosterEntry, UnitOpened
from shared.messages.notifications import CreateWebhook
from shared.messages.outsourcing import RegisterProject
from shared.messages.schema import load, schema_for
from shared.messages.wire import Unreadable, encode, from_plain, to_plain
from tests import golden

ID = "01976a00-0000-7000-8000-000000000001"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def empty_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test declares is forgotten afterwards."""
    for name in ("COMMANDS", "QUERIES", "EVENTS", "SHAPES"):
        monkeypatch.setattr(declare, name, {})


# Declarations


def test_what_is_declared_is_what_was_agreed() -> None:
    agreed = json.loads(golden.PATH.read_text(encoding="utf-8"))

    assert json.loads(json.dumps(golden.describe())) == agreed, (
        "messages have changed; if that is meant, write it down: python -m tests.golden"
    )


def test_a_declared_message_is_frozen_and_registered_under_its_owner() -> None:
    command = ClaimWish(wish_id=ID)

    with pytest.raises(FrozenInstanceError):
        command.wish_id = new_id()  # type: ignore[misc]
    assert (ClaimWish.topic, ClaimWish.owner) == ("wish.claim", "engagement")
    assert declare.COMMANDS["wish.claim"] is ClaimWish


def test_an_event_names_its_type_with_a_version_and_its_subject() -> None:
    opened = UnitOpened(unit_id=ID, name="区税务局")

    assert (UnitOpened.type, opened.subject) == ("linli.unit.opened.v1", f"unit/{ID}")


@pytest.mark.usefixtures("empty_registries")
@pytest.mark.parametrize(
    "decorator",
    ['command("wish.claim")', 'query("wish.claim")', 'event("wish.claimed", subject="wish_id")', "shape"],
)
def test_a_topic_declared_twice_fails_at_import(tmp_path: Path, decorator: str) -> None:
    source = tmp_path / "declared_twice.py"
    declared = f"@{decorator}\nclass Wished:\n    wish_id: str\n"
    source.write_text(f"from shared.messages.declare import command, event, query, shape\n{declared * 2}")
    spec = importlib.util.spec_from_file_location("declared_twice", source)
    assert spec
    assert spec.loader

    with pytest.raises(DuplicateMessage, match=r"wish\.claim|Wished"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


@pytest.mark.usefixtures("empty_registries")
def test_an_event_without_its_subject_field_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="wish_id"):
        declare.event("wish.claimed", subject="wish_id")(type("Wished", (), {}))


def test_a_field_without_an_audience_reaches_nobody() -> None:
    assert fields_for(WishClaimed, Audience.PUBLIC) == {"wish_id", "community_id", "claim_id", "title"}
    assert fields_for(WishClaimed, Audience.UNIT) - fields_for(WishClaimed, Audience.PUBLIC) == {"member_id", "unit_id"}
    assert fields_for(UnitOpened, Audience.PUBLIC) == frozenset()
    assert {WishClaimed, MemberEnrolled} <= feed_events()


def test_marks_are_found_through_aliases_and_options() -> None:
    specs = {spec.name: spec for spec in fields_of(RosterEntry)}
    skills, department = specs["skills"], specs["department"]

    assert not skills.is_required
    assert skills.mark(Length) == Length(0, 50)
    assert department.is_optional
    assert department.type is str
    assert department.mark(Length) == Length(1, 200)


# Schemas


WISH: dict[str, Any] = {
    "community_id": ID,
    "title": "一个书包",
    "category": "学习用品",
    "beneficiary_kind": "单亲家庭儿童",
    "beneficiary": {"name": "陈华英", "phone": "19900001519"},
}
ENTRY: dict[str, Any] = {"external_id": "KX000001", "name": "陈华英", "identity_number": "11010519491231002X"}
PROJECT: dict[str, Any] = {
    "community_id": ID,
    "title": "银龄课堂",
    "starts_on": "2027-01-01",
    "ends_on": "2027-06-30",
    "budget": [{"name": "物料", "source": "fiscal", "amount_minor": 100}],
}
COMMITMENT: dict[str, Any] = {"claim_id": ID, "text": "两周内送到", "due_at": "2026-12-01T08:00:00+08:00"}
WEBHOOK: dict[str, Any] = {"stream": "community", "stream_id": ID, "url": "https://example.org/hook"}


def with_line(**fields: Any) -> dict[str, Any]:
    return {"budget": [{"name": "物料", "source": "fiscal", "amount_minor": 100, **fields}]}


@pytest.mark.parametrize(
    "cls, base",
    [
        (PublishWish, WISH),
        (EnrolMembers, {"unit_id": ID, "members": [ENTRY]}),
        (RegisterProject, PROJECT),
        (MakeCommitment, COMMITMENT),
        (CreateWebhook, WEBHOOK),
    ],
)
def test_good_input_passes_and_becomes_the_message(cls: Any, base: dict[str, Any]) -> None:
    message = from_plain(load(schema_for(cls), base), cls)

    assert isinstance(message, cls)


@pytest.mark.parametrize(
    "cls, base, change, pointer, code",
    [
        (PublishWish, WISH, {"title": None}, "#/title", "null"),
        (PublishWish, WISH, {"title": 5}, "#/title", "wrong_type"),
        (PublishWish, WISH, {"title": ["一个书包"]}, "#/title", "wrong_type"),
        (PublishWish, WISH, {"title": ""}, "#/title", "length"),
        (PublishWish, WISH, {"title": " \u3000 "}, "#/title", "length"),
        (PublishWish, WISH, {"title": "书" * 201}, "#/title", "length"),
        (PublishWish, WISH, {"title": "一个\x00书包"}, "#/title", "invalid"),
        (PublishWish, WISH, {"title": "一个\u202e书包"}, "#/title", "invalid"),
        (PublishWish, WISH, {"title": "一个\x85书包"}, "#/title", "invalid"),
        (PublishWish, WISH, {"title": "一个\n书包"}, "#/title", "invalid"),
        (PublishWish, WISH, {"title": "\u200b\u3164\ufeff"}, "#/title", "invalid"),
        (PublishWish, WISH, {"title": "一个\x1b[31m书包"}, "#/title", "invalid"),
        (PublishWish, WISH, {"title": "一个\ud83d书包"}, "#/title", "invalid"),
        (PublishWish, WISH, {"points": 5}, "#/points", "unknown_field"),
        (PublishWish, WISH, {"a/b~c": 5}, "#/a~1b~0c", "unknown_field"),
        (PublishWish, WISH, {"community_id": "SFJ"}, "#/community_id", "invalid"),
        (PublishWish, WISH, {"community_id": ID.upper()}, "#/community_id", "invalid"),
        (PublishWish, WISH, {"community_id": f"{{{ID}}}"}, "#/community_id", "invalid"),
        (PublishWish, WISH, {"beneficiary": "陈华英"}, "#/beneficiary", "wrong_type"),
        (PublishWish, WISH, {"beneficiary": {"name": "陈华英"}}, "#/beneficiary/phone", "missing"),
        (RegisterProject, PROJECT, with_line(amount_minor=True), "#/budget/0/amount_minor", "wrong_type"),
        (RegisterProject, PROJECT, with_line(amount_minor="5"), "#/budget/0/amount_minor", "wrong_type"),
        (RegisterProject, PROJECT, with_line(amount_minor=1.5), "#/budget/0/amount_minor", "wrong_type"),
        (RegisterProject, PROJECT, with_line(amount_minor=0), "#/budget/0/amount_minor", "out_of_range"),
        (RegisterProject, PROJECT, with_line(amount_minor=10**30), "#/budget/0/amount_minor", "out_of_range"),
        (RegisterProject, PROJECT, with_line(source="lottery"), "#/budget/0/source", "not_a_choice"),
        (RegisterProject, PROJECT, {"budget": []}, "#/budget", "length"),
        (RegisterProject, PROJECT, {"budget": {"0": {}}}, "#/budget", "wrong_type"),
        (RegisterProject, PROJECT, {"starts_on": "2027-02-29"}, "#/starts_on", "wrong_type"),
        (RegisterProject, PROJECT, {"starts_on": "20270101"}, "#/starts_on", "wrong_type"),
        (RegisterProject, PROJECT, {"starts_on": 20270101}, "#/starts_on", "wrong_type"),
        (MakeCommitment, COMMITMENT, {"due_at": "2026-12-01T08:00:00"}, "#/due_at", "invalid"),
        (MakeCommitment, COMMITMENT, {"due_at": "2026-12-01"}, "#/due_at", "wrong_type"),
        (MakeCommitment, COMMITMENT, {"due_at": 1_800_000_000}, "#/due_at", "wrong_type"),
        (MakeCommitment, COMMITMENT, {"due_at": "2026-W49-2T08:00:00Z"}, "#/due_at", "wrong_type"),
        (MakeCommitment, COMMITMENT, {"due_at": "2026-12-01T08:00:60Z"}, "#/due_at", "wrong_type"),
        (MakeCommitment, COMMITMENT, {"due_at": "1999-12-01T08:00:00Z"}, "#/due_at", "invalid"),
        (CreateWebhook, WEBHOOK, {"url": "ftp://example.org/"}, "#/url", "invalid"),
        (CreateWebhook, WEBHOOK, {"url": "https://a:b@example.org/"}, "#/url", "invalid"),
        (CreateWebhook, WEBHOOK, {"url": "http://[::1"}, "#/url", "invalid"),
    ],
)
def test_bad_input_is_refused_at_its_place_with_a_stable_code(
    cls: Any, base: dict[str, Any], change: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid, match=r"^request\.invalid$") as refused:
        load(schema_for(cls), base | change)

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [(pointer, code)]


@pytest.mark.parametrize(
    "field, value",
    [
        ("identity_number", "１１０１０５１９４９１２３１００２X"),
        ("identity_number", "11010519491231002x"),
        ("identity_number", "11010519491231002X\n1"),
        ("phone", "１９９００００１５１９"),
        ("phone", "29900001519"),
        ("birth_month", "1983-13"),
        ("birth_month", "１９８３-09"),
        ("residence_code", "-SFJ"),
        ("external_id", "=cmd|'/C calc'!A0"),
    ],
)
def test_a_pattern_takes_what_it_says_and_no_other_scripts_digits(field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        load(schema_for(EnrolMembers), {"unit_id": ID, "members": [ENTRY | {field: value}]})

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [(f"#/members/0/{field}", "invalid")]


def test_all_faults_are_told_together() -> None:
    with pytest.raises(Invalid) as refused:
        load(schema_for(PublishWish), {"title": "", "community_id": ID})

    assert {fault.pointer for fault in refused.value.errors} == {
        "#/title",
        "#/category",
        "#/beneficiary_kind",
        "#/beneficiary",
    }


@pytest.mark.parametrize("body", [None, [], "wish", 5])
def test_a_body_that_is_no_object_is_refused_as_a_whole(body: object) -> None:
    with pytest.raises(Invalid) as refused:
        load(schema_for(PublishWish), body)

    assert [fault.pointer for fault in refused.value.errors] == ["#"]


def test_white_space_around_text_is_cut_and_instants_become_utc() -> None:
    wish = load(schema_for(PublishWish), WISH | {"title": " 一个书包\u3000"})
    commitment = load(schema_for(MakeCommitment), COMMITMENT)

    assert wish["title"] == "一个书包"
    assert commitment["due_at"] == datetime(2026, 12, 1, tzinfo=UTC)


def test_what_comes_from_the_path_may_be_left_out_and_only_there() -> None:
    schema = schema_for(ClaimWish, without=frozenset({"wish_id"}))

    assert load(schema, {}) == {"plan": None}
    with pytest.raises(Invalid):
        load(schema, {"wish_id": ID})


@pytest.mark.parametrize("given, taken", [("1", 1), ("200", 200)])
def test_digits_of_a_query_string_are_numbers(given: str, taken: int) -> None:
    schema = schema_for(ListCommunities, is_from_query=True)

    assert load(schema, {"limit": given})["limit"] == taken


@pytest.mark.parametrize("given", ["0", "201", "1.0", "0x10", " 5", "５", "", "9" * 5000])
def test_a_query_string_takes_no_other_numbers(given: str) -> None:
    with pytest.raises(Invalid) as refused:
        load(schema_for(ListCommunities, is_from_query=True), {"limit": given})

    assert refused.value.errors[0].pointer == "#/limit"


def test_a_plus_that_a_query_string_has_made_a_space_is_taken_before_an_offset_alone() -> None:
    schema = schema_for(ListCommitments, is_from_query=True)

    assert load(schema, {"due_until": "2026-11-24T12:00:00 08:00"})["due_until"] == NOON
    for given in ("2026-11-24 12:00:00+08:00", "2026-11-24T12:00:00  08:00", "2026-11-24T12:00:00 08:00 "):
        with pytest.raises(Invalid):
            load(schema, {"due_until": given})
    with pytest.raises(Invalid):
        load(schema_for(ListCommitments), {"due_until": "2026-11-24T12:00:00 08:00"})


# Envelopes


def envelope_of(data: Event, **fields: Any) -> Envelope:
    plain = Envelope(
        id=new_id(),
        source="/linli/engagement",
        type=type(data).type,
        subject=data.subject,
        time=NOON,
        tenant=ID,
        community=ID,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        data=data,
    )
    return replace(plain, **fields)


MADE = CommitmentMade(
    wish_id=ID,
    community_id=ID,
    claim_id=ID,
    commitment_id=ID,
    text="两周内送到，带上笔 ✏️",
    due_at=datetime(2026, 12, 1, tzinfo=UTC),
    member_id=ID,
    unit_id=ID,
)


@pytest.mark.parametrize("fields", [{}, {"tenant": None, "community": None, "traceparent": ""}])
def test_an_event_written_is_the_event_read(fields: dict[str, Any]) -> None:
    envelope = envelope_of(MADE, **fields)

    assert read_event(write_event(envelope)) == envelope


def test_a_body_is_a_cloud_event_that_others_read_too() -> None:
    raw = json.loads(write_event(envelope_of(MADE)))
    event = CloudEvent({key: value for key, value in raw.items() if key != "data"} | {"time": NOON}, raw["data"])

    assert event.get_type() == "linli.commitment.made.v1"
    assert event.get_subject() == f"wish/{ID}"
    assert raw["time"] == "2026-11-24T04:00:00Z"
    assert raw["data"]["due_at"] == "2026-12-01T00:00:00Z"


def test_the_sequence_is_added_to_a_written_body() -> None:
    body = write_event(envelope_of(MADE))
    read = read_event(with_sequence(body, 42))

    assert read
    assert read.sequence == "00000000000000000042"
    assert replace(read, sequence="") == read_event(body)


def test_an_event_of_an_unknown_type_is_nothing_to_us() -> None:
    raw = json.loads(write_event(envelope_of(MADE)))

    assert read_event(json.dumps(raw | {"type": "linli.commitment.made.v2"})) is None


def test_fields_that_a_newer_producer_adds_are_passed_over() -> None:
    raw = json.loads(write_event(envelope_of(MADE)))
    newer = raw | {"data": raw["data"] | {"mood": "好"}, "partitionkey": "x"}
    read = read_event(json.dumps(newer))

    assert read
    assert read.data == MADE


@pytest.mark.parametrize(
    "change",
    [
        {"specversion": "0.3"},
        {"id": None, "data": "x"},
        {"time": "heute"},
        {"time": None},
        {"data": {}},
        {"data": None},
        {"data": {"due_at": 5}},
    ],
)
def test_a_body_that_breaks_its_declaration_is_unreadable(change: dict[str, Any]) -> None:
    raw = json.loads(write_event(envelope_of(MADE)))

    with pytest.raises(Unreadable):
        read_event(json.dumps(raw | change))


@pytest.mark.parametrize("body", ["", "{", "[]", "null", b"\xff", "{}"])
def test_what_is_no_cloud_event_is_unreadable(body: str | bytes) -> None:
    with pytest.raises(Unreadable):
        read_event(body)


def test_calls_and_replies_come_through_as_they_were_sent() -> None:
    actor = Actor(role="member", client_id=ID, tenant_id=ID, organisation_id=ID, member_id=ID)
    call = Call(id=new_id(), topic="wish.claim", data={"wish_id": ID, "plan": "送书"}, actor=actor, expires_at=1.5)
    replies = [Reply(id=ID, result={"id": ID}), Reply(id=ID, refusal={"status": 409, "code": "wish.already_claimed"})]

    assert read_calls(write_batch([write_one(call)])) == [call]
    assert read_replies(write_batch(map(write_one, replies))) == replies


def test_messages_come_back_from_json_and_from_plain_values_alike() -> None:
    command = MakeCommitment(claim_id=ID, text="两周内送到", due_at=NOON)
    plain = to_plain(command)

    assert from_plain(plain, MakeCommitment) == from_plain(json.loads(encode(plain)), MakeCommitment) == command
