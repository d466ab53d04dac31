from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from shared.messages.membership import MemberLeft
from tests.harness import Harness
from tests.races import at_once
from tests.services.engagement.menu import Menu
from tests.services.engagement.promising import Promising
from tests.services.engagement.world import World, open_world

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def promising(menu: Menu) -> Promising:
    return Promising(menu)


def test_who_holds_a_post_promises_in_public_and_is_judged(promising: Promising) -> None:
    made = promising.make()
    judged = promising.judge(promising.report(made), "partly", "有两晚没来")

    assert (made["kind"], made["title"], made["state"]) == ("post", "楼道长", "open")
    assert (judged["state"], judged["version"], judged["report"]) == ("partly", 3, "都巡查了")
    assert [(one["ruling"], one["word"], one["role"]) for one in judged["rulings"]] == [
        ("partly", "有两晚没来", "community")
    ]
    assert promising.topics(made) == ["place_commitment.made", "place_commitment.reported", "place_commitment.judged"]
    assert promising.show(made, promising.member) == judged == promising.show(made, promising.department)


def test_a_place_in_an_activity_is_promised_for_too(promising: Promising) -> None:
    made = promising.make(promising.menu.claim(promising.menu.publish()))

    assert (made["kind"], made["title"]) == ("activity", "清洁楼道")


def test_each_holder_of_a_teams_places_promises_once_and_for_themselves(promising: Promising) -> None:
    world = promising.menu.world
    other, stranger = world.enrol(), world.enrol()
    team_id = promising.menu.found_team(world.member, other)
    item = promising.menu.publish(promising.menu.plan_post(places=3))
    ids = [str(world.member.member_id), str(other.member_id)]
    claim = promising.menu.claim(item, team_id=team_id, member_ids=ids)

    first, second = promising.make(claim), promising.make(claim, member=other)

    assert [first["member_id"], second["member_id"]] == ids
    with pytest.raises(Conflict, match=r"commitment\.exists"):
        promising.make(claim, member=other)
    with pytest.raises(Forbidden, match=r"place_claim\.not_yours"):
        promising.make(claim, member=stranger)


def test_only_who_holds_a_place_promises_and_in_time(promising: Promising) -> None:
    menu = promising.menu
    item = menu.publish(menu.plan_post(places=1))
    menu.claim(item)
    other = menu.world.enrol()
    waiting = menu.claim(item, other, may_wait=True)

    with pytest.raises(Conflict, match=r"place_claim\.not_held"):
        promising.make(waiting, member=other)
    for days in (0, 181):
        with pytest.raises(Invalid, match=r"commitment\.due_at_out_of_range"):
            promising.make(days=days)


def test_what_is_promised_is_reminded_of_and_lapses(promising: Promising) -> None:
    made = promising.make(days=5)
    for _ in range(10):
        promising.menu.world.harness.wait(DAY / 2)
    lapsed = promising.show(made)

    assert promising.topics(made) == [
        "place_commitment.made",
        *3 * ["place_commitment.due_soon"],
        "place_commitment.lapsed",
    ]
    reminders = promising.menu.world.harness.events_of(messages.PlaceCommitmentDueSoon)
    assert [one.days_left for one in reminders] == [3, 1, 0]
    assert (lapsed["state"], [one["ruling"] for one in lapsed["rulings"]]) == ("lapsed", ["lapsed"])
    with pytest.raises(Conflict, match=r"commitment\.not_in_step"):
        promising.report(made)


def test_nothing_is_done_past_the_deadline_as_long_as_the_timer_is_late(promising: Promising) -> None:
    made = promising.make(days=5)
    promising.menu.world.harness.clock.advance(5 * DAY)

    for step in (promising.report, promising.extend, promising.nudge, promising.judge):
        with pytest.raises(Conflict, match=r"commitment\.not_in_step"):
            step(made)


def test_the_deadline_is_put_off_once(promising: Promising) -> None:
    made = promising.make(days=5)
    extended = promising.extend(made, days=8)
    promising.menu.world.harness.wait(6 * DAY)

    assert (extended["extended_from"], extended["extension_reason"]) == (made["due_at"], "要出差")
    assert promising.show(made)["state"] == "open"
    with pytest.raises(Conflict, match=r"commitment\.already_extended"):
        promising.extend(made, days=10)
    promising.menu.world.harness.wait(2 * DAY)
    assert promising.show(made)["state"] == "lapsed"


def test_what_is_reported_waits_for_its_verdict_however_long(promising: Promising) -> None:
    reported = promising.report()
    promising.menu.world.harness.wait(30 * DAY)

    assert promising.judge(reported, "kept", None)["state"] == "kept"
    assert promising.menu.world.harness.events_of(messages.PlaceCommitmentDueSoon) == []


def test_only_what_is_kept_is_judged_without_a_report_or_a_word(promising: Promising) -> None:
    made = promising.make()

    with pytest.raises(Conflict, match=r"commitment\.not_reported"):
        promising.judge(made, "broken")
    with pytest.raises(Invalid, match=r"commitment\.word_needed"):
        promising.judge(promising.report(made), "broken", None)
    assert promising.judge(promising.make(), "kept", None)["state"] == "kept"


