from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.inbox import COMMAND_LOG
from shared.messages.envelope import Actor
from shared.messages.membership import AppointmentEnded, AppointmentMade, MemberErased
from shared.messages.outsourcing import CollectOutsourcingData
from shared.messages.outsourcing.award_events import ProposalAdmitted, ProposalPlaced, ProposalRejected
from shared.messages.outsourcing.calls import CancelCall, ShowCall
from shared.messages.outsourcing.conclusions import AdmitProposal, ConcludeReview, RejectProposal, ShowRanking
from shared.messages.outsourcing.proposals import ConfirmPartner, ShowProposal
from shared.messages.outsourcing.reviews import (
    AssignReviewer,
    CriterionScore,
    DeclineReviewing,
    Interest,
    ListOwnReviewers,
    ListOwnReviews,
    ListReviewers,
    ListReviews,
    RecuseReviewer,
    ReleaseReviewer,
    SaveScores,
    ShowReview,
    ShowReviewProgress,
    SubmitReview,
)
from tests.harness import Harness
from tests.services.outsourcing.money import standing
from tests.services.outsourcing.proposals import bidder, content_for, draft, pass_deadline, submit
from tests.services.outsourcing.reviewing import (
    admit,
    assign,
    awards_of,
    declare,
    give,
    member,
    opened,
    points,
    reviewing,
    staff,
)
from tests.services.outsourcing.world import PROPOSALS_UNTIL, published

WAN = 1_000_000
MARK = "只有评审人自己能看到的评语"


def own_reviews(harness: Harness, person: Actor) -> dict[str, Any]:
    """A reviewer's reviews by their proposals."""
    found = harness.send(ListOwnReviews(limit=200), person)["items"]
    return {one["proposal_id"]: one for one in found}


def appointed(organisation: Actor, *, member_id: str | None, appointment_id: str | None = None) -> AppointmentMade:
    return AppointmentMade(
        appointment_id=appointment_id or new_id(),
        organisation_id=str(organisation.organisation_id),
        kind="organisation",
        office="staff",
        since=date(2026, 1, 1),
        until=None,
        masked_name="王**",
        member_id=member_id,
    )


