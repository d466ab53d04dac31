"""What parameters, fields and values mean where reviews, awards and objections to them are told of."""

from shared.messages.outsourcing.award_states import AWARD_STATES, OBJECTION_STATES
from shared.messages.outsourcing.proposal_states import PROPOSAL_STATES
from shared.messages.outsourcing.review_states import REVIEW_STATES, REVIEWER_STATES

OF_AWARDS = (
    "AwardNoticed",
    "AwardActivated",
    "AwardSigned",
    "AwardCancelled",
    "AwardDeclined",
    "AwardLapsed",
    "ObjectionFiled",
    "ObjectionDecided",
    "ObjectionWithdrawn",
)
PATHS: dict[str, str] = {
    "award_id": "The award's id.",
    "objection_id": "The objection's id.",
    "reviewer_id": "The reviewer's id.",
    "review_id": "The review's id.",
}
FIELDS: dict[str, str] = {
    "award_id": "The award.",
    "objection_id": "The objection.",
    "AwardNoticed.organisation_name": "The organisation's name; null where it isn't known yet.",
    "AwardNoticed.partner_names": "What these are called, in the same order.",
    "AwardNoticed.title": "What is to be done, as it was proposed.",
    "AwardNoticed.amount_minor": "What is awarded, in fen.",
    "AwardNoticed.rank": "Its place in the ranking.",
    "AwardNoticed.score": "Its score in hundredths of points.",
    "AwardNoticed.notice_ends_at": "Until when there may be objections.",
    "sign_by": "Until when the contract is to be signed.",
    "AwardCancelled.reason": "Why it was taken back.",
    "AwardDeclined.reason": "Why the organisation doesn't carry it out.",
    "ProposalRejected.reason": "Why it isn't formally in order.",
    "ProposalPlaced.outcome": "What its place has come to.",
    "ProposalPlaced.rank": "Its place in the ranking.",
    "ObjectionDecided.outcome": "What the department found.",
    **{f"{event}.community_id": "The community that the project is for." for event in OF_AWARDS},
    **{f"{event}.social_organisation_id": "The organisation that has the award." for event in OF_AWARDS},
    **{
        f"{event}.social_organisation_id": "The organisation that proposes."
        for event in ("ProposalAdmitted", "ProposalRejected", "ProposalPlaced")
    },
}
VALUES: dict[str, dict[str, str]] = {
    "ObjectionDecided.outcome": {"upheld": "it is right: the award is taken back", "dismissed": "it isn't right"},
    "ProposalPlaced.outcome": {name: PROPOSAL_STATES.states[name] for name in ("reserve", "not_chosen")},
    "ListAwards.state": AWARD_STATES.states,
    "BoardAwardFilter.state": AWARD_STATES.states,
    "ListObjections.state": OBJECTION_STATES.states,
    "ListReviewers.state": REVIEWER_STATES.states,
    "ListOwnReviewers.state": REVIEWER_STATES.states,
    "ListReviews.state": REVIEW_STATES.states,
    "ListOwnReviews.state": REVIEW_STATES.states,
}
PARAMETERS: dict[str, str] = {
    "ListAwards.call_id": "Those of this call alone.",
    "ListAwards.organisation_id": "Those of this organisation alone.",
    "ListAwards.state": "Awards in this state alone.",
    "BoardAwardFilter.tenant_id": "Awards of this tenant; may be left out where there is but one.",
    "BoardAwardFilter.call_id": "Those of this call alone.",
    "BoardAwardFilter.state": "Awards in this state alone.",
    "ListObjections.award_id": "Those to this award alone.",
    "ListObjections.state": "Objections in this state alone.",
    "ListReviewers.state": "Reviewers in this state alone.",
    "ListOwnReviewers.state": "Those in this state alone.",
    "ListReviews.proposal_id": "Those of this proposal alone.",
    "ListReviews.state": "Reviews in this state alone.",
    "ListOwnReviews.call_id": "Those of this call alone.",
    "ListOwnReviews.state": "Reviews in this state alone.",
}
