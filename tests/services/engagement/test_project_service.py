"""Who comes to what belongs to a project, and what is recorded of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.errors import Forbidden
from shared.messages import engagement as messages
from shared.messages.engagement import attendance, service_record_events as told, service_records
from shared.messages.membership import MemberChanged, MemberErased
from tests.services.engagement.menu import HOUR
from tests.services.engagement.running import Running

MINUTE = timedelta(minutes=1)


def at_activity(running: Running) -> tuple[Any, Any]:
    """A published activity of the project and a claim of a place in it; it begins now."""
    item = running.publish()
    claim = running.menu.claim(item)
    running.serving.wait_until(datetime.fromisoformat(str(item["starts_at"])))
    return item, claim


def test_the_organisation_keeps_the_door_of_what_belongs_to_its_project(running: Running) -> None:
    item, claim = at_activity(running)
    code = running.menu.send(attendance.BeginAttendanceCode(menu_item_id=item["id"]), running.organisation)["code"]
    by_code = running.serving.check_in(claim, code=code)
    other = running.menu.claim(running.publish(in_days=1), running.world.enrol())
    running.world.harness.wait(24 * HOUR)
    came = running.serving.check_in(other, running.partner)
    running.world.harness.wait(HOUR)
    running.serving.check_out(came, running.partner)
    shown = running.menu.send(attendance.ListAttendances(), running.organisation)["items"]
    (record,) = running.serving.records(running.organisation, member_id=came["member_id"])

    assert (by_code["checked_in_by"], came["checked_in_by"]) == ("code", "staff")
    assert {one["id"] for one in shown} == {by_code["id"], came["id"]}
    assert (record["minutes"], record["project_id"]) == (60, running.project_id)
    assert [one.project_id for one in running.world.harness.events_of(attendance.CheckedOut)][-1] == running.project_id
    assert running.menu.send(attendance.ListAttendances(), running.stranger)["items"] == []


def test_another_organisation_is_let_in_nowhere(running: Running) -> None:
    item, claim = at_activity(running)
    came = running.serving.check_in(claim)
    acts: list[tuple[Any, str]] = [
        (attendance.BeginAttendanceCode(menu_item_id=item["id"]), "menu_item.not_yours"),
        (attendance.ShowAttendanceCode(menu_item_id=item["id"]), "menu_item.not_yours"),
        (messages.ListMenuItemClaims(menu_item_id=item["id"]), "menu_item.not_yours"),
        (messages.project_items.ListPeopleAtItem(menu_item_id=item["id"]), "menu_item.not_yours"),
        (attendance.CheckIn(place_claim_id=claim["id"]), "place_claim.not_yours"),
        (messages.ShowPlaceClaim(place_claim_id=claim["id"]), "place_claim.not_yours"),
        (messages.ReleaseMissing(place_claim_id=claim["id"]), "place_claim.not_yours"),
        (attendance.CheckOut(attendance_id=came["id"]), "attendance.not_yours"),
        (attendance.ShowAttendance(attendance_id=came["id"]), "attendance.not_yours"),
        (record_of(running, claim, came), "place_claim.not_yours"),
    ]
    for message, code in acts:
        with pytest.raises(Forbidden, match=code.replace(".", r"\.")):
            running.menu.send(message, running.stranger)


def record_of(running: Running, claim: Any, came: Any) -> service_records.RecordService:
    return service_records.RecordService(
        community_id=running.community_id,
        place_claim_id=claim["id"],
        starts_at=datetime.fromisoformat(str(came["starts_at"])) - HOUR,
        ends_at=datetime.fromisoformat(str(came["starts_at"])),
    )


def test_the_organisation_records_who_came_and_the_community_confirms_it(running: Running) -> None:
    _, claim = at_activity(running)
    starts_at = running.menu.now
    running.world.harness.wait(2 * HOUR)
    command = service_records.RecordService(
        community_id=running.community_id,
        place_claim_id=claim["id"],
        starts_at=starts_at,
        ends_at=starts_at + 90 * MINUTE,
    )
    record = running.menu.send(command, running.organisation)
    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        running.menu.send(running.serving.confirmation_of(record), running.organisation)
    final = running.serving.final(record)
    new = running.serving.correct(final, ends_at=starts_at + HOUR)
    running.serving.void(new)
    events = [
        event
        for kind in (told.ServiceRecorded, told.ServiceConfirmed, told.ServiceFinalised, told.ServiceCorrected)
        for event in running.world.harness.events_of(kind)
    ] + running.world.harness.events_of(told.ServiceVoided)

    assert (record["origin"], record["recorded_by"], record["recorder_id"]) == ("organisation", "organisation", None)
    assert len(events) == 6
    assert {(one.project_id, one.menu_item_id) for one in events} == {(running.project_id, record["menu_item_id"])}


def test_what_is_the_communitys_own_belongs_to_no_project(running: Running) -> None:
    running.serving.served()
    kinds: Any = (messages.MenuItemPublished, attendance.CheckedIn, attendance.CheckedOut, told.ServiceRecorded)

    for kind in kinds:
        assert [event.project_id for event in running.world.harness.events_of(kind)] == [None]
    assert running.serving.records(running.organisation) == []


def test_an_organisation_records_nothing_of_the_communitys_own(running: Running) -> None:
    _, claim = running.serving.at_activity()
    came = running.serving.check_in(claim)
    delivered = running.world.confirm()

    with pytest.raises(Forbidden, match=r"place_claim\.not_yours"):
        running.menu.send(record_of(running, claim, came), running.organisation)
    command = service_records.RecordService(
        community_id=running.community_id,
        claim_id=delivered["id"],
        starts_at=running.menu.now - HOUR,
        ends_at=running.menu.now,
    )
    with pytest.raises(Forbidden, match=r"claim\.not_yours"):
        running.menu.send(command, running.organisation)


def test_those_at_the_door_see_masked_names_and_who_is_there_until_it_is_past(running: Running) -> None:
    item, claim = at_activity(running)
    (before,) = running.people(item)
    came = running.serving.check_in(claim, running.organisation)
    (after,) = running.people(item, running.world.community)
    running.world.harness.wait(2 * HOUR + 49 * HOUR)
    (past,) = running.people(item)
    member = running.world.member

    assert before == {
        "id": before["id"],
        "place_claim_id": claim["id"],
        "role_id": claim["role_id"],
        "member_id": member.member_id,
        "unit_id": running.world.unit.organisation_id,
        "masked_name": "陈**",
        "attendance_id": None,
        "attendance_state": None,
        "checked_in_at": None,
        "checked_out_at": None,
    }
    assert (after["attendance_id"], after["attendance_state"]) == (came["id"], "open")
    assert (past["masked_name"], past["attendance_state"]) == (None, "closed")


def test_a_masked_name_follows_the_members_and_goes_with_them(running: Running) -> None:
    item, _ = at_activity(running)
    member_id, unit_id = str(running.world.member.member_id), str(running.world.unit.organisation_id)
    running.tell(MemberChanged(member_id=member_id, unit_id=unit_id, state="active", masked_name="程**"))
    assert running.people(item)[0]["masked_name"] == "程**"

    running.tell(MemberErased(member_id=member_id, unit_id=unit_id))
    assert [one["masked_name"] for one in running.people(item)] in ([], [None])


def test_why_a_member_gave_a_place_up_is_no_matter_of_the_organisations(running: Running) -> None:
    item = running.publish()
    claim = running.menu.claim(item)
    running.menu.send(messages.WithdrawPlaceClaim(place_claim_id=claim["id"], reason="家里有事"), running.world.member)
    query = messages.ListMenuItemClaims(menu_item_id=item["id"])
    by_community, by_organisation = (
        running.menu.send(query, actor)["items"][0] for actor in (running.world.community, running.organisation)
    )

    assert (by_community["reason"], by_organisation["reason"]) == ("家里有事", None)


def test_the_organisation_frees_the_place_of_who_has_not_come(running: Running) -> None:
    item, claim = at_activity(running)
    running.world.harness.wait(15 * MINUTE)
    freed = running.menu.send(messages.ReleaseMissing(place_claim_id=claim["id"]), running.organisation)

    assert (freed["state"], running.people(item)) == ("missed", [])
