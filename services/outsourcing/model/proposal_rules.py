"""What a call asks of the content of proposals, as pure functions: all faults at once, and none of them tells a sum."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.clock import day_of
from shared.errors import Fault
from shared.messages.outsourcing.calls import CallNotice
from shared.messages.outsourcing.terms import ProposalContent

WHOLE_PERCENT = 100
AT = "#/content"


@dataclass(frozen=True)
class Known:
    """
    What there is of that which a content names.

    community_ids: the tenant's communities. projects: planned ones, each with its community. partner_ids: social
    organisations that may take part.
    """

    community_ids: Collection[str] = ()
    projects: Mapping[str, str] = field(default_factory=dict)
    partner_ids: Collection[str] = ()


def find_faults(content: ProposalContent, call: CallNotice, known: Known, *, organisation_id: str) -> list[Fault]:
    """Everything in which a content doesn't fit the call that it answers; nothing where it may be submitted."""
    return [
        *_faults_of_sums(content, call),
        *_faults_of_lines(content, call),
        *_faults_of_milestones(content, call),
        *_faults_of_dates(content, call),
        *_faults_of_place(content, call, known),
        *_faults_of_partners(content, known, organisation_id),
    ]


def _faults_of_sums(content: ProposalContent, call: CallNotice) -> Iterator[Fault]:
    if sum(line.amount_minor for line in content.budget) != content.amount_minor:
        yield Fault(f"{AT}/amount_minor", "proposal.sum_unfit", "Not the sum of the lines.")
    if call.amount_cap_minor is not None and content.amount_minor > call.amount_cap_minor:
        yield Fault(f"{AT}/amount_minor", "proposal.over_cap", "More than the call gives to one proposal.")


def _faults_of_lines(content: ProposalContent, call: CallNotice) -> Iterator[Fault]:
    """Lines of one name count together; where the call names none, any may be there."""
    if not call.budget_lines:
        return
    most = {line.name: line.max_percent for line in call.budget_lines}
    sums: dict[str, int] = defaultdict(int)
    for position, line in enumerate(content.budget):
        if line.name not in most:
            yield Fault(f"{AT}/budget/{position}/name", "proposal.line_unfit", "Not a line of the call.")
            continue
        sums[line.name] += line.amount_minor
        percent = most[line.name]
        if percent is not None and sums[line.name] * WHOLE_PERCENT > percent * content.amount_minor:
            detail = f"At most {percent} percent of the whole."
            yield Fault(f"{AT}/budget/{position}/amount_minor", "proposal.line_over_share", detail)


def _faults_of_milestones(content: ProposalContent, call: CallNotice) -> Iterator[Fault]:
    milestones = content.milestones
    counted = Counter(milestone.name for milestone in milestones)
    if sum(milestone.share_percent for milestone in milestones) != WHOLE_PERCENT:
        yield Fault(f"{AT}/milestones", "proposal.shares_unfit", "The shares don't total 100.")
    for wanted in call.milestones:
        if wanted.name not in counted:
            yield Fault(f"{AT}/milestones", "proposal.milestone_missing", f"The call wants «{wanted.name}».")
    most = {milestone.name: milestone.max_share_percent for milestone in call.milestones}
    seen: set[str] = set()
    for position, milestone in enumerate(milestones):
        if milestone.name in seen:
            yield Fault(f"{AT}/milestones/{position}/name", "proposal.milestone_repeated", "Stands there already.")
        seen.add(milestone.name)
        percent = most.get(milestone.name)
        if percent is not None and milestone.share_percent > percent:
            detail = f"At most {percent} percent of the whole."
            yield Fault(f"{AT}/milestones/{position}/share_percent", "proposal.milestone_over_share", detail)


def _faults_of_dates(content: ProposalContent, call: CallNotice) -> Iterator[Fault]:
    starts_on, ends_on = content.starts_on, content.ends_on
    if starts_on <= day_of(call.proposals_until):
        yield Fault(f"{AT}/starts_on", "proposal.dates_unfit", "Takes a day after the call's deadline.")
    if ends_on < starts_on:
        yield Fault(f"{AT}/ends_on", "proposal.dates_unfit", "Before the day it starts.")
        return
    if _is_longer(starts_on, ends_on, call.duration_max_months):
        yield Fault(f"{AT}/ends_on", "proposal.too_long", f"At most {call.duration_max_months} months.")
    before = starts_on
    for position, milestone in enumerate(content.milestones):
        at = f"{AT}/milestones/{position}/due_on"
        if not starts_on <= milestone.due_on <= ends_on:
            yield Fault(at, "proposal.dates_unfit", "Outside the time of the project.")
        elif milestone.due_on < before:
            yield Fault(at, "proposal.dates_unfit", "Before the milestone above it.")
        before = max(before, milestone.due_on)
    for position, activity in enumerate(content.activities):
        if activity.on is not None and not starts_on <= activity.on <= ends_on:
            at = f"{AT}/activities/{position}/on"
            yield Fault(at, "proposal.dates_unfit", "Outside the time of the project.")


def _is_longer(starts_on: date, ends_on: date, months: int) -> bool:
    """Up to the same day of the month is in, as with projects."""
    most = (starts_on.year * 12 + starts_on.month + months, starts_on.day)
    return (ends_on.year * 12 + ends_on.month, ends_on.day) > most


def _faults_of_place(content: ProposalContent, call: CallNotice, known: Known) -> Iterator[Fault]:
    at_project, at_community = f"{AT}/project_id", f"{AT}/community_id"
    if call.project_ids and content.project_id not in call.project_ids:
        yield Fault(at_project, "proposal.project_unfit", "Takes one of the call's projects.")
    elif not call.project_ids and content.project_id is not None:
        yield Fault(at_project, "proposal.project_unfit", "The call wants projects of your own.")
    elif content.project_id is not None and content.project_id not in known.projects:
        yield Fault(at_project, "proposal.project_unfit", "There is no such project any more.")
    elif content.project_id is not None and known.projects[content.project_id] != content.community_id:
        yield Fault(at_community, "proposal.community_unfit", "The project is in another community.")
    if call.community_ids and content.community_id not in call.community_ids:
        yield Fault(at_community, "proposal.community_unfit", "Takes one of the call's communities.")
    elif content.community_id not in known.community_ids:
        yield Fault(at_community, "proposal.community_unfit", "There is no such community.")


def _faults_of_partners(content: ProposalContent, known: Known, organisation_id: str) -> Iterator[Fault]:
    seen = {organisation_id}
    for position, partner_id in enumerate(content.partner_ids):
        at = f"{AT}/partner_ids/{position}"
        if partner_id in seen:
            yield Fault(at, "proposal.partner_unfit", "Stands there already, or is yourself.")
        elif partner_id not in known.partner_ids:
            yield Fault(at, "proposal.partner_unfit", "Not a social organisation that may take part.")
        seen.add(partner_id)
