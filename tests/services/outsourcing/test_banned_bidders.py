"""Who is banned carries nothing out: neither on their own nor as somebody's partner, whenever the ban came."""

from typing import Any

import pytest
from sqlalchemy import insert

from services.outsourcing.model.proposals import ProposalPartner
from shared.errors import Conflict
from shared.messages.envelope import Actor
from shared.messages.outsourcing.bans import ImposeBan
from shared.messages.outsourcing.calls import ShowCall
from shared.messages.outsourcing.conclusions import ConcludeReview
from shared.messages.outsourcing.proposals import ConfirmPartner, SubmitProposal
from tests.harness import TENANT, Harness
from tests.services.outsourcing.contracting import awarded, drafted
from tests.services.outsourcing.money import findings
from tests.services.outsourcing.proposals import bidder, content_for, draft
from tests.services.outsourcing.reviewing import admit, awards_of, give, opened, points, reviewing
from tests.services.outsourcing.world import published

AMOUNT = 9_000_000


def ban(harness: Harness, department: Actor, organisation: Actor) -> None:
    harness.send(
        ImposeBan(
            organisation_id=str(organisation.organisation_id),
            from_on=harness.clock.now().date(),
            reason="挪用资金",
            legal_basis="社会组织管理办法",
        ),
        department,
    )


def join(harness: Harness, proposal_id: str, partner: Actor) -> None:
    """As if a partner had been in the proposal from the beginning."""
    row: dict[str, Any] = {
        "tenant_id": TENANT,
        "proposal_id": proposal_id,
        "organisation_id": partner.organisation_id,
        "position": 0,
        "state": "confirmed",
        "answered_at": harness.clock.now(),
    }
    with harness.database.engine.begin() as connection:
        connection.execute(insert(ProposalPartner).values(row))


def concluded(harness: Harness, department: Actor, call: Any, proposals: list[Any]) -> Any:
    admit(harness, department, proposals)
    scores = {one["id"]: points(90 - number) for number, one in enumerate(proposals)}
    for person in reviewing(harness, department, call):
        give(harness, person, call, scores)
    harness.send(ConcludeReview(call_id=call["id"]), department)
    return harness.send(ShowCall(call_id=call["id"]), department)


def test_with_a_partner_who_is_banned_since_they_confirmed_nothing_is_submitted(
    harness: Harness, department: Actor, community: Actor
) -> None:
    lead, partner = bidder(harness), bidder(harness)
    partner_id = str(partner.organisation_id)
    proposal = draft(harness, lead, published(harness, department), content_for(community, partner_ids=[partner_id]))
    harness.send(ConfirmPartner(proposal_id=proposal["id"], organisation_id=partner_id), partner)
    ban(harness, department, partner)

    with pytest.raises(Conflict, match=r"^organisation\.banned$"):
        harness.send(SubmitProposal(proposal_id=proposal["id"]), lead)


@pytest.mark.parametrize("is_partner", [False, True])
def test_the_next_in_rank_is_awarded_in_their_place(
    harness: Harness, department: Actor, community: Actor, is_partner: bool
) -> None:
    call, proposals = opened(harness, department, community, AMOUNT, AMOUNT)
    barred = bidder(harness) if is_partner else proposals[0]["actor"]
    if is_partner:
        join(harness, proposals[0]["id"], barred)
    ban(harness, department, barred)
    concluded(harness, department, call, proposals)

    assert [one["proposal_id"] for one in awards_of(harness, department, call)] == [proposals[1]["id"]]


def test_where_nobody_else_is_there_the_call_comes_to_nothing(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, proposals = opened(harness, department, community, AMOUNT)
    ban(harness, department, proposals[0]["actor"])

    assert concluded(harness, department, call, proposals)["state"] == "unsuccessful"
    assert awards_of(harness, department, call) == []
    assert findings(harness) == []


def test_a_partners_ban_keeps_everybody_from_signing(harness: Harness, department: Actor, community: Actor) -> None:
    carried = drafted(awarded(harness, department, community))
    partner = bidder(harness)
    join(harness, carried.award["proposal_id"], partner)
    ban(harness, department, partner)

    for actor in (carried.organisation, department):
        with pytest.raises(Conflict, match=r"^organisation\.banned$"):
            carried.sign(actor)
