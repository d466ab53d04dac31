"""The text of contracts, as it is signed, and the rules for what stands in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from services.outsourcing.model.canonical import canonical
from shared.errors import Fault, Invalid
from shared.messages.outsourcing.contracts import AcceptanceRule, ContractMilestone, ContractTerms, MilestoneTerms
from shared.messages.wire import to_plain

WHOLE = 100
Terms = TypeVar("Terms", MilestoneTerms, ContractMilestone)


def text_of(terms: ContractTerms) -> str:
    """The text that both sides sign."""
    return canonical(to_plain(terms))


def split_amount(amount_minor: int, shares: Sequence[int]) -> list[int]:
    """The amount by shares that total 100, in fen; the last one takes what rounding leaves."""
    parts = [amount_minor * share // WHOLE for share in shares]
    parts[-1] += amount_minor - sum(parts)
    return parts


def with_residents(milestones: Sequence[Terms]) -> list[Terms]:
    """Have residents be asked about the last one, by the usual rule where none is given: no work ends without them."""
    *earlier, last = milestones
    return [*earlier, replace(last, acceptance=last.acceptance or AcceptanceRule())]


def check_terms(starts_on: date, ends_on: date, milestones: Sequence[MilestoneTerms]) -> None:
    """
    Raises:
        Invalid: `contract.unfit`, with all that doesn't fit together.
    """
    faults: list[Fault] = []
    if ends_on < starts_on:
        faults.append(Fault("#/ends_on", "out_of_range", "Before the first day."))
    if sum(one.share_percent for one in milestones) != WHOLE:
        faults.append(Fault("#/milestones", "invalid", "The shares don't total 100."))
    faults += due_faults(starts_on, ends_on, [one.due_on for one in milestones])
    if faults:
        raise Invalid("contract.unfit", errors=faults)


def due_faults(starts_on: date, ends_on: date, due_on: Sequence[date]) -> list[Fault]:
    """Of milestones that are due at another time than the project's, or before the one that stands before them."""
    faults = []
    for index, due in enumerate(due_on):
        pointer = f"#/milestones/{index}/due_on"
        if not starts_on <= due <= ends_on:
            faults.append(Fault(pointer, "out_of_range", "Outside the days of the contract."))
        elif index and due < due_on[index - 1]:
            faults.append(Fault(pointer, "out_of_range", "Before the milestone that stands before it."))
    return faults


def with_amounts(
    milestones: Sequence[MilestoneTerms], amount_minor: int, ids: Sequence[str]
) -> list[ContractMilestone]:
    """Milestones with their shares of the amount in fen, and these ids."""
    amounts = split_amount(amount_minor, [one.share_percent for one in milestones])
    return [
        ContractMilestone(
            milestone_id=id_,
            name=one.name,
            amount_minor=amount,
            due_on=one.due_on,
            deliverables=one.deliverables,
            acceptance=one.acceptance,
        )
        for one, amount, id_ in zip(milestones, amounts, ids, strict=True)
    ]
