"""Needs that a city app passes on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from services.engagement.model import Need
from shared.errors import Conflict, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from tests.harness import START, Harness
from tests.races import at_once
from tests.services.engagement.needing import DESCRIPTION, PHONE, PLACE, TITLE, Needing
from tests.services.engagement.world import World, open_world

WHERE = {"latitude": 43.8868, "longitude": 125.3245}
RACERS = 6


def app_of(world: World) -> Actor:
    return Actor(role="department", client_id=new_id(), tenant_id=world.tenant_id, organisation_id=new_id())


def report(world: World, **fields: Any) -> messages.ReportNeed:
    defaults: dict[str, Any] = {
        "community_id": str(world.community.organisation_id),
        "category": "public_facilities",
        "title": TITLE,
        "description": DESCRIPTION,
        "privacy": "public",
        "place": PLACE,
        **WHERE,
    }
    return messages.ReportNeed(**(defaults | fields))


def test_an_app_of_the_department_reports_to_any_community_and_a_community_to_itself(needing: Needing) -> None:
    world = needing.world
    contact = messages.NeedContact(name="王秀兰", phone=PHONE)
    need = needing.send(report(world, contact=contact), app_of(world))

    assert (need["origin"], need["state"], need["has_contact"]) == ("app", "submitted", True)
    assert (need["latitude"], need["longitude"]) == tuple(WHERE.values())
    assert needing.send(messages.RevealNeedContact(need_id=need["id"])) == {"name": "王秀兰", "phone": PHONE}
    assert needing.news() == [(PHONE, need["ticket_number"], "submitted")]
    assert needing.send(report(world))["origin"] == "app"
    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        needing.send(report(world), replace(world.community, organisation_id=new_id()))


def test_an_app_reports_to_no_community_of_another_tenant(needing: Needing, elsewhere: World) -> None:
    with pytest.raises(Conflict, match=r"community\.unknown"):
        needing.send(report(needing.world), app_of(elsewhere))


@pytest.mark.parametrize(
    "fields, pointer",
    [
        ({"longitude": None}, "#/longitude"),
        ({"privacy": "private", "place": None}, "#/place"),
        ({"category": "gold"}, "#/category"),
        ({"contact": messages.NeedContact()}, "#/contact"),
    ],
)
def test_what_does_not_go_together_is_refused_and_nothing_is_kept(
    needing: Needing, fields: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        needing.send(report(needing.world, **fields))

    assert [fault.pointer for fault in refused.value.errors] == [pointer]
    assert needing.send(messages.ListCommunityNeeds(community_id=report(needing.world).community_id))["items"] == []


@pytest.mark.parametrize(
    "privacy, kept, told",
    [("public", WHERE, WHERE), ("place_hidden", WHERE, dict.fromkeys(WHERE)), ("private", dict.fromkeys(WHERE), None)],
)
def test_coordinates_are_kept_of_what_is_not_private_and_told_of_what_is_public(
    needing: Needing, privacy: messages.NeedPrivacy, kept: Any, told: Any
) -> None:
    need = needing.accept(needing.send(report(needing.world, privacy=privacy)))
    events = needing.world.harness.events_of(messages.NeedAccepted)

    assert {name: need[name] for name in WHERE} == kept
    assert [{name: getattr(event, name) for name in WHERE} for event in events] == ([told] if told else [])
    assert [event.submitted_at for event in events] == ([START] if told else [])


def test_what_comes_twice_within_a_minute_is_one_need(needing: Needing) -> None:
    world, app = needing.world, app_of(needing.world)
    said = report(world, merges_repeats=True)
    first = needing.send(said, app)
    world.harness.clock.advance(timedelta(seconds=59))
    assert needing.send(said, app)["id"] == first["id"]
    others = [
        needing.send(said, app_of(world)),
        needing.send(report(world, merges_repeats=True, description="门也坏了。"), app),
        needing.send(report(world), app),
    ]
    world.harness.clock.advance(timedelta(seconds=1))
    later = needing.send(said, app)

    assert len({need["id"] for need in (first, *others, later)}) == 5
    assert later["ticket_number"].endswith("000005")
    assert len(world.harness.events_of(messages.NeedSubmitted)) == 5


def test_what_comes_twice_at_the_same_time_is_one_need(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    app = app_of(world)
    for number in range(5):
        said = report(world, merges_repeats=True, title=f"第 {number} 件")
        replies = at_once(RACERS, lambda _: on_postgresql.reply(said, app))  # noqa: B023

        assert len({reply.result["id"] for reply in replies}) == 1
    assert len(on_postgresql.events_of(messages.NeedSubmitted)) == 5


def test_what_is_withdrawn_keeps_no_coordinates(needing: Needing) -> None:
    need = needing.send(report(needing.world))
    with needing.world.harness.database.engine.begin() as connection:  # as nobody but a resident withdraws
        connection.execute(update(Need).values(resident_id=needing.resident.client_id))
    withdrawn = needing.withdraw(need)

    assert {name: withdrawn[name] for name in WHERE} == dict.fromkeys(WHERE)


def test_a_ticket_names_the_need_on_the_board_as_long_as_it_stands_there(needing: Needing) -> None:
    need = needing.submit()
    assert needing.ticket(need)["board_need_id"] is None
    accepted = needing.accept(need)
    assert needing.ticket(need)["board_need_id"] == need["id"]
    follower, private = needing.submit(), needing.submit(privacy="private")
    for merged in (follower, private):
        needing.merge(merged, accepted)
    assert needing.ticket(follower)["board_need_id"] == need["id"]
    assert needing.ticket(private)["board_need_id"] is None
    needing.decline(accepted)

    assert needing.ticket(need)["board_need_id"] is None
