"""
What is told of proposals: to the organisation that proposes or is to be a partner, and to nobody else; never what they
say. From the deadline on partners are told too. When all of a call are opened, `ProposalsOpened` tells everybody how
many there are.
"""

from dataclasses import field
from datetime import datetime
from typing import Literal

from shared.messages.declare import Event, ForOrganisation, Id, Text, event

Lapsing = Literal["not_submitted", "not_confirmed"]


@event("proposal.submitted", subject="proposal_id")
class ProposalSubmitted(Event):
    """It is in before the deadline, with a receipt; again when it is confirmed after an amendment."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    receipt_number: ForOrganisation[str]
    sha256: ForOrganisation[str]
    submitted_at: ForOrganisation[datetime]


@event("proposal.revised", subject="proposal_id")
class ProposalRevised(Event):
    """It is a draft again, and counts only when it is submitted again."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]


@event("proposal.withdrawn", subject="proposal_id")
class ProposalWithdrawn(Event):
    """The organisation has taken it back for good."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]


@event("proposal.unconfirmed", subject="proposal_id")
class ProposalUnconfirmed(Event):
    """Its call was amended, maybe once more: it counts only when the organisation has confirmed it by the deadline."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    confirm_by: ForOrganisation[datetime]


@event("proposal.opened", subject="proposal_id")
class ProposalOpened(Event):
    """The deadline is over: who judges can read it now."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    opened_at: ForOrganisation[datetime]
    partner_ids: ForOrganisation[list[Id]] = field(default_factory=list)


@event("proposal.damaged", subject="proposal_id")
class ProposalDamaged(Event):
    """The deadline is over, and what is kept isn't what the receipt says: it can't be judged."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    receipt_number: ForOrganisation[str]
    partner_ids: ForOrganisation[list[Id]] = field(default_factory=list)


@event("proposal.lapsed", subject="proposal_id")
class ProposalLapsed(Event):
    """The deadline is over, and it wasn't submitted, or not confirmed after an amendment; it stays sealed."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    cause: ForOrganisation[Lapsing]
    partner_ids: ForOrganisation[list[Id]] = field(default_factory=list)


@event("proposal.voided", subject="proposal_id")
class ProposalVoided(Event):
    """Its call was cancelled, for this reason."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    reason: ForOrganisation[Text | None] = None
    partner_ids: ForOrganisation[list[Id]] = field(default_factory=list)


@event("partner.asked", subject="proposal_id")
class PartnerAsked(Event):
    """An organisation is to be a partner, or its answer was to what is changed by now."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    lead_organisation_id: ForOrganisation[Id]


@event("partner.confirmed", subject="proposal_id")
class PartnerConfirmed(Event):
    """A partner has confirmed what stands: told to who proposes."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    partner_id: ForOrganisation[Id]


@event("partner.refused", subject="proposal_id")
class PartnerRefused(Event):
    """An organisation won't be a partner: told to who proposes."""

    proposal_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    partner_id: ForOrganisation[Id]
