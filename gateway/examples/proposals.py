"""What the documentation shows of proposals."""

from gateway import town_proposals as town
from gateway.examples.parts import Part
from shared.messages.outsourcing import files, proposals
from shared.messages.wire import as_json

HOME = "/v1/proposals/{proposal_id}"
CONTENT = as_json(town.CONTENT)
OPENED = proposals.ProposalPage(items=[town.OPENED_SUMMARY], next=None)
OWN = proposals.ProposalPage(items=[town.OWN_SUMMARY], next=None)

PART = Part(
    requests={
        proposals.DraftProposal: {"content": CONTENT},
        proposals.SaveProposal: {"content": CONTENT},
    },
    answers={
        "POST /v1/calls/{call_id}/proposals": town.DRAFTED,
        "GET /v1/calls/{call_id}/proposals": OPENED,
        "GET /v1/proposals": OWN,
        f"GET {HOME}": town.SUBMITTED,
        f"PUT {HOME}": town.SAVED,
        f"GET {HOME}/versions": proposals.ProposalVersionPage(items=[town.VERSION_SUMMARY], next=None),
        f"GET {HOME}/versions/{{version_id}}": town.VERSION,
        f"POST {HOME}/files": town.ATTACHED,
        f"GET {HOME}/files": files.AttachedFiles(items=[town.ATTACHED]),
        f"POST {HOME}/submission": town.RECEIPT,
        f"GET {HOME}/receipt": town.RECEIPT,
        f"POST {HOME}/revision": town.REVISED,
        f"POST {HOME}/confirmation": town.RECEIPT,
        f"POST {HOME}/withdrawal": town.WITHDRAWN,
        f"POST {HOME}/examination": town.OPENED,
        f"POST {HOME}/partners/{{organisation_id}}/confirmation": town.WITH_PARTNER,
    },
    path_ids={
        "proposal_id": town.PROPOSAL_ID,
        "version_id": town.VERSION_ID,
    },
    faults={
        "proposal.unfit": ("#/content/amount_minor", "proposal.sum_unfit", "Not the sum of the lines."),
    },
)
