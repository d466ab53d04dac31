from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from services.engagement.model import ItemRole, PlaceHolder
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from shared.messages.membership import LeaderChanged, MemberEnrolled, MemberLeft, TeamDissolved, TeamLeft
from tests.overlaps import is_overlap
from tests.services.engagement.menu import DAY, HOUR, TEAM, Menu

MINUTE = timedelta(minutes=1)


def test_a_place_is_held_and_told(menu: Menu) -> None:
    item = menu.publish()
    claim = menu.claim(item)

    assert (claim["state"], claim["places"], claim["member_ids"]) == ("held", 1, [menu.world.member.member_id])
    assert claim["withdrawable_until"] == menu.now + 6 * DAY
    assert menu.stand(item) == (1, 0)
    (told,) = menu.world.harness.events_of(messages.PlaceClaimed)
    assert (told.places, told.free, told.waiting) == (1, 2, 0)


def test_no_more_places_are_given_than_there_are(menu: Menu) -> None:
    item = menu.publish(places=1)
    menu.claim(item)
    with pytest.raises(Conflict, match=r"menu_item\.full"):
        menu.claim(item, menu.world.enrol())

    assert menu.stand(item) == (1, 0)


def test_the_database_itself_refuses_a_place_too_many(menu: Menu) -> None:
    menu.claim(menu.publish(places=1))
    with (
        menu.world.harness.database.writing() as session,
        pytest.raises(IntegrityError),
    ):
        session.execute(update(ItemRole).values(taken=2))


def test_the_database_itself_refuses_two_places_of_somebody_at_one_time(menu: Menu) -> None:
    for days in (7, 9):
        menu.claim(menu.publish(in_days=days))
    starts_at = menu.now + 7 * DAY
    with menu.world.harness.database.writing() as session, pytest.raises(IntegrityError) as refused:
        session.execute(update(PlaceHolder).values(busy_from=starts_at, busy_until=starts_at + HOUR))

    assert is_overlap(refused.value, "no_overlap_place_holders")


@pytest.mark.parametrize("role", ["community", "unit", "department", "resident"])
def test_only_members_claim(menu: Menu, role: Any) -> None:
    actor = Actor(role=role, client_id="x", tenant_id=menu.world.tenant_id, organisation_id=new_id())
    with pytest.raises(Forbidden, match=r"access\.denied"):
        menu.claim(menu.publish(), actor)


def test_nobody_has_two_places_in_one_item(menu: Menu) -> None:
    item = menu.publish()
    claim = menu.claim(item)
    with pytest.raises(Conflict, match=r"place_claim\.exists"):
        menu.claim(item)
    menu.withdraw(claim)

    assert menu.claim(item)["state"] == "held"


def test_sign_up_has_a_window(menu: Menu) -> None:
    draft = menu.plan()
    with pytest.raises(NotFound, match=r"menu_item\.unknown"):
        menu.claim(draft)
    called_off = menu.publish()
    menu.send(messages.CallOffMenuItem(menu_item_id=called_off["id"], reason="台风"))
    with pytest.raises(Conflict, match=r"menu_item\.not_open"):
        menu.claim(called_off)
    item = menu.publish(sign_up_opens_at=menu.now + DAY, sign_up_closes_at=menu.now + 2 * DAY)
    with pytest.raises(Conflict, match=r"menu_item\.sign_up_not_open"):
        menu.claim(item)
    menu.world.harness.clock.advance(DAY)
    menu.claim(item)
    menu.world.harness.clock.advance(DAY)
    with pytest.raises(Conflict, match=r"menu_item\.sign_up_closed"):
        menu.claim(item, menu.world.enrol())
    with pytest.raises(NotFound, match=r"item_role\.unknown"):
        menu.send(messages.ClaimPlaces(menu_item_id=item["id"], role_id=new_id()), menu.world.member)