def test_steps_are_their_own_peoples(promising: Promising, elsewhere: World) -> None:
    made = promising.report()
    stranger = promising.menu.world.enrol()

    with pytest.raises(Forbidden, match=r"commitment\.not_yours"):
        promising.show(made, stranger)
    with pytest.raises(Forbidden, match=r"commitment\.not_yours"):
        promising.nudge(made, stranger)
    with pytest.raises(NotFound, match=r"commitment\.unknown"):
        promising.show(made, elsewhere.community)
    judge = messages.JudgePlaceCommitment(commitment_id=made["id"], verdict="kept")
    with pytest.raises(Forbidden, match=r"commitment\.not_yours"):
        promising.menu.send(judge, promising.menu.world.unit)
    for command in (
        messages.RemindOfPlaceCommitment(commitment_id=made["id"], days_left=3),
        messages.LapsePlaceCommitment(commitment_id=made["id"]),
    ):
        with pytest.raises(Forbidden, match=r"access\.denied"):
            promising.menu.send(command, promising.menu.world.community)


def test_a_step_is_held_against_the_version_that_was_read(promising: Promising) -> None:
    made = promising.make()
    promising.extend(made)

    with pytest.raises(PreconditionFailed):
        promising.report(made, expected_version=made["version"])


@pytest.mark.parametrize("step", ["withdraw", "release", "call_off", "leave"])
def test_who_holds_the_place_no_more_is_held_to_nothing(promising: Promising, step: str) -> None:
    menu = promising.menu
    item = menu.publish(menu.plan_post(places=3))
    claim = promising.hold(item)
    made = promising.make(claim)
    if step == "leave":
        left = MemberLeft(member_id=str(promising.member.member_id), unit_id=str(menu.world.unit.organisation_id))
        menu.world.harness.tell(left)
    elif step == "call_off":
        menu.call_off(item)
    else:
        getattr(menu, step)(claim)
    menu.world.harness.wait(10 * DAY)

    assert (promising.show(made)["state"], promising.show(made)["rulings"]) == ("released", [])
    assert promising.topics(made) == ["place_commitment.made", "place_commitment.released"]


def test_what_is_reported_is_judged_though_the_place_is_given_up(promising: Promising) -> None:
    claim = promising.hold()
    reported = promising.report(promising.make(claim))
    promising.menu.withdraw(claim)

    assert promising.judge(reported, "kept")["state"] == "kept"


def test_a_wishs_commitment_goes_with_its_claim(promising: Promising, world: World) -> None:
    claim = world.commit()
    commitment = claim["commitment"]

    assert promising.show(commitment)["kind"] == "wish"
    assert promising.show(commitment)["title"] == "一台收音机"
    for step in (promising.report, promising.extend, promising.judge):
        with pytest.raises(Conflict, match=r"commitment\.of_wish"):
            step(commitment)
    world.deliver(claim)
    assert promising.show(commitment)["reported_at"] is not None
    world.send_back(claim)
    assert promising.show(commitment)["reported_at"] is None


def broken_wish(world: World) -> Any:
    return world.confirm(verdict="partly")["commitment"]


def lapsed_wish(world: World) -> Any:
    claim = world.commit(days=5)
    world.harness.wait(5 * DAY)
    return world.show(claim)["commitment"]


@pytest.mark.parametrize("of", ["judged", "lapsed", "wish", "lapsed_wish"])
def test_an_appeal_changes_what_is_said_and_keeps_what_was_said(promising: Promising, world: World, of: str) -> None:
    makers: dict[str, Callable[[], Any]] = {
        "judged": promising.judge,
        "lapsed": promising.lapse,
        "wish": lambda: broken_wish(world),
        "lapsed_wish": lambda: lapsed_wish(world),
    }
    commitment = makers[of]()
    appealed = promising.appeal(commitment)
    decided = promising.decide(commitment, "kept")

    assert (appealed["appeal"]["state"], appealed["state"]) == ("pending", commitment["state"])
    assert (decided["state"], decided["appeal"]["state"]) == ("kept", "changed")
    assert [one["ruling"] for one in decided["rulings"]] == [commitment["state"], "kept"]
    assert [one["role"] for one in decided["rulings"]][-1] == "department"
    assert world.harness.events[-1] == messages.CommitmentAppealDecided(
        commitment_id=commitment["id"],
        before=commitment["state"],
        verdict="kept",
        community_id=str(world.community.organisation_id),
        member_id=str(world.member.member_id),
        unit_id=str(world.unit.organisation_id),
    )


def test_a_claims_version_tells_that_its_commitment_was_judged_anew(promising: Promising, world: World) -> None:
    claim = world.confirm(verdict="broken")
    promising.appeal(claim["commitment"])
    promising.decide(claim["commitment"], "kept")

    assert world.show(claim)["version"] == claim["version"] + 1
    assert world.show(claim)["commitment"]["state"] == "kept"


