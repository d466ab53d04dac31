"""What parameters, fields and values mean where proposals are told of."""

from shared.messages.outsourcing.proposal_states import PROPOSAL_STATES

PATHS: dict[str, str] = {
    "proposal_id": "The proposal's id.",
    "version_id": "The id of a version of the proposal.",
}
FIELDS: dict[str, str] = {
    "proposal_id": "The proposal.",
    "ProposalSubmitted.receipt_number": "The number of its receipt.",
    "ProposalDamaged.receipt_number": "The number of its receipt.",
    "sha256": "The SHA-256 of its canonical content, hexadecimal.",
    "submitted_at": "When it was submitted.",
    "confirm_by": "Until when it can be confirmed.",
    "opened_at": "When it was opened.",
    "ProposalLapsed.cause": "Why it wasn't opened.",
    "ProposalVoided.reason": "Why the call was cancelled.",
    **{
        f"{event}.social_organisation_id": "The organisation that proposes."
        for event in (
            "ProposalSubmitted",
            "ProposalRevised",
            "ProposalWithdrawn",
            "ProposalUnconfirmed",
            "ProposalOpened",
            "ProposalDamaged",
            "ProposalLapsed",
            "ProposalVoided",
            "PartnerConfirmed",
            "PartnerRefused",
        )
    },
    "PartnerAsked.social_organisation_id": "The organisation that is to be a partner.",
    "lead_organisation_id": "The organisation that proposes.",
    "partner_id": "The partner.",
}
VALUES: dict[str, dict[str, str]] = {
    "ProposalLapsed.cause": {
        "not_submitted": "it wasn't submitted",
        "not_confirmed": "it wasn't confirmed after its call was amended",
    },
    "ListProposals.state": PROPOSAL_STATES.states,
    "ListCallProposals.state": PROPOSAL_STATES.states,
    "part": {"lead": "those that you propose", "partner": "those that you are a partner of"},
}
PARAMETERS: dict[str, str] = {
    "ListProposals.call_id": "Those of this call alone.",
    "ListProposals.part": "Those in which you have this part alone.",
    "ListProposals.state": "Those in this state alone.",
    "ListCallProposals.state": "Those in this state alone.",
}