@pytest.mark.parametrize("minutes_before_end, is_held", [(15, True), (16, False), (60, False), (-60, True)])
def test_activities_may_overlap_by_a_quarter_of_an_hour(menu: Menu, minutes_before_end: int, is_held: bool) -> None:
    first = menu.publish()
    starts_at = menu.now + 7 * DAY + 2 * HOUR - minutes_before_end * MINUTE
    second = menu.publish(starts_at=starts_at, ends_at=starts_at + 2 * HOUR)
    menu.claim(first)

    if is_held:
        assert menu.claim(second)["state"] == "held"
    else:
        with pytest.raises(Conflict, match=r"place_claim\.overlaps") as found:
            menu.claim(second)
        since, until = (first[name].isoformat() for name in ("starts_at", "ends_at"))
        assert found.value.detail == f"You have a place from {since} until {until}."
        assert [fault.pointer for fault in found.value.errors] == ["#"]


def test_what_is_given_up_or_a_post_overlaps_with_nothing(menu: Menu) -> None:
    claim = menu.claim(menu.publish())
    assert menu.claim(menu.publish(menu.plan_post()))["state"] == "held"
    menu.withdraw(claim)

    assert menu.claim(menu.publish())["state"] == "held"


def test_a_place_is_given_up_until_the_cut_off(menu: Menu) -> None:
    claim = menu.claim(menu.publish(withdrawal_hours=24))
    menu.world.harness.clock.advance(6 * DAY)
    with pytest.raises(Conflict, match=r"place_claim\.withdrawal_closed"):
        menu.withdraw(claim)

    assert menu.release(claim)["state"] == "released"
    with pytest.raises(Conflict, match=r"place_claim\.not_in_step"):
        menu.release(claim)


def test_others_neither_see_nor_change_a_claim(menu: Menu) -> None:
    claim = menu.claim(menu.publish())
    stranger = menu.world.enrol()
    elsewhere = Actor(role="unit", client_id="x", tenant_id=menu.world.tenant_id, organisation_id=new_id())
    for act in (menu.withdraw, menu.accept, menu.decline):
        with pytest.raises(Forbidden, match=r"place_claim\.not_yours"):
            act(claim, stranger)
    for actor in (stranger, elsewhere):
        with pytest.raises(Forbidden, match=r"place_claim\.not_yours"):
            menu.send(messages.ShowPlaceClaim(place_claim_id=claim["id"]), actor)
    with pytest.raises(Forbidden, match=r"menu_item\.not_yours"):
        menu.send(messages.ListMenuItemClaims(menu_item_id=claim["menu_item_id"]), elsewhere)


def test_each_lists_the_claims_that_concern_them(menu: Menu) -> None:
    item, other = menu.publish(), menu.publish(in_days=9)
    mine, later, theirs = menu.claim(item), menu.claim(other), menu.claim(item, menu.world.enrol())

    def ids(actor: Actor, **fields: Any) -> list[str]:
        return [claim["id"] for claim in menu.send(messages.ListPlaceClaims(**fields), actor)["items"]]

    assert ids(menu.world.member) == [later["id"], mine["id"]]
    assert ids(menu.world.unit) == ids(menu.world.community) == [theirs["id"], later["id"], mine["id"]]
    assert ids(menu.world.community, limit=1) == [theirs["id"]]
    menu.withdraw(later)
    assert ids(menu.world.member, state="held") == [mine["id"]]
    listed = menu.send(messages.ListMenuItemClaims(menu_item_id=item["id"]))
    assert [claim["id"] for claim in listed["items"]] == [mine["id"], theirs["id"]]


def test_a_team_claims_all_its_places_or_none(menu: Menu) -> None:
    leader, second, third = menu.world.member, menu.world.enrol(), menu.world.enrol()
    team_id = menu.found_team(leader, second, third)
    ids = [str(member.member_id) for member in (leader, second, third)]
    small, item = menu.publish(places=2), menu.publish(places=3)
    with pytest.raises(Conflict, match=r"menu_item\.full"):
        menu.claim(small, team_id=team_id, member_ids=ids)
    claim = menu.claim(item, team_id=team_id, member_ids=ids)

    assert (claim["places"], claim["member_ids"], claim["team_id"]) == (3, ids, team_id)
    assert (menu.stand(small), menu.stand(item)) == ((0, 0), (3, 0))
    menu.withdraw(claim)
    assert menu.stand(item) == (0, 0)


