"""Reading streams in pages, and what became of webhooks."""

from typing import Any

import pytest

from services.notifications.delivery import WebhookSender
from shared.errors import Forbidden, Invalid, NotFound
from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.envelope import Actor
from shared.messages.membership import OrganisationClosed, SocialOrganisationOpened
from shared.messages.notifications import CreateWebhook, ListAttempts, ListWebhooks, ReadFeed, ShowWebhook
from tests.harness import Harness
from tests.services.notifications.facts import (
    COMMUNITY,
    FOR_COMMUNITY,
    FOR_DEPARTMENT,
    FOR_UNIT,
    FOREIGN_DEPARTMENT,
    OTHER_TENANT,
    OTHER_UNIT,
    UNIT,
    actor,
    community_opened,
    project_registered,
    unit_opened,
    wish_claimed,
    wish_published,
)
from tests.services.notifications.receiver import Planned, Receiver

SOCIAL = new_id()
FOR_SOCIAL = actor("organisation", SOCIAL)


def closed(kind: Any, organisation_id: str) -> OrganisationClosed:
    named = {"community": "community_id", "unit": "unit_id", "organisation": "social_organisation_id"}[kind]
    return OrganisationClosed(organisation_id=organisation_id, kind=kind, **{named: organisation_id})


def read(harness: Harness, by: Actor, stream: str = "community", stream_id: str = COMMUNITY, **how: int) -> Any:
    return harness.send(ReadFeed(stream=stream, stream_id=stream_id, **how), by)  # type: ignore[arg-type]


def create(harness: Harness, url: str = "https://hooks.example.org/") -> str:
    command = CreateWebhook(stream="community", stream_id=COMMUNITY, url=url)
    return str(harness.send(command, FOR_COMMUNITY)["webhook"]["id"])


def test_a_stream_is_read_in_pages_until_the_reader_has_caught_up(harness: Harness) -> None:
    harness.tell(*(wish_published(f"愿望{number}") for number in range(1, 6)))
    pages = [read(harness, Actor.public(), after=after, limit=2) for after in (0, 2, 4, 5, 99)]

    assert [[item["position"] for item in page["items"]] for page in pages] == [[1, 2], [3, 4], [5], [], []]
    assert {page["last_position"] for page in pages} == {5}
    assert pages[2]["items"][0]["data"]["title"] == "愿望5"


def test_a_stream_that_has_not_begun_is_empty_to_the_unit_that_it_is_about(harness: Harness) -> None:
    assert read(harness, FOR_UNIT, "unit", UNIT) == {"items": [], "last_position": 0}


@pytest.mark.parametrize(
    "by, stream", [(Actor.public(), "community"), (Actor.public(), "project"), (FOR_DEPARTMENT, "unit")]
)
def test_what_nobody_has_opened_is_unknown(harness: Harness, by: Actor, stream: str) -> None:
    for after in (0, 7):
        with pytest.raises(NotFound, match=rf"{stream}\.unknown"):
            read(harness, by, stream, new_id(), after=after)


@pytest.mark.parametrize(
    "opening, by, stream",
    [
        (community_opened(), Actor.public(), "community"),
        (unit_opened(), FOR_DEPARTMENT, "unit"),
        (project_registered(), Actor.public(), "project"),
    ],
)
def test_a_stream_begins_with_what_opens_its_thing(harness: Harness, opening: Event, by: Actor, stream: str) -> None:
    harness.tell(opening)
    page = read(harness, by, stream, getattr(opening, f"{stream}_id"))

    assert [(item["type"], item["position"]) for item in page["items"]] == [(type(opening).type, 1)]


@pytest.mark.parametrize("by", [FOR_UNIT, FOR_DEPARTMENT])
def test_a_units_stream_is_read_by_the_unit_and_by_its_department(harness: Harness, by: Actor) -> None:
    harness.tell(wish_claimed())
    page = read(harness, by, "unit", UNIT)

    assert page["items"][0]["data"]["unit_id"] == UNIT


@pytest.mark.parametrize(
    "by, stream_id",
    [
        (Actor.public(), UNIT),
        (FOR_UNIT, OTHER_UNIT),
        (actor("community", UNIT), UNIT),
        (actor("member", UNIT), UNIT),
    ],
)
def test_a_units_stream_is_refused_to_others(harness: Harness, by: Actor, stream_id: str) -> None:
    harness.tell(wish_claimed())

    with pytest.raises(Forbidden, match=r"feed\.not_yours"):
        read(harness, by, "unit", stream_id)


