"""Whether a call's terms fit together: all that is wrong with them at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from shared.errors import Fault
from shared.messages.outsourcing.calls import CallTerms
from shared.messages.outsourcing.terms import Eligibility

WHOLE = 100


def tidy(terms: CallTerms) -> CallTerms:
    """The terms with what is a set, each once, in an order of its own: so that the same terms are equal."""
    return replace(
        terms,
        fields=sorted(set(terms.fields)),
        eligibility=terms.eligibility or Eligibility(),
        project_ids=sorted(set(terms.project_ids)),
        community_ids=sorted(set(terms.community_ids)),
    )


def total_of(terms: CallTerms) -> int:
    """What all fundings come to, in fen."""
    return sum(one.amount_minor for one in terms.fundings)


def faults_of(terms: CallTerms, now: datetime, before: CallTerms | None = None) -> list[Fault]:
    """
    Where the terms of a call that is about to be published don't fit together, by themselves.

    before: those that stand, where it is published already: what stays isn't held against the time, and the deadline of
    proposals is only put off.
    """
    return [*_times(terms, now, before), *_criteria(terms), *_money(terms), *_parts(terms)]


def budget_faults(terms: CallTerms) -> list[Fault]:
    """Budgets that are named twice, which not even a draft has."""
    return [*_repeated("fundings", "budget_id", [one.budget_id for one in terms.fundings])]


def _times(terms: CallTerms, now: datetime, before: CallTerms | None) -> Iterator[Fault]:
    for name in ("enquiries_until", "proposals_until"):
        if getattr(terms, name) <= now and getattr(before, name, None) != getattr(terms, name):
            yield Fault(f"#/{name}", "call.past", "It is past.")
    if terms.enquiries_until >= terms.proposals_until:
        yield Fault("#/enquiries_until", "call.enquiries_too_long", "Not before the deadline of proposals.")
    if terms.review_until is not None and terms.review_until <= terms.proposals_until:
        yield Fault("#/review_until", "call.review_too_short", "Takes a time after the deadline of proposals.")
    if before is not None and terms.proposals_until < before.proposals_until:
        yield Fault("#/proposals_until", "call.deadline_earlier", "Earlier than it was.")


def _criteria(terms: CallTerms) -> Iterator[Fault]:
    total = sum(one.weight for one in terms.criteria)
    if total != WHOLE:
        yield Fault("#/criteria", "call.weights", f"The weights total {total}, not {WHOLE}.")
    yield from _repeated("criteria", "id", [one.id for one in terms.criteria])


def _money(terms: CallTerms) -> Iterator[Fault]:
    if terms.amount_cap_minor is not None and terms.amount_cap_minor > total_of(terms):
        yield Fault("#/amount_cap_minor", "call.cap_over_total", "More than all fundings together.")


def _parts(terms: CallTerms) -> Iterator[Fault]:
    yield from _repeated("budget_lines", "name", [one.name for one in terms.budget_lines])
    yield from _repeated("milestones", "name", [one.name for one in terms.milestones])
    shares = sum(one.max_share_percent or 0 for one in terms.milestones)
    if shares > WHOLE:
        yield Fault("#/milestones", "call.shares_over_whole", f"The shares total {shares}, more than {WHOLE}.")


def _repeated(name: str, field: str, values: Sequence[str]) -> Iterator[Fault]:
    for position, value in enumerate(values):
        if value in values[:position]:
            yield Fault(f"#/{name}/{position}/{field}", "call.repeated", "It stands there twice.")
