"""Steps of a review and of awards that meet at the same moment: one of them is taken, and the money stays right."""

from typing import Any

from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.award_events import AwardActivated, AwardNoticed, CallConcluded, CallReviewed
from shared.messages.outsourcing.awards import CancelAward, DeclineAward, EndNotice
from shared.messages.outsourcing.calls import CancelCall
from shared.messages.outsourcing.conclusions import ConcludeReview
from shared.messages.outsourcing.objections import AnswerObjection, FileObjection
from shared.messages.outsourcing.reviews import ListOwnReviews, ListReviews, RecuseReviewer, SaveScores, SubmitReview
from tests.harness import TENANT, Harness
from tests.races import at_once
from tests.services.outsourcing.money import findings, standing
from tests.services.outsourcing.reviewing import admit, awards_of, give, opened, points, reviewed, reviewing
from tests.services.outsourcing.test_call_races import codes, meet

WAN = 1_000_000
SYSTEM = Actor.system(TENANT)


def resident() -> Actor:
    return Actor(role="resident", client_id=new_id(), tenant_id=TENANT)


def money(harness: Harness, call: Any) -> dict[str, int]:
    assert findings(harness) == []
    return standing(harness, call["fundings"][0]["budget_id"])


def test_a_review_is_concluded_once(harness: Harness, department: Actor, community: Actor) -> None:
    call, proposals = opened(harness, department, community, 8 * WAN, 9 * WAN, projects_sought=2)
    admit(harness, department, proposals)
    for person in reviewing(harness, department, call):
        give(harness, person, call, {one["id"]: points(90) for one in proposals})
    replies = at_once(4, lambda _: harness.reply(ConcludeReview(call_id=call["id"]), department))

    assert codes(replies) == {"done": 1, "call.not_in_step": 3}
    assert len(harness.events_of(CallReviewed)) == 1
    assert len(harness.events_of(AwardNoticed)) == 2
    assert money(harness, call)["awarded"] == 17 * WAN


def test_a_recusal_is_before_the_last_review_or_not_at_all(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [proposal] = opened(harness, department, community, 8 * WAN)
    admit(harness, department, [proposal])
    first, *others, last = reviewing(harness, department, call)
    for person in (first, *others):
        give(harness, person, call, {proposal["id"]: points(90)})
    [review], [missing] = (harness.send(ListOwnReviews(), one)["items"] for one in (first, last))
    harness.send(SaveScores(review_id=missing["id"], scores=points(90)), last)
    recusal = RecuseReviewer(review_id=review["id"], reason="x")
    recused, submitted = meet(harness, (recusal, department), (SubmitReview(review_id=missing["id"]), last))
    is_told = not any(
        one["score"] is None for one in harness.send(ListReviews(call_id=call["id"]), department)["items"]
    )

    assert submitted.refusal is None
    assert (recused.refusal and recused.refusal["code"]) == ("call.reviews_in" if is_told else None)


def test_an_objection_at_the_end_of_the_notice_is_in_or_too_late(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, _ = reviewed(harness, department, community, [(8 * WAN, 90)])
    [award] = awards_of(harness, department, call)
    harness.clock.advance(award["notice_ends_at"] - harness.clock.now())
    file = FileObjection(award_id=award["id"], text="x")
    replies = meet(harness, (EndNotice(award_id=award["id"]), SYSTEM), (file, resident()), (file, resident()))

    assert replies[0].refusal is None
    assert {reply.refusal["code"] for reply in replies[1:]} <= {"award.notice_over", "award.not_in_step"}
    assert len(harness.events_of(AwardActivated)) == 1


def test_the_last_two_answers_activate_the_award_once(harness: Harness, department: Actor, community: Actor) -> None:
    call, _ = reviewed(harness, department, community, [(8 * WAN, 90)])
    [award] = awards_of(harness, department, call)
    filed = [harness.send(FileObjection(award_id=award["id"], text="x"), resident()) for _ in range(2)]
    harness.wait(award["notice_ends_at"] - harness.clock.now())
    answers = [AnswerObjection(objection_id=one["id"], outcome="dismissed", reason="x") for one in filed]
    replies = meet(harness, *((one, department) for one in answers))

    assert codes(replies) == {"done": 2}
    assert len(harness.events_of(AwardActivated)) == 1
    assert awards_of(harness, department, call)[0]["state"] == "active"


def test_who_declines_at_the_end_of_the_notice_has_declined_and_one_follows(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, proposals = reviewed(harness, department, community, [(8 * WAN, 90), (9 * WAN, 80), (7 * WAN, 70)])
    [award] = awards_of(harness, department, call)
    harness.clock.advance(award["notice_ends_at"] - harness.clock.now())
    steps = (
        (EndNotice(award_id=award["id"]), SYSTEM),
        (DeclineAward(award_id=award["id"], reason="x"), proposals[0]["actor"]),
        (CancelAward(award_id=award["id"], reason="x"), department),
    )
    replies = meet(harness, *steps)

    ended = [reply for reply in replies[1:] if reply.refusal is None]
    assert len(ended) == 1
    assert [one["rank"] for one in awards_of(harness, department, call)] == [1, 2]
    assert money(harness, call)["awarded"] == 9 * WAN


def test_two_awards_that_fall_away_at_once_are_followed_by_two_others(
    harness: Harness, department: Actor, community: Actor
) -> None:
    bids = [(10 * WAN, 95), (10 * WAN, 90), (10 * WAN, 85), (10 * WAN, 80)]
    call, _ = reviewed(harness, department, community, bids, projects_sought=2)
    awards = awards_of(harness, department, call)
    cancels = [CancelAward(award_id=one["id"], reason="x") for one in awards]
    replies = meet(harness, *((one, department) for one in cancels))
    found = awards_of(harness, department, call)

    assert codes(replies) == {"done": 2}
    assert sorted((one["rank"], one["state"]) for one in found) == [
        (1, "cancelled"),
        (2, "cancelled"),
        (3, "pending"),
        (4, "pending"),
    ]
    assert money(harness, call)["awarded"] == 20 * WAN


def test_a_call_is_cancelled_with_its_awards_or_concluded_by_the_last_of_them(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, proposals = reviewed(harness, department, community, [(8 * WAN, 90)])
    [award] = awards_of(harness, department, call)
    steps = (
        (DeclineAward(award_id=award["id"], reason="x"), proposals[0]["actor"]),
        (CancelCall(call_id=call["id"], reason="x"), department),
    )
    replies = meet(harness, *steps)

    assert codes(replies)["done"] == 1
    assert len(harness.events_of(CallConcluded)) <= 1
    assert money(harness, call) == {"outside": -100 * WAN, "available": 100 * WAN}