def test_each_member_of_a_team_is_looked_at_and_named_where_they_cant_come(menu: Menu) -> None:
    leader, busy, there = menu.world.member, menu.world.enrol(), menu.world.enrol()
    team_id = menu.found_team(leader, busy, there)
    outsider = menu.world.enrol()
    item = menu.publish()
    menu.claim(menu.publish(), busy)
    menu.claim(item, there)

    def refused(code: str, *members: Actor) -> list[str]:
        with pytest.raises(Conflict) as found:
            menu.claim(item, team_id=team_id, member_ids=[str(member.member_id) for member in members])
        assert found.value.code == code
        return [fault.pointer for fault in found.value.errors]

    assert refused("place_claim.overlaps", leader, busy) == ["#/member_ids/1"]
    assert refused("place_claim.exists", there, leader) == ["#/member_ids/0"]
    assert refused("team.not_in", leader, outsider) == ["#/member_ids/1"]
    menu.world.harness.tell(
        TeamLeft(**TEAM, team_id=team_id, ending="left", member_id=str(busy.member_id), unit_id=new_id())
    )
    assert refused("team.not_in", busy) == ["#/member_ids/0"]
    assert menu.stand(item) == (1, 0)


def test_a_team_is_spoken_for_by_its_leader_alone_as_long_as_it_is_there(menu: Menu) -> None:
    leader, second = menu.world.member, menu.world.enrol()
    team_id = menu.found_team(leader, second)
    item = menu.publish()
    ids = [str(second.member_id)]
    with pytest.raises(Forbidden, match=r"team\.not_yours"):
        menu.claim(item, second, team_id=team_id, member_ids=ids)
    with pytest.raises(Conflict, match=r"team\.unknown"):
        menu.claim(item, team_id=new_id(), member_ids=ids)
    claim = menu.claim(item, team_id=team_id, member_ids=ids)
    changed = LeaderChanged(
        **TEAM,
        team_id=team_id,
        cause="handed_over",
        leader_id=ids[0],
        leader_masked_name="王**",
        unit_id=str(menu.world.unit.organisation_id),
    )
    menu.world.harness.tell(changed)
    assert menu.withdraw(claim, second)["state"] == "withdrawn"
    menu.world.harness.tell(TeamDissolved(team_id=team_id, team_name="队", team_kind="unit", unit_id=new_id()))
    with pytest.raises(Conflict, match=r"team\.dissolved"):
        menu.claim(item, second, team_id=team_id, member_ids=ids)


@pytest.mark.parametrize("given", ["members alone", "nobody", "somebody twice"])
def test_a_team_comes_with_members_each_once(menu: Menu, given: str) -> None:
    me = str(menu.world.member.member_id)
    team_id = menu.found_team(menu.world.member)
    fields: Any = {
        "members alone": {"member_ids": [me]},
        "nobody": {"team_id": team_id},
        "somebody twice": {"team_id": team_id, "member_ids": [me, me]},
    }[given]
    with pytest.raises(Invalid, match=r"request\.invalid"):
        menu.claim(menu.publish(), **fields)


def test_who_isnt_known_yet_may_come_back(menu: Menu) -> None:
    stranger = Actor(role="member", client_id="x", tenant_id=menu.world.tenant_id, member_id=new_id())
    with pytest.raises(Conflict, match=r"member\.unknown"):
        menu.claim(menu.publish(), stranger)