def test_an_appeal_that_is_turned_down_leaves_all_as_it_was(promising: Promising) -> None:
    judged = promising.judge()
    promising.appeal(judged)
    decided = promising.decide(judged)

    assert (decided["state"], decided["appeal"]["state"], decided["appeal"]["word"]) == (
        "broken",
        "upheld",
        "查看了记录",
    )
    assert decided["rulings"] == judged["rulings"]
    with pytest.raises(Conflict, match=r"commitment_appeal\.decided"):
        promising.decide(judged, "kept")
    with pytest.raises(Conflict, match=r"commitment\.already_appealed"):
        promising.appeal(judged)


def test_an_appeal_is_the_members_own_and_the_departments_to_decide(promising: Promising) -> None:
    judged = promising.judge()

    with pytest.raises(NotFound, match=r"commitment_appeal\.none"):
        promising.decide(judged, "kept")
    with pytest.raises(Forbidden, match=r"commitment\.not_yours"):
        promising.appeal(judged, promising.menu.world.enrol())
    promising.appeal(judged)
    with pytest.raises(Forbidden, match=r"access\.denied"):
        promising.decide(judged, "kept", promising.menu.world.community)
    with pytest.raises(Invalid, match=r"commitment_appeal\.verdict_unchanged"):
        promising.decide(judged, "broken")


def test_nothing_is_appealed_against_that_is_kept_or_long_past(promising: Promising) -> None:
    kept = promising.judge(promising.report(), "kept")
    judged = promising.judge()

    with pytest.raises(Conflict, match=r"commitment\.not_appealable"):
        promising.appeal(kept)
    promising.menu.world.harness.wait(15 * DAY)
    with pytest.raises(Conflict, match=r"commitment\.appeal_closed"):
        promising.appeal(judged)


def test_a_commitment_is_nudged_once_a_local_day_by_whomever(promising: Promising) -> None:
    world = promising.menu.world
    made = promising.make()
    nudged = promising.nudge(made, world.unit)

    assert nudged["last_nudged_on"] == date(2026, 11, 24)
    with pytest.raises(Conflict, match=r"commitment\.nudged_today"):
        promising.nudge(made, world.community)
    world.harness.clock.advance(15 * HOUR)  # it is midnight in Shanghai
    assert promising.nudge(made, world.community)["last_nudged_on"] == date(2026, 11, 25)
    assert [one.by for one in world.harness.events_of(messages.CommitmentNudged)] == ["unit", "community"]


def test_of_nudges_at_once_one_arrives(on_postgresql: Harness) -> None:
    promising = Promising(Menu(open_world(on_postgresql)))
    world = promising.menu.world
    made = promising.make()
    command = messages.NudgeCommitment(commitment_id=made["id"])
    actors = [world.unit, world.community]
    replies = at_once(6, lambda number: on_postgresql.reply(command, actors[number % 2]))

    assert sorted(reply.refusal["code"] if reply.refusal else "" for reply in replies) == [
        "",
        *5 * ["commitment.nudged_today"],
    ]
    assert len(on_postgresql.events_of(messages.CommitmentNudged)) == 1


@pytest.mark.parametrize("maker", ["report", "judge", "lapse"])
def test_nobody_is_nudged_about_what_is_told_or_over(promising: Promising, maker: str) -> None:
    commitment = getattr(promising, maker)()

    with pytest.raises(Conflict, match=r"commitment\.not_in_step"):
        promising.nudge(commitment)


def test_commitments_are_listed_for_whom_they_concern(promising: Promising, world: World, elsewhere: World) -> None:
    wish = world.commit(days=2)["commitment"]["id"]
    post = promising.make(days=5)["id"]
    judged = promising.judge()["id"]
    promising.appeal({"id": judged})
    everyone: list[Actor] = [world.unit, world.community, world.member, promising.department]

    for actor in everyone:
        assert promising.listed(actor) == [wish, post, judged]
        assert promising.listed(actor, kind="post") == [post, judged]
        assert promising.listed(actor, state="open") == [wish, post]
        assert promising.listed(actor, state="open", due_until=promising.menu.now + 2 * DAY) == [wish]
        assert promising.listed(actor, appeal="pending") == [judged]
        assert promising.listed(actor, after=wish, limit=1) == [post]
    assert promising.listed(elsewhere.community) == promising.listed(world.enrol()) == []
    with pytest.raises(Forbidden, match=r"access\.denied"):
        promising.listed(Actor(role="subdistrict", client_id="s", tenant_id=world.tenant_id))


def test_a_page_takes_as_many_statements_whatever_its_length(
    promising: Promising, world: World, statements: list[str]
) -> None:
    item = promising.menu.publish(promising.menu.plan_post(places=3))

    def reads() -> int:
        del statements[:]
        promising.listed(world.community)
        return len(statements)

    promising.make(promising.hold(item))
    few = reads()
    for _ in range(2):
        member = world.enrol()
        promising.make(promising.hold(item, member), member=member)

    assert reads() == few