def test_the_formal_check_admits_or_rejects_and_tells_the_organisation_why(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [first, second] = opened(harness, department, community, 8 * WAN, 9 * WAN)
    admitted = harness.send(AdmitProposal(proposal_id=first["id"]), department)
    rejected = harness.send(RejectProposal(proposal_id=second["id"], reason="缺少签章"), department)

    assert (admitted["state"], rejected["state"], rejected["reason"]) == ("admitted", "rejected", "缺少签章")
    assert [one.proposal_id for one in harness.events_of(ProposalAdmitted)] == [first["id"]]
    [told] = harness.events_of(ProposalRejected)
    assert (told.social_organisation_id, told.reason) == (second["organisation_id"], "缺少签章")
    for one, reason in ((first, None), (second, "缺少签章")):
        for reader in (one["actor"], department):
            assert harness.send(ShowProposal(proposal_id=one["id"]), reader)["reason"] == reason
    for command in (AdmitProposal(proposal_id=first["id"]), RejectProposal(proposal_id=first["id"], reason="x")):
        with pytest.raises(Conflict, match=r"^proposal\.not_in_step$"):
            harness.send(command, department)
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            harness.send(command, first["actor"])
    with pytest.raises(Conflict, match=r"^call\.reviews_missing$"):
        harness.send(ConcludeReview(call_id=call["id"]), department)


def test_a_reviewer_gets_the_proposals_when_they_have_declared(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [first, second] = opened(harness, department, community, 8 * WAN, 9 * WAN)
    admit(harness, department, [first])
    person = staff()
    reviewer = assign(harness, department, call, person)

    assert (reviewer["state"], reviewer["name"]) == ("asked", "王建国")
    assert own_reviews(harness, person) == {}
    with pytest.raises(Forbidden, match=r"^proposal\.not_yours$"):
        harness.send(ShowProposal(proposal_id=first["id"]), person)
    with pytest.raises(Forbidden, match=r"^reviewer\.not_yours$"):
        declare(harness, reviewer, staff())
    assert declare(harness, reviewer, person)["assigned"] == 1
    assert harness.send(ShowProposal(proposal_id=first["id"]), person)["content"]["amount_minor"] == 8 * WAN
    with pytest.raises(Forbidden, match=r"^proposal\.not_yours$"):
        harness.send(ShowProposal(proposal_id=second["id"]), person)
    admit(harness, department, [second])
    assert own_reviews(harness, person).keys() == {first["id"], second["id"]}
    [own] = harness.send(ListOwnReviewers(), person)["items"]
    assert (own["id"], own["assigned"]) == (reviewer["id"], 2)


def test_nobody_reviews_a_call_twice(harness: Harness, department: Actor, community: Actor) -> None:
    call, [proposal] = opened(harness, department, community, 8 * WAN)
    admit(harness, department, [proposal])
    person, appointment_id = member(), new_id()
    assign(harness, department, call, person)
    for who in ({"member_id": person.member_id}, {"appointment_id": appointment_id}):
        other = appointed(community, member_id=person.member_id, appointment_id=appointment_id)
        harness.tell(other)
        with pytest.raises(Conflict, match=r"^reviewer\.exists$"):
            harness.send(AssignReviewer(call_id=call["id"], name="王建国", **who), department)
    for wrong in ({}, {"member_id": new_id(), "appointment_id": new_id()}):
        with pytest.raises(Invalid, match=r"^reviewer\.person_needed$") as refused:
            harness.send(AssignReviewer(call_id=call["id"], name="王建国", **wrong), department)
        assert [fault.pointer for fault in refused.value.errors] == ["#/member_id"]


def test_a_declared_interest_in_one_bidder_bars_from_the_whole_call(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, proposals = opened(harness, department, community, 8 * WAN, 9 * WAN)
    first, second = proposals
    admit(harness, department, [first])
    person = member()
    reviewer = assign(harness, department, call, person)
    with pytest.raises(Invalid, match=r"^reviewer\.interests_unfit$"):
        declare(harness, reviewer, person, [Interest(organisation_id=new_id(), kind="relative")])
    interest = Interest(organisation_id=second["organisation_id"], kind="relative")
    ready = declare(harness, reviewer, person, [interest])
    admit(harness, department, [second])
    own = own_reviews(harness, person)

    assert (ready["assigned"], ready["barred"]) == (0, 1)
    assert {(one["state"], one["conflict"]) for one in own.values()} == {("barred", None)}
    listed = harness.send(ListReviews(call_id=call["id"], state="barred"), department)["items"]
    assert {(one["proposal_id"], one["conflict"]) for one in listed} == {(one["id"], "relative") for one in proposals}
    for id_ in (first["id"], second["id"]):
        for command in (
            SaveScores(review_id=own[id_]["id"], scores=points(90)),
            SubmitReview(review_id=own[id_]["id"]),
        ):
            with pytest.raises(Conflict, match=r"^review\.conflict$"):
                harness.send(command, person)
        with pytest.raises(Forbidden, match=r"^proposal\.not_yours$"):
            harness.send(ShowProposal(proposal_id=id_), person)


def test_who_serves_or_has_served_at_a_bidder_judges_neither_it_nor_its_rivals(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [first, second] = opened(harness, department, community, 8 * WAN, 9 * WAN)
    harness.send(RejectProposal(proposal_id=first["id"], reason="缺少签章"), department)
    admit(harness, department, [second])
    person, other = member(), staff("organisation")
    made = appointed(first["actor"], member_id=person.member_id)
    harness.tell(made)
    harness.tell(
        AppointmentEnded(
            appointment_id=made.appointment_id,
            organisation_id=made.organisation_id,
            kind="organisation",
            office="staff",
            ending="ended",
            member_id=person.member_id,
        )
    )
    harness.tell(appointed(first["actor"], member_id=None, appointment_id=other.client_id))

    for one in (person, other):
        with pytest.raises(Conflict, match=r"^reviewer\.all_barred$"):
            assign(harness, department, call, one)


def test_who_serves_at_a_bidders_partner_is_barred_and_who_serves_where_nothing_was_submitted_is_not(
    harness: Harness, department: Actor, community: Actor
) -> None:
    lead, partner, late = bidder(harness), bidder(harness), bidder(harness)
    call, partner_id = published(harness, department), str(partner.organisation_id)
    joint = draft(harness, lead, call, content_for(community, partner_ids=[partner_id]))
    harness.send(ConfirmPartner(proposal_id=joint["id"], organisation_id=partner_id), partner)
    submit(harness, lead, joint)
    draft(harness, late, call, content_for(community))
    pass_deadline(harness)
    tied, free = member(), member()
    harness.tell(appointed(partner, member_id=tied.member_id))
    harness.tell(appointed(late, member_id=free.member_id))

    with pytest.raises(Conflict, match=r"^reviewer\.all_barred$"):
        assign(harness, department, call, tied)
    assert assign(harness, department, call, free)["state"] == "asked"


def test_an_appointment_that_is_heard_of_later_bars_what_is_submitted_too(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [first, second] = opened(harness, department, community, 8 * WAN, 9 * WAN)
    admit(harness, department, [first, second])
    [person] = reviewing(harness, department, call, 1)
    give(harness, person, call, {second["id"]: points(9)})
    harness.tell(appointed(first["actor"], member_id=person.member_id))

    assert {one["state"] for one in own_reviews(harness, person).values()} == {"barred"}


def test_scores_are_kept_as_drafts_and_submitted_once_for_good(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [proposal] = opened(harness, department, community, 8 * WAN)
    admit(harness, department, [proposal])
    [person] = reviewing(harness, department, call, 1)
    review_id = own_reviews(harness, person)[proposal["id"]]["id"]
    half = SaveScores(review_id=review_id, scores=points(80)[:1])
    saved = harness.send(half, person, expected_version=1)

    assert (saved["version"], saved["score"], len(saved["scores"])) == (2, None, 1)
    with pytest.raises(PreconditionFailed):
        harness.send(half, person, expected_version=1)
    with pytest.raises(Invalid, match=r"^review\.unfit$") as missing:
        harness.send(SubmitReview(review_id=review_id), person)
    assert [one.code for one in missing.value.errors] == ["review.criterion_missing"]
    wrong = [*points(80), CriterionScore(criterion_id="plan", points=1), CriterionScore(criterion_id="x", points=1)]
    with pytest.raises(Invalid, match=r"^review\.unfit$") as unfit:
        harness.send(SaveScores(review_id=review_id, scores=wrong), person)
    assert [(one.pointer, one.code) for one in unfit.value.errors] == [
        ("#/scores/2/criterion_id", "review.criterion_repeated"),
        ("#/scores/3/criterion_id", "review.criterion_unknown"),
    ]
    harness.send(SaveScores(review_id=review_id, scores=points(80, 71)), person)
    submitted = harness.send(SubmitReview(review_id=review_id), person)
    assert (submitted["state"], submitted["score"]) == ("submitted", 60 * 80 + 40 * 71)
    for again in (SaveScores(review_id=review_id, scores=points(1)), SubmitReview(review_id=review_id)):
        with pytest.raises(Conflict, match=r"^review\.not_in_step$"):
            harness.send(again, person)


def test_nobody_reads_the_scores_of_others_before_all_are_in(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [proposal] = opened(harness, department, community, 8 * WAN, reviewers_min=2)
    admit(harness, department, [proposal])
    first, second = reviewing(harness, department, call, 2)
    scores = [CriterionScore(criterion_id="plan", points=97, comment=MARK), *points(97)[1:]]
    give(harness, first, call, {proposal["id"]: scores})
    review_id = own_reviews(harness, first)[proposal["id"]]["id"]

    def read_by(who: Actor) -> Any:
        return harness.send(ShowReview(review_id=review_id), who)

    assert read_by(first)["scores"][0]["comment"] == MARK
    seen = [read_by(department), *harness.send(ListReviews(call_id=call["id"]), department)["items"]]
    assert {(one["scores"] is None, one["score"], one["is_outlier"]) for one in seen} == {(True, None, None)}
    for other in (second, community, proposal["actor"], staff()):
        with pytest.raises(Forbidden, match=r"^review\.not_yours$"):
            read_by(other)
        for query in (ListReviews(call_id=call["id"]), ListReviewers(call_id=call["id"])):
            with pytest.raises(Forbidden, match=r"^access\.denied$"):
                harness.send(query, other)
    progress = harness.send(ShowReviewProgress(call_id=call["id"]), department)
    assert (progress["assigned"], progress["submitted"], progress["short"], progress["is_complete"]) == (1, 1, 1, False)
    assert not any("9700" in str(event) or MARK in str(event) for event in harness.events)
    with harness.database.reading() as session:
        kept = [str(row) for row in session.execute(text("SELECT * FROM reviews")).all()]
        logged = [str(row) for row in session.execute(COMMAND_LOG.select()).all()]
    assert not any(
        MARK in one or ("97" in one.replace(review_id, "") and '"points"' in one) for one in (*kept, *logged)
    )
    with pytest.raises(Conflict, match=r"^call\.reviews_missing$") as refused:
        harness.send(ConcludeReview(call_id=call["id"]), department)
    assert proposal["id"] in (refused.value.detail or "")
    with pytest.raises(Conflict, match=r"^call\.not_reviewed$"):
        harness.send(ShowRanking(call_id=call["id"]), community)
    give(harness, second, call, {proposal["id"]: points(60)})
    audited = harness.send(ListReviews(call_id=call["id"]), department)["items"]
    assert [(one["score"], one["is_outlier"]) for one in audited] == [(9700, True), (6000, True)]
    assert read_by(department) == audited[0]
    for other in (second, community, proposal["actor"], staff()):
        with pytest.raises(Forbidden, match=r"^review\.not_yours$"):
            read_by(other)
    harness.send(ConcludeReview(call_id=call["id"]), department)
    assert harness.send(ListReviews(call_id=call["id"]), department)["items"] == audited
    with pytest.raises(Forbidden, match=r"^review\.not_yours$"):
        read_by(second)
    assert harness.send(ShowRanking(call_id=call["id"]), proposal["actor"])["items"][0]["score"] == 7850


def test_scores_that_are_told_are_changed_by_nobody(harness: Harness, department: Actor, community: Actor) -> None:
    call, [proposal] = opened(harness, department, community, 8 * WAN, reviewers_min=2)
    admit(harness, department, [proposal])
    first, second = reviewing(harness, department, call, 2)
    for person, given in ((first, 90), (second, 40)):
        give(harness, person, call, {proposal["id"]: points(given)})
    told = harness.send(ListReviews(call_id=call["id"]), department)["items"]
    reviewer_id = told[0]["reviewer_id"]
    steps = [
        (AssignReviewer(call_id=call["id"], name="王建国", member_id=new_id()), department),
        (ReleaseReviewer(reviewer_id=reviewer_id, reason="x"), department),
        (DeclineReviewing(reviewer_id=reviewer_id, reason="x"), first),
        (RecuseReviewer(review_id=told[1]["id"], reason="x"), department),
        (RecuseReviewer(review_id=told[0]["id"], reason="x"), first),
    ]

    assert [one["score"] for one in told] == [9000, 4000]
    for command, who in steps:
        with pytest.raises(Conflict, match=r"^call\.reviews_in$"):
            harness.send(command, who)
    for command in (SaveScores(review_id=told[0]["id"], scores=points(1)), SubmitReview(review_id=told[0]["id"])):
        with pytest.raises(Conflict, match=r"^review\.not_in_step$"):
            harness.send(command, first)
    harness.tell(appointed(proposal["actor"], member_id=first.member_id))
    assert harness.send(ListReviews(call_id=call["id"]), department)["items"] == told
    assert harness.send(ConcludeReview(call_id=call["id"]), department)["state"] == "reviewed"


def test_scores_stay_unseen_while_somebody_is_asked_or_a_proposal_is_unchecked(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [first, second] = opened(harness, department, community, 8 * WAN, 9 * WAN, reviewers_min=1)
    admit(harness, department, [first])
    [person] = reviewing(harness, department, call, 1)
    late = assign(harness, department, call, member())
    give(harness, person, call, {first["id"]: points(90)})

    def seen() -> set[int | None]:
        return {one["score"] for one in harness.send(ListReviews(call_id=call["id"]), department)["items"]}

    assert seen() == {None}
    harness.send(RejectProposal(proposal_id=second["id"], reason="缺少签章"), department)
    progress = harness.send(ShowReviewProgress(call_id=call["id"]), department)
    assert (progress["asked"], progress["short"], progress["is_complete"], seen()) == (1, 0, False, {None})
    with pytest.raises(Conflict, match=r"^call\.reviewers_undeclared$"):
        harness.send(ConcludeReview(call_id=call["id"]), department)
    harness.send(ReleaseReviewer(reviewer_id=late["id"], reason="没有回复"), department)
    assert seen() == {9000}


def test_a_cancelled_call_tells_no_scores(harness: Harness, department: Actor, community: Actor) -> None:
    call, [proposal] = opened(harness, department, community, 8 * WAN, reviewers_min=2)
    admit(harness, department, [proposal])
    first, _ = reviewing(harness, department, call, 2)
    give(harness, first, call, {proposal["id"]: points(90)})
    harness.send(CancelCall(call_id=call["id"], reason="预算调整"), department)

    assert {one["score"] for one in harness.send(ListReviews(call_id=call["id"]), department)["items"]} == {None}


def test_a_conflict_that_is_found_later_bars_and_the_review_lacks_one(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [proposal, other] = opened(harness, department, community, 8 * WAN, 9 * WAN)
    admit(harness, department, [proposal, other])
    people = reviewing(harness, department, call, 3)
    for person in people:
        give(harness, person, call, {proposal["id"]: points(90)})  # the other one's are still to come
    review = own_reviews(harness, people[0])[proposal["id"]]
    recuse = RecuseReviewer(review_id=review["id"], reason="配偶在申报单位任职")
    with pytest.raises(Forbidden, match=r"^review\.not_yours$"):
        harness.send(recuse, people[1])
    barred = harness.send(recuse, department)

    assert (barred["state"], barred["conflict"], barred["reason"]) == ("barred", "recused", "配偶在申报单位任职")
    assert harness.send(ShowReview(review_id=review["id"]), people[0])["reason"] is None
    assert own_reviews(harness, people[0])[other["id"]]["state"] == "barred"
    for person in people[1:]:
        give(harness, person, call, {other["id"]: points(60)})
    with pytest.raises(Conflict, match=r"^call\.reviews_missing$"):
        harness.send(ConcludeReview(call_id=call["id"]), department)
    [another] = reviewing(harness, department, call, 1)
    give(harness, another, call, {proposal["id"]: points(70), other["id"]: points(60)})
    assert harness.send(ConcludeReview(call_id=call["id"]), department)["state"] == "reviewed"
    assert awards_of(harness, department, call)[0]["score"] == 8333


def test_who_reviews_is_told_by_when(harness: Harness, department: Actor, community: Actor) -> None:
    until = PROPOSALS_UNTIL + timedelta(days=7)
    call, _ = opened(harness, department, community, 8 * WAN, review_until=until)
    assign(harness, department, call, member())
    listed = harness.send(ListReviewers(call_id=call["id"]), department)["items"]

    assert [one["review_until"] for one in listed] == [until]


def test_who_does_not_review_any_more_leaves_what_they_have_submitted(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [first, second] = opened(harness, department, community, 8 * WAN, 9 * WAN, reviewers_min=1)
    admit(harness, department, [first, second])
    person, other = reviewing(harness, department, call, 2)
    give(harness, person, call, {first["id"]: points(90)})
    reviewers = {one["member_id"]: one for one in harness.send(ListReviewers(call_id=call["id"]), department)["items"]}
    released = harness.send(
        ReleaseReviewer(reviewer_id=reviewers[person.member_id]["id"], reason="另请专家"), department
    )
    declined = harness.send(DeclineReviewing(reviewer_id=reviewers[other.member_id]["id"], reason="没有时间"), other)

    assert (released["state"], released["submitted"], released["assigned"]) == ("released", 1, 0)
    assert (declined["state"], declined["submitted"], declined["assigned"]) == ("declined", 0, 0)
    own = own_reviews(harness, person)
    assert (own[first["id"]]["state"], own[second["id"]]["state"]) == ("submitted", "released")
    assert assign(harness, department, call, person)["state"] == "asked"


def test_a_call_of_which_nothing_is_good_enough_comes_to_nothing(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [proposal] = opened(harness, department, community, 8 * WAN, reviewers_min=1)
    admit(harness, department, [proposal])
    [person] = reviewing(harness, department, call, 1)
    give(harness, person, call, {proposal["id"]: points(59, 61)})
    concluded = harness.send(ConcludeReview(call_id=call["id"]), department)

    assert concluded["state"] == "unsuccessful"
    assert standing(harness, call["fundings"][0]["budget_id"]) == {"outside": -100 * WAN, "available": 100 * WAN}
    assert awards_of(harness, department, call) == []
    [told] = harness.events_of(ProposalPlaced)
    assert (told.proposal_id, told.outcome, told.rank) == (proposal["id"], "not_chosen", 1)
    [ranked] = harness.send(ShowRanking(call_id=call["id"]), community)["items"]
    assert (ranked["score"], ranked["is_passing"]) == (5980, False)


def test_where_all_are_rejected_the_call_comes_to_nothing_without_a_review(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [proposal] = opened(harness, department, community, 8 * WAN)
    with pytest.raises(Conflict, match=r"^call\.proposals_unchecked$"):
        harness.send(ConcludeReview(call_id=call["id"]), department)
    harness.send(RejectProposal(proposal_id=proposal["id"], reason="缺少签章"), department)
    harness.send(ConcludeReview(call_id=call["id"]), department)

    assert harness.send(ShowCall(call_id=call["id"]), department)["state"] == "unsuccessful"
    with pytest.raises(NotFound, match=r"^review\.unknown$"):
        harness.send(ShowReview(review_id=new_id()), department)


def test_a_reviewers_export_holds_what_they_gave_and_tells_the_department_nothing_early(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, [proposal] = opened(harness, department, community, 8 * WAN)
    admit(harness, department, [proposal])
    [person] = reviewing(harness, department, call, 1)
    give(harness, person, call, {proposal["id"]: points(97)})

    def parts(who: Actor) -> dict[str, Any]:
        answer = harness.send(CollectOutsourcingData(member_id=str(person.member_id)), who)
        return {part["name"]: part["items"] for part in answer["parts"]}

    assert parts(person)["reviews"][0]["score"] == 9700
    assert parts(department)["reviews"][0]["scores"] is None
    assert parts(person)["reviewers"][0]["name"] == "王建国"
    harness.tell(MemberErased(member_id=str(person.member_id), unit_id=new_id()))
    [reviewer] = parts(department)["reviewers"]
    assert (reviewer["name"], reviewer["interests"], reviewer["submitted"]) == ("", [], 1)
