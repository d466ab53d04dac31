"""Files of proposals: sealed as what they say, and a part of its digest."""

import hashlib
import json
from base64 import b64decode
from typing import Any

import pytest
from sqlalchemy import text

from shared.errors import Conflict, Forbidden
from shared.messages.envelope import Actor
from shared.messages.outsourcing import proposal_events as events
from shared.messages.outsourcing.files import RemoveFile, RevealFile
from shared.messages.outsourcing.proposals import (
    MOST_PROPOSAL_FILES,
    ConfirmPartner,
    ListProposalFiles,
    ListProposalVersions,
    ShowProposal,
    ShowProposalVersion,
    SubmitProposal,
)
from tests.harness import Harness
from tests.services.outsourcing.proposals import bidder, content_for, draft, file_for, pass_deadline
from tests.services.outsourcing.world import published

CONTENT = b"%PDF-1.7 plan %%EOF"
MEBIBYTE = 1024 * 1024


@pytest.fixture
def lead(harness: Harness) -> Actor:
    return bidder(harness)


@pytest.fixture
def proposal(harness: Harness, department: Actor, community: Actor, lead: Actor) -> Any:
    return draft(harness, lead, published(harness, department), content_for(community))


def test_a_file_is_a_part_of_the_next_version_and_of_its_digest(harness: Harness, lead: Actor, proposal: Any) -> None:
    file = harness.send(file_for(proposal, content=CONTENT), lead)
    shown = harness.send(ShowProposal(proposal_id=proposal["id"]), lead)
    (newest, _) = harness.send(ListProposalVersions(proposal_id=proposal["id"]), lead)["items"]
    version = harness.send(ShowProposalVersion(proposal_id=proposal["id"], version_id=newest["id"]), lead)

    assert file["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert (shown["saved_version"], [one["id"] for one in shown["files"]]) == (2, [file["id"]])
    assert json.loads(version["canonical"])["files"] == [
        {name: file[name] for name in ("id", "media_type", "name", "sha256", "size_bytes")}
    ]
    assert harness.send(ListProposalFiles(proposal_id=proposal["id"]), lead)["items"] == [file]


def test_name_and_content_are_kept_encrypted(harness: Harness, lead: Actor, proposal: Any) -> None:
    harness.send(file_for(proposal, name="独家方案.pdf", content=CONTENT), lead)
    with harness.database.reading() as session:
        kept = str([*session.execute(text("SELECT * FROM files")), *session.execute(text("SELECT * FROM command_log"))])

    assert "独家" not in kept
    assert file_for(proposal, content=CONTENT).content not in kept


def test_only_who_may_read_the_proposal_reads_its_files(
    harness: Harness, department: Actor, lead: Actor, proposal: Any
) -> None:
    file = harness.send(file_for(proposal, content=CONTENT), lead)
    harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)
    stranger = bidder(harness)
    for _ in range(2):
        assert b64decode(harness.send(RevealFile(file_id=file["id"]), lead)["content"]) == CONTENT
        with pytest.raises(Forbidden, match=r"^file\.not_yours$"):
            harness.send(RevealFile(file_id=file["id"]), stranger)
        with pytest.raises(Forbidden, match=r"^proposal\.not_yours$"):
            harness.send(ListProposalFiles(proposal_id=proposal["id"]), stranger)
        if harness.events_of(events.ProposalOpened):
            break
        for query in (RevealFile(file_id=file["id"]), ListProposalFiles(proposal_id=proposal["id"])):
            with pytest.raises(Conflict, match=r"^call\.sealed$"):
                harness.send(query, department)
        pass_deadline(harness)

    assert b64decode(harness.send(RevealFile(file_id=file["id"]), department)["content"]) == CONTENT
    assert harness.send(ListProposalFiles(proposal_id=proposal["id"]), department)["items"] == [file]


def test_a_removed_file_is_in_no_later_version(harness: Harness, lead: Actor, proposal: Any) -> None:
    file = harness.send(file_for(proposal), lead)
    with pytest.raises(Forbidden, match=r"^file\.not_yours$"):
        harness.send(RemoveFile(file_id=file["id"]), bidder(harness))
    harness.send(RemoveFile(file_id=file["id"]), lead)
    shown = harness.send(ShowProposal(proposal_id=proposal["id"]), lead)

    assert (shown["saved_version"], shown["files"]) == (3, [])
    assert harness.send(ListProposalFiles(proposal_id=proposal["id"]), lead)["items"] == []


def test_what_is_submitted_keeps_its_files(harness: Harness, lead: Actor, proposal: Any) -> None:
    file = harness.send(file_for(proposal), lead)
    harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)

    for command in (RemoveFile(file_id=file["id"]), file_for(proposal)):
        with pytest.raises(Conflict, match=r"^proposal\.not_in_step$"):
            harness.send(command, lead)


def test_twenty_files_and_twenty_mebibytes_fit(harness: Harness, lead: Actor, proposal: Any) -> None:
    large = b"%PDF-1.7" + bytes(4 * MEBIBYTE - 8)
    ids = [harness.send(file_for(proposal, content=large), lead)["id"] for _ in range(5)]
    with pytest.raises(Conflict, match=r"^proposal\.files_too_large$"):
        harness.send(file_for(proposal, content=b"%PDF-"), lead)
    for id_ in ids:
        harness.send(RemoveFile(file_id=id_), lead)
    for _ in range(MOST_PROPOSAL_FILES):
        harness.send(file_for(proposal), lead)

    with pytest.raises(Conflict, match=r"^file\.too_many$"):
        harness.send(file_for(proposal), lead)


def test_a_new_file_asks_partners_anew(harness: Harness, department: Actor, community: Actor, lead: Actor) -> None:
    partner = bidder(harness)
    partner_id = str(partner.organisation_id)
    content = content_for(community, partner_ids=[partner_id])
    proposal = draft(harness, lead, published(harness, department), content)
    harness.send(ConfirmPartner(proposal_id=proposal["id"], organisation_id=partner_id), partner)
    harness.send(file_for(proposal), lead)

    with pytest.raises(Conflict, match=r"^proposal\.partner_missing$"):
        harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)
