"""What is held on a person comes from every service through the gateway, each on its real database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from shared.client import LocalClient
from shared.messages.envelope import Actor
from shared.messages.evaluation import GiveRating, IssueInvitationToken, ListInvitations
from shared.messages.membership import Principal
from tests.gateway.edge import Edge, new_edge
from tests.services.membership.test_erasure_everywhere import DEEDS, System, live, opened
from tests.services.membership.world import roster


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    with opened(tmp_path) as system:
        yield system


def edge_of(system: System) -> Edge:
    """A gateway that calls the system's services."""
    client = LocalClient({name: one.executor for name, one in system.harnesses.items() if name != "board"})
    edge = new_edge()
    edge.tools = replace(edge.tools, client=client)
    edge.set()
    return edge


def rate(system: System) -> None:
    """Have the residents who were invited rate."""
    harness, community = system.harnesses["evaluation"], system.community
    invitations = harness.send(ListInvitations(community_id=str(community.organisation_id)), community)["items"]
    for one in invitations:
        token = harness.send(IssueInvitationToken(invitation_id=one["id"]), community)["token"]
        harness.send(GiveRating(invitation_id=one["id"], token=token, score=4, outcome="resolved"), Actor.public())


def export_of(member: Actor, edge: Edge) -> dict[tuple[str, str], list[object]]:
    principal = Principal(
        role="member",
        client_id=str(member.member_id),
        tenant_id=str(member.tenant_id),
        organisation_id=member.organisation_id,
        member_id=member.member_id,
    )
    headers = {"Authorization": f"Bearer {edge.tools.tokens.issue(principal)}"}
    answer = edge.get(f"/v1/members/{member.member_id}/export", headers=headers)
    assert answer.status_code == 200
    return {(part["service"], part["name"]): part["items"] for part in answer.json["parts"]}


def test_who_has_done_all_that_can_be_done_finds_it_all_in_one_export(system: System) -> None:
    member = live(system, replace(roster(2)[1], residence_code="SFJ"), list(DEEDS))
    system.settle()
    rate(system)
    system.settle()
    found = export_of(member, edge_of(system))
    sizes = {f"{service}/{name}": len(items) for (service, name), items in found.items() if service != "membership"}

    assert sizes["engagement/member"] == sizes["engagement/claims"] == 1
    assert sizes["evaluation/invitations"] == sizes["evaluation/ratings"] == 1
    assert sizes["engagement/log"] >= 3
    assert sizes["notifications/feed_entries"] >= 1
    assert sizes["outsourcing/log"] == 0
    assert found["evaluation", "ratings"] == [{"score": 4, "outcome": "resolved"}]
    empty = [name for (service, name), items in found.items() if service == "membership" and not items]
    assert empty == ["appointments", "final_services"]  # the one is staff's, the other takes days