def test_a_unit_of_another_tenant_is_as_unknown_as_none(harness: Harness) -> None:
    harness.tell(wish_claimed())

    with pytest.raises(NotFound, match=r"unit\.unknown"):
        read(harness, FOREIGN_DEPARTMENT, "unit", UNIT)


def social_organisation_opened() -> SocialOrganisationOpened:
    return SocialOrganisationOpened(social_organisation_id=SOCIAL, name="睦邻社工", code="52220100MJ7777777X")


def test_a_social_organisations_stream_is_read_by_itself(harness: Harness) -> None:
    harness.tell(social_organisation_opened(), closed("organisation", SOCIAL), closed("unit", UNIT))
    page = read(harness, FOR_SOCIAL, "organisation", SOCIAL)

    assert [item["type"] for item in page["items"]] == [SocialOrganisationOpened.type, OrganisationClosed.type]
    assert page["items"][0]["data"]["name"] == "睦邻社工"


@pytest.mark.parametrize(
    "by", [Actor.public(), FOR_UNIT, actor("organisation", new_id()), actor("community", SOCIAL), FOR_DEPARTMENT]
)
def test_a_social_organisations_stream_is_refused_to_all_others(harness: Harness, by: Actor) -> None:
    harness.tell(social_organisation_opened())

    with pytest.raises(Forbidden, match=r"feed\.not_yours"):
        read(harness, by, "organisation", SOCIAL)


def test_another_kind_of_organisation_begins_no_such_stream(harness: Harness) -> None:
    harness.tell(closed("unit", UNIT), closed("community", COMMUNITY))

    for stream_id in (UNIT, COMMUNITY):
        assert read(harness, actor("organisation", stream_id), "organisation", stream_id)["last_position"] == 0


def test_a_social_organisation_has_its_own_stream_pushed_and_no_other(harness: Harness) -> None:
    own = CreateWebhook(stream="organisation", stream_id=SOCIAL, url="https://hooks.example.org/")
    other = CreateWebhook(stream="organisation", stream_id=new_id(), url="https://hooks.example.org/")

    assert harness.send(own, FOR_SOCIAL)["webhook"]["stream"] == "organisation"
    harness.tell(social_organisation_opened())
    for command, by in ((other, FOR_SOCIAL), (own, FOR_DEPARTMENT)):
        with pytest.raises(Forbidden, match=r"stream\.not_yours"):
            harness.send(command, by)


def test_webhooks_are_listed_in_pages_to_their_owner(harness: Harness) -> None:
    made = [create(harness) for _ in range(3)]
    first = harness.send(ListWebhooks(limit=2), FOR_COMMUNITY)
    second = harness.send(ListWebhooks(limit=2, after=first["next"]), FOR_COMMUNITY)

    assert [webhook["id"] for webhook in first["items"] + second["items"]] == made
    assert second["next"] is None
    assert harness.send(ListWebhooks(), FOR_DEPARTMENT)["items"] == []


def test_attempts_are_listed_in_pages_the_newest_first(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    webhook_id = create(harness, receiver.url)
    harness.tell(*(wish_published() for _ in range(3)))
    receiver.plan = [Planned(), Planned(), Planned(503, body="维护中".encode())]
    sender.deliver_due()
    first = harness.send(ListAttempts(webhook_id=webhook_id, limit=2), FOR_COMMUNITY)
    second = harness.send(ListAttempts(webhook_id=webhook_id, limit=2, after=first["next"]), FOR_COMMUNITY)
    found = first["items"] + second["items"]

    assert [(one["position"], one["status"], one["error"], one["answer"]) for one in found] == [
        (3, 503, "webhook.not_accepted", "维护中"),
        (2, 200, None, "ok"),
        (1, 200, None, "ok"),
    ]
    assert second["next"] is None


@pytest.mark.parametrize("query", [ShowWebhook, ListAttempts])
def test_only_its_owner_sees_a_webhook(harness: Harness, query: Any) -> None:
    webhook_id = create(harness)

    with pytest.raises(Forbidden, match=r"webhook\.not_yours"):
        harness.send(query(webhook_id=webhook_id), FOR_DEPARTMENT)
    with pytest.raises(NotFound, match=r"webhook\.unknown"):
        harness.send(query(webhook_id=webhook_id), actor("community", COMMUNITY, OTHER_TENANT))


def test_a_cursor_that_no_list_gave_is_refused(harness: Harness) -> None:
    with pytest.raises(Invalid) as refusal:
        harness.send(ListWebhooks(after="'; DROP TABLE webhooks"), FOR_COMMUNITY)

    assert [fault.pointer for fault in refusal.value.errors] == ["#/after"]