def test_who_leaves_frees_their_place_and_their_team_keeps_the_others(menu: Menu) -> None:
    leader, second = menu.world.member, menu.world.enrol()
    team_id = menu.found_team(leader, second)
    item, other = menu.publish(), menu.publish(in_days=9)
    both = menu.claim(item, team_id=team_id, member_ids=[str(leader.member_id), str(second.member_id)])
    alone = menu.claim(other, second)
    menu.world.harness.tell(MemberLeft(member_id=str(second.member_id), unit_id=str(menu.world.unit.organisation_id)))

    shown = menu.send(messages.ShowPlaceClaim(place_claim_id=both["id"]))
    assert (shown["state"], shown["places"], shown["member_ids"]) == ("held", 1, [leader.member_id])
    assert (menu.state(alone), menu.stand(item), menu.stand(other)) == ("released", (1, 0), (0, 0))
    with pytest.raises(Conflict, match=r"member\.not_active"):
        menu.claim(other, second)


def test_a_list_takes_as_many_statements_however_long_it_is(menu: Menu, statements: list[str]) -> None:
    item = menu.publish(places=6)
    for _ in range(6):
        menu.claim(item, menu.world.enrol())

    def count(limit: int) -> int:
        del statements[:]
        menu.send(messages.ListPlaceClaims(limit=limit), menu.world.community)
        return len(statements)

    assert count(1) == count(6)


def team_of_two(menu: Menu) -> tuple[Actor, Actor, dict[str, Any]]:
    leader, second = menu.world.member, menu.world.enrol()
    team_id = menu.found_team(leader, second)
    return leader, second, {"team_id": team_id, "member_ids": [str(leader.member_id), str(second.member_id)]}


def leave(menu: Menu, member: Actor) -> None:
    menu.world.harness.tell(MemberLeft(member_id=str(member.member_id), unit_id=str(menu.world.unit.organisation_id)))


def test_who_has_left_a_team_that_waits_is_neither_told_of_nor_taken_up_any_more(menu: Menu) -> None:
    leader, second, both = team_of_two(menu)
    item = menu.publish(places=2)
    held = [menu.claim(item, menu.world.enrol()) for _ in range(2)]
    waits = menu.claim(item, may_wait=True, **both)
    leave(menu, second)
    (left,) = menu.world.harness.events_of(messages.PlaceGivenUp)
    menu.release(held[0])
    menu.accept(waits, leader)
    back = MemberEnrolled(
        member_id=str(second.member_id), unit_id=str(menu.world.unit.organisation_id), masked_name="陈**"
    )
    menu.world.harness.tell(back)

    assert left.member_ids == [second.member_id]
    assert menu.world.harness.events_of(messages.PlaceClaimed)[-1].member_ids == [leader.member_id]
    assert menu.claim(menu.publish(), second)["state"] == "held"


def test_who_was_there_was_there_whether_they_leave_later_or_not(menu: Menu) -> None:
    item = menu.publish()
    claim = menu.claim(item)
    menu.world.harness.wait(8 * DAY)
    before = menu.topics(item)
    leave(menu, menu.world.member)

    assert (menu.state(claim), menu.stand(item), menu.topics(item)) == ("held", (1, 0), before)


def test_a_teams_claim_is_its_leaders_to_see_and_to_give_up_whoever_that_is(menu: Menu) -> None:
    former, second, both = team_of_two(menu)
    third = menu.world.enrol()
    claim = menu.claim(menu.publish(), **both)
    handed = {"cause": "handed_over", "leader_id": str(third.member_id), "leader_masked_name": "王**"}
    unit_id = str(menu.world.unit.organisation_id)
    menu.world.harness.tell(LeaderChanged(**TEAM, team_id=both["team_id"], unit_id=unit_id, **handed))
    with pytest.raises(Forbidden, match=r"place_claim\.not_yours"):
        menu.withdraw(claim, former)
    shown = menu.send(messages.ShowPlaceClaim(place_claim_id=claim["id"]), third)

    assert shown["member_ids"] == [former.member_id, second.member_id]
    assert menu.withdraw(claim, third)["state"] == "withdrawn"
