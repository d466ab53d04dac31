import functools
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from gateway.asyncapi import Entry, describe_events, entries
from services.notifications.entries import drafts_of, with_position
from shared.ids import new_id
from shared.messages.declare import Audience, feed_events, fields_of
from shared.messages.envelope import Envelope
from shared.messages.notifications import AUDIENCES
from shared.messages.wire import decode, from_plain
from tests.gateway.edge import Edge, sample
from tests.harness import START, TENANT

ENTRIES = tuple(entries())


@functools.cache
def document() -> dict[str, Any]:
    return describe_events("https://linli.example")


def written(entry: Entry) -> dict[str, Any]:
    """The event as notifications hands it out in this kind of stream."""
    declared: Any = entry.event
    event = from_plain(sample(declared), declared)
    envelope = Envelope(
        id=new_id(),
        source=f"/linli/{declared.owner}",
        type=declared.type,
        subject=event.subject,
        time=START,
        tenant=TENANT,
        community=getattr(event, "community_id", None),
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        data=event,
        sequence="00000000000000000001",
    )
    body = next(draft.body for draft in drafts_of(envelope) if draft.stream.kind == entry.stream)
    found: dict[str, Any] = decode(with_position(body, 7))
    return found


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (part["$ref"],) if "$ref" in part else ()
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_an_event_is_described_just_as_it_stands_in_the_stream(entry: Entry) -> None:
    schema, event = document()["components"]["schemas"][entry.name], written(entry)
    jsonschema.Draft202012Validator(schema).validate(event)

    assert event.keys() == schema["properties"].keys()
    assert event["data"].keys() == schema["properties"]["data"]["properties"].keys()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_field_is_described(entry: Entry) -> None:
    data = document()["components"]["schemas"][entry.name]["properties"]["data"]

    for described in data["properties"].values():
        assert described["description"]
        assert all(value is None or f"- `{value}`: " in described["description"] for value in described.get("enum", ()))


def test_no_stream_is_described_with_what_is_for_others_alone() -> None:
    for entry in ENTRIES:
        for spec in fields_of(entry.event):
            if not spec.audiences & {Audience.PUBLIC, AUDIENCES[entry.stream]}:
                schema = document()["components"]["schemas"][entry.name]
                assert spec.name not in schema["properties"]["data"]["properties"]


def test_every_event_of_a_feed_is_described() -> None:
    assert {entry.event for entry in ENTRIES} == feed_events()


def test_each_channel_has_its_messages_and_an_operation() -> None:
    channels, operations = document()["channels"], document()["operations"]

    assert (
        channels.keys()
        == operations.keys()
        == {
            "communityFeed",
            "unitFeed",
            "projectFeed",
            "organisationFeed",
            "webhook",
        }
    )
    assert channels["projectFeed"]["messages"].keys() == {
        "ProjectRegistered",
        "ProjectEdited",
        "ProjectWithdrawn",
        "ProjectCalled",
        "ProjectFreed",
        "AwardNoticed",
        "AwardActivated",
        "AwardSigned",
        "AwardCancelled",
        "AwardDeclined",
        "AwardLapsed",
        "ObjectionFiled",
        "ObjectionDecided",
        "ObjectionWithdrawn",
        "ProjectStarted",
        "ProjectRescheduled",
        "ProjectEnded",
        "ProjectEvaluated",
        "ContractSigned",
        "ContractAmended",
        "ContractCompleted",
        "ContractTerminated",
        "PaymentsResumed",
        "PaymentRecorded",
        "PaymentClawedBack",
        "MilestoneSubmitted",
        "MilestoneSurveyExtended",
        "MilestoneUndecided",
        "MilestoneSettled",
        "SurveyTallied",
        "SurveyFellShort",
        "MenuItemPublished",
        "MenuItemEdited",
        "MenuItemFellShort",
        "SignUpExtended",
        "MenuItemSettled",
        "MenuItemCalledOff",
        "MenuItemEnded",
        "CheckedIn",
        "CheckedOut",
        "ServiceRecorded",
        "ServiceConfirmed",
        "ServiceDisputed",
        "ServiceUpheld",
        "ServiceCorrected",
        "ServiceFinalised",
        "ServiceVoided",
    }
    assert channels["webhook"]["messages"].keys() == {entry.name for entry in ENTRIES}
    assert "security" in operations["unitFeed"]
    assert "security" in operations["organisationFeed"]
    assert "security" not in operations["communityFeed"]


def test_every_reference_leads_somewhere() -> None:
    for reference in references(document()):
        part = document()
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


def test_the_channels_are_paths_of_this_interface(edge: Edge) -> None:
    served, paths = edge.get("/asyncapi.json").json, edge.get("/openapi.json").json["paths"]
    addresses = {channel["address"] for channel in served["channels"].values()} - {None}

    assert served["asyncapi"] == "3.0.0"
    assert addresses == {path for path in paths if path.endswith("/feed")}


def test_a_message_tells_when_it_happens() -> None:
    messages = document()["components"]["messages"].values()

    assert [message["name"] for message in messages if not message["summary"]] == []
