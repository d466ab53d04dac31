"""Proposals of social organisations, sealed until the deadline of their call."""

from gateway.attachments import KNOWN, MEDIA_TYPES, attach_file
from gateway.route import Route
from gateway.routes.outsourcing.files import AWAY, TOO_LARGE, UNFIT
from shared.messages.outsourcing import proposals as m
from shared.messages.outsourcing.files import AttachedFile, AttachedFiles

PROPOSALS = "Proposals"
HOME = "/v1/proposals/{proposal_id}"
OWN = {403: ("proposal.not_yours",), 404: ("proposal.unknown",)}
READABLE = OWN | {409: ("call.sealed",)}
STEP = OWN | {409: ("proposal.not_in_step", "call.closed")}
MAY_PROPOSE = (
    "organisation.closed",
    "organisation.banned",
    "organisation.not_qualified",
    "organisation.kind_not_eligible",
    "organisation.rating_too_low",
    "organisation.inspections_missing",
)
SUBMISSION = {
    403: ("proposal.not_yours",),
    404: ("proposal.unknown", "organisation.unknown"),
    409: ("proposal.not_in_step", "call.closed", *MAY_PROPOSE, "proposal.partner_missing", "proposal.unreadable"),
    422: ("proposal.unfit",),
}
AS_PARTNER = {
    403: ("organisation.not_yours",),
    404: ("proposal.unknown", "proposal_partner.unknown"),
}

WRITTEN = (
    Route(
        "POST",
        "/v1/calls/{call_id}/proposals",
        m.DraftProposal,
        summary="Write a proposal for a call.",
        status=201,
        answer=m.Proposal,
        location="/v1/proposals/{id}",
        errors={404: ("call.unknown",), 409: ("call.closed", "proposal.exists"), 422: ("proposal.unfit",)},
        tag=PROPOSALS,
    ),
    Route(
        "GET",
        "/v1/calls/{call_id}/proposals",
        m.ListCallProposals,
        summary="List the proposals of a call, once they are opened.",
        answer=m.ProposalPage,
        errors={404: ("call.unknown",), 409: ("call.sealed",)},
        tag=PROPOSALS,
    ),
    Route(
        "GET",
        "/v1/proposals",
        m.ListProposals,
        summary="List your proposals, and those that you are a partner of.",
        answer=m.ProposalPage,
        tag=PROPOSALS,
    ),
    Route(
        "GET",
        HOME,
        m.ShowProposal,
        summary="Show a proposal.",
        answer=m.Proposal,
        errors=READABLE,
        tag=PROPOSALS,
    ),
    Route(
        "PUT",
        HOME,
        m.SaveProposal,
        summary="Write a draft anew.",
        answer=m.Proposal,
        heeds_if_match=True,
        needs_if_match=True,
        errors=OWN | {409: ("proposal.not_in_step", "call.closed", "proposal.exists"), 422: ("proposal.unfit",)},
        tag=PROPOSALS,
    ),
    Route(
        "GET",
        f"{HOME}/versions",
        m.ListProposalVersions,
        summary="List the versions of a proposal.",
        answer=m.ProposalVersionPage,
        errors=OWN,
        tag=PROPOSALS,
    ),
    Route(
        "GET",
        f"{HOME}/versions/{{version_id}}",
        m.ShowProposalVersion,
        summary="Show a version with its canonical text.",
        answer=m.ProposalVersion,
        errors={
            403: ("proposal.not_yours",),
            404: ("proposal.unknown", "proposal_version.unknown"),
            409: ("proposal.unreadable",),
        },
        tag=PROPOSALS,
    ),
    Route(
        "POST",
        f"{HOME}/files",
        m.AttachProposalFile,
        summary="Attach a file to a draft.",
        carry_out=attach_file,
        status=201,
        answer=AttachedFile,
        location="/v1/files/{id}",
        heeds_if_match=True,
        uploads=tuple(MEDIA_TYPES),
        known=KNOWN,
        errors=OWN
        | {
            409: (
                "proposal.not_in_step",
                "call.closed",
                "file.too_many",
                "proposal.files_too_large",
                "proposal.unreadable",
            ),
            413: TOO_LARGE,
            422: UNFIT,
            503: AWAY,
        },
        tag=PROPOSALS,
    ),
    Route(
        "GET",
        f"{HOME}/files",
        m.ListProposalFiles,
        summary="List the files of a proposal.",
        answer=AttachedFiles,
        errors=READABLE,
        tag=PROPOSALS,
    ),
)
GONE_ON = (
    Route(
        "POST",
        f"{HOME}/submission",
        m.SubmitProposal,
        summary="Submit a proposal.",
        answer=m.ProposalReceipt,
        heeds_if_match=True,
        errors=SUBMISSION,
        tag=PROPOSALS,
    ),
    Route(
        "GET",
        f"{HOME}/receipt",
        m.ShowProposalReceipt,
        summary="Show the receipt of the last submission.",
        answer=m.ProposalReceipt,
        errors={
            403: ("proposal.not_yours",),
            404: ("proposal.unknown", "proposal_receipt.unknown"),
            409: ("call.sealed",),
        },
        tag=PROPOSALS,
    ),
    Route(
        "POST",
        f"{HOME}/revision",
        m.ReviseProposal,
        summary="Take a submitted proposal back to change it.",
        answer=m.Proposal,
        heeds_if_match=True,
        errors=STEP,
        tag=PROPOSALS,
    ),
    Route(
        "POST",
        f"{HOME}/confirmation",
        m.ConfirmProposal,
        summary="Confirm a proposal after its call was amended.",
        answer=m.ProposalReceipt,
        heeds_if_match=True,
        errors=SUBMISSION,
        tag=PROPOSALS,
    ),
    Route(
        "POST",
        f"{HOME}/withdrawal",
        m.WithdrawProposal,
        summary="Withdraw a proposal for good.",
        answer=m.Proposal,
        heeds_if_match=True,
        errors=STEP,
        tag=PROPOSALS,
    ),
    Route(
        "POST",
        f"{HOME}/examination",
        m.ExamineProposal,
        summary="Try once more to open a damaged proposal.",
        answer=m.Proposal,
        heeds_if_match=True,
        errors={
            404: ("proposal.unknown",),
            409: ("proposal.not_in_step", "call.not_in_step", "proposal.unreadable"),
        },
        tag=PROPOSALS,
    ),
    Route(
        "POST",
        f"{HOME}/partners/{{organisation_id}}/confirmation",
        m.ConfirmPartner,
        summary="Confirm that your organisation is a partner.",
        answer=m.Proposal,
        heeds_if_match=True,
        errors=AS_PARTNER | {409: ("proposal.not_in_step", "call.closed", *MAY_PROPOSE)},
        tag=PROPOSALS,
    ),
    Route(
        "POST",
        f"{HOME}/partners/{{organisation_id}}/refusal",
        m.RefusePartner,
        summary="Say that your organisation is no partner.",
        status=204,
        heeds_if_match=True,
        errors=AS_PARTNER | {409: ("proposal.not_in_step", "call.closed")},
        tag=PROPOSALS,
    ),
)
ROUTES = (*WRITTEN, *GONE_ON)
