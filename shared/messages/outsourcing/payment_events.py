"""What is told of payments: to everybody, but for accounts, notes and references."""

from datetime import date

from shared.messages.declare import Event, Fen, ForOrganisation, Id, Public, Text, event
from shared.messages.outsourcing.payments import EvaluationResult


@event("payment.requested", subject="payment_id")
class PaymentRequested(Event):
    """A social organisation asks for what is accepted of a milestone; amount in fen."""

    payment_id: ForOrganisation[Id]
    contract_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    milestone_id: ForOrganisation[Id]
    project_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    amount_minor: ForOrganisation[Fen]


@event("payment.approved", subject="payment_id")
class PaymentApproved(Event):
    """It will be paid; amount in fen."""

    payment_id: ForOrganisation[Id]
    contract_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    milestone_id: ForOrganisation[Id]
    project_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    amount_minor: ForOrganisation[Fen]


@event("payment.refused", subject="payment_id")
class PaymentRefused(Event):
    """It isn't paid; amount in fen."""

    payment_id: ForOrganisation[Id]
    contract_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    milestone_id: ForOrganisation[Id]
    project_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    amount_minor: ForOrganisation[Fen]
    reason: ForOrganisation[Text]


@event("payment.recorded", subject="payment_id")
class PaymentRecorded(Event):
    """It was paid; amount in fen."""

    payment_id: Public[Id]
    contract_id: Public[Id]
    call_id: Public[Id]
    milestone_id: Public[Id]
    project_id: Public[Id]
    social_organisation_id: Public[Id]
    amount_minor: Public[Fen]
    paid_on: Public[date]


@event("payment.clawed_back", subject="payment_id")
class PaymentClawedBack(Event):
    """Some of what was paid has come back; amount in fen."""

    payment_id: Public[Id]
    contract_id: Public[Id]
    call_id: Public[Id]
    milestone_id: Public[Id]
    project_id: Public[Id]
    social_organisation_id: Public[Id]
    amount_minor: Public[Fen]
    reason: Public[Text]


@event("project.evaluated", subject="project_id")
class ProjectEvaluated(Event):
    """The final evaluation of a project that is completed; amounts in fen."""

    project_id: Public[Id]
    contract_id: Public[Id]
    call_id: Public[Id]
    social_organisation_id: Public[Id]
    result: Public[EvaluationResult]
    text: Public[Text]
    accepted_minor: Public[Fen]
    paid_minor: Public[Fen]
    freed_minor: Public[Fen]
