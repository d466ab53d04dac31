"""What is told of contracts; who has signed is never told."""

from dataclasses import field
from datetime import date, datetime

from shared.messages.declare import Event, Fen, ForOrganisation, Id, Line, Public, Text, event
from shared.messages.outsourcing.contracts import ContractSide


@event("contract.drafted", subject="contract_id")
class ContractDrafted(Event):
    """A contract waits to be signed by both sides; sha256: of its text."""

    contract_id: ForOrganisation[Id]
    award_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    sha256: ForOrganisation[str]


@event("contract.signed", subject="contract_id")
class ContractSigned(Event):
    """Both sides have signed; amount in fen."""

    contract_id: Public[Id]
    award_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    title: Public[Line]
    amount_minor: Public[Fen]
    starts_on: Public[date]
    ends_on: Public[date]
    signed_at: Public[datetime]
    partner_ids: Public[list[Id]] = field(default_factory=list)


@event("contract.amendment_proposed", subject="contract_id")
class AmendmentProposed(Event):
    """One side proposes other terms; the other agrees to them or refuses."""

    contract_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    number: ForOrganisation[int]
    proposed_by: ForOrganisation[ContractSide]
    sha256: ForOrganisation[str]


@event("contract.amendment_dropped", subject="contract_id")
class AmendmentDropped(Event):
    """What was proposed isn't any more: refused by the other side, or taken back."""

    contract_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    number: ForOrganisation[int]
    reason: ForOrganisation[Text | None]


@event("contract.amended", subject="contract_id")
class ContractAmended(Event):
    """Both sides have signed other terms; amounts in fen."""

    contract_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    number: Public[int]
    amount_minor: Public[Fen]
    freed_minor: Public[Fen]
    ends_on: Public[date]
    reason: Public[Text]


@event("contract.completed", subject="contract_id")
class ContractCompleted(Event):
    """All is accepted or decided, and the project's final evaluation is there. freed_minor: what was left, in fen."""

    contract_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    freed_minor: Public[Fen]


@event("contract.terminated", subject="contract_id")
class ContractTerminated(Event):
    """The department has ended it early. In fen: settled_minor was accepted with it, freed_minor is free."""

    contract_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    reason: Public[Text]
    settled_minor: Public[Fen]
    freed_minor: Public[Fen]


@event("contract.voided", subject="contract_id")
class ContractVoided(Event):
    """Its award fell away before both had signed."""

    contract_id: ForOrganisation[Id]
    award_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    reason: ForOrganisation[Text]


@event("payments.resumed", subject="contract_id")
class PaymentsResumed(Event):
    """What stopped the payments of a contract is mended."""

    contract_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    reason: Public[Text]
