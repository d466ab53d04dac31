"""How organisations propose for a call, alone or together."""

from typing import Any

from shared.clock import day_of
from shared.messages.envelope import Actor
from shared.messages.outsourcing.calls import ShowCall
from shared.messages.outsourcing.proposals import ConfirmPartner
from shared.messages.outsourcing.terms import ProposalContent, ProposedLine, ProposedMilestone
from tests.services.outsourcing.living import DAY, DELIVERABLES, Living
from tests.services.outsourcing.proposals import content_for, draft, submit

WHOLE = 100
NAMES = ["成果报告"]


def propose_for(call_id: str, living: Living) -> None:
    """Have some of the organisations propose, maybe with a partner; who may not propose doesn't."""
    call = living.send(ShowCall(call_id=call_id))
    if call["eligibility"]["rating_min"] or call["eligibility"]["inspections_passed"]:
        return
    most = 0 if living.happens(0.2) else len(living.organisations)
    for lead in living.chance.sample(living.organisations, living.chance.randint(min(1, most), most)):
        others = [one for one in living.organisations if one is not lead]
        partners = [living.chance.choice(others)] if living.happens(0.3) else []
        proposal = draft(living.harness, lead, call, _content(call, partners, living))
        for one in partners:
            confirm = ConfirmPartner(proposal_id=proposal["id"], organisation_id=str(one.organisation_id))
            living.send(confirm, one)
        submit(living.harness, lead, proposal)


def _content(call: Any, partners: list[Actor], living: Living) -> ProposalContent:
    """What fits the call: within its money, in its lines, with its milestones, for one of its projects."""
    amount = living.chance.randint(WHOLE, call["total_minor"])
    starts_on = day_of(call["proposals_until"]) + 10 * DAY
    ends_on = starts_on + 20 * DAY
    names = [one["name"] for one in call["milestones"]] or NAMES
    share = WHOLE // len(names)
    shares = [*([share] * (len(names) - 1)), WHOLE - share * (len(names) - 1)]
    return content_for(
        living.community,
        project_id=living.chance.choice(call["project_ids"]) if call["project_ids"] else None,
        starts_on=starts_on,
        ends_on=ends_on,
        amount_minor=amount,
        budget=[
            ProposedLine(name=call["budget_lines"][0]["name"] if call["budget_lines"] else "全部", amount_minor=amount)
        ],
        milestones=[
            ProposedMilestone(name=name, share_percent=percent, due_on=ends_on, deliverables=DELIVERABLES)
            for name, percent in zip(names, shares, strict=True)
        ],
        activities=[],
        partner_ids=[str(one.organisation_id) for one in partners],
    )
