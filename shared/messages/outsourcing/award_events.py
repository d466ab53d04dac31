"""
What is told of reviewed calls and their awards, to everybody; never who has reviewed or objected.

A call stands in no stream, so that the board alone tells how its proposals came out.
"""

from dataclasses import field
from datetime import datetime
from typing import Literal

from shared.messages.declare import Event, Fen, ForOrganisation, Id, Line, Public, Text, event
from shared.messages.outsourcing.awards import Rank, Score
from shared.messages.outsourcing.conclusions import Ranked
from shared.messages.outsourcing.objections import Outcome

Placing = Literal["reserve", "not_chosen"]


@event("proposal.admitted", subject="proposal_id")
class ProposalAdmitted(Event):
    """It is formally in order, and is reviewed."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    partner_ids: ForOrganisation[list[Id]] = field(default_factory=list)


@event("proposal.rejected", subject="proposal_id")
class ProposalRejected(Event):
    """It isn't formally in order, and isn't reviewed."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    reason: ForOrganisation[Text]
    partner_ids: ForOrganisation[list[Id]] = field(default_factory=list)


@event("proposal.placed", subject="proposal_id")
class ProposalPlaced(Event):
    """
    Its call is reviewed, and it has no award: it follows where one falls away, or it is out. A reserve is told once
    more where it is out in the end.
    """

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    outcome: ForOrganisation[Placing]
    rank: ForOrganisation[Rank]
    partner_ids: ForOrganisation[list[Id]] = field(default_factory=list)


@event("call.reviewed", subject="call_id")
class CallReviewed(Event):
    """The review of a call is concluded, with this ranking; what is awarded is told with it."""

    call_id: Id
    ranking: Ranked
    reviewed_at: datetime


@event("call.concluded", subject="call_id")
class CallConcluded(Event):
    """It is decided what becomes of a call. released_minor: what was left of its money, in fen, and is free again."""

    call_id: Id
    awarded_minor: Fen
    released_minor: Fen


@event("award.noticed", subject="award_id")
class AwardNoticed(Event):
    """A proposal is to be carried out, for so many fen; until the notice ends there may be objections."""

    award_id: Public[Id]
    call_id: Public[Id]
    proposal_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    organisation_name: Public[Line | None]
    title: Public[Line]
    amount_minor: Public[Fen]
    rank: Public[Rank]
    score: Public[Score]
    notice_ends_at: Public[datetime]
    partner_ids: Public[list[Id]] = field(default_factory=list)
    partner_names: Public[list[Line]] = field(default_factory=list)


@event("award.activated", subject="award_id")
class AwardActivated(Event):
    """The notice is over without an objection that stands: the contract is to be signed by then."""

    award_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    sign_by: Public[datetime]
    partner_ids: Public[list[Id]] = field(default_factory=list)


@event("award.signed", subject="award_id")
class AwardSigned(Event):
    """Its contract is signed."""

    award_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    partner_ids: Public[list[Id]] = field(default_factory=list)


@event("award.cancelled", subject="award_id")
class AwardCancelled(Event):
    """An award is taken back; its money is for the next one."""

    award_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    reason: Public[Text]
    partner_ids: Public[list[Id]] = field(default_factory=list)


@event("award.declined", subject="award_id")
class AwardDeclined(Event):
    """The organisation doesn't carry it out."""

    award_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    reason: Public[Text]
    partner_ids: Public[list[Id]] = field(default_factory=list)


@event("award.lapsed", subject="award_id")
class AwardLapsed(Event):
    """No contract was signed in time."""

    award_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    partner_ids: Public[list[Id]] = field(default_factory=list)


@event("objection.filed", subject="objection_id")
class ObjectionFiled(Event):
    """Somebody objects to an award; who, and why, isn't told."""

    objection_id: Public[Id]
    award_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]


@event("objection.decided", subject="objection_id")
class ObjectionDecided(Event):
    """The department has answered an objection; why so can be read by who has objected and who has the award."""

    objection_id: Public[Id]
    award_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    outcome: Public[Outcome]


@event("objection.withdrawn", subject="objection_id")
class ObjectionWithdrawn(Event):
    """Who has objected to an award doesn't any more."""

    objection_id: Public[Id]
    award_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
