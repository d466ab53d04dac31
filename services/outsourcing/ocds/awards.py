"""To whom the work is awarded, and how far it has come: never who has reviewed or objected, nor a single score."""

from collections.abc import Mapping
from typing import Any

from services.outsourcing.ocds.parties import reference_to
from services.outsourcing.ocds.parts import instant, known, sentence, value_of
from services.outsourcing.ocds.process import Awarded, Process
from shared.messages.outsourcing.awards import AwardState

# Signed, an award is in force still; one that isn't taken up could not be made.
STATUSES: Mapping[AwardState, str] = {
    "pending": "pending",
    "active": "active",
    "signed": "active",
    "cancelled": "cancelled",
    "declined": "unsuccessful",
    "lapsed": "unsuccessful",
}
IN_WORDS: Mapping[AwardState, str] = {
    "pending": "公示中或异议待答复",
    "active": "公示结束，待签订协议",
    "signed": "已签订协议",
    "cancelled": "已撤销",
    "declined": "机构放弃",
    "lapsed": "逾期未签订协议",
}


def awards_of(process: Process) -> list[dict[str, Any]]:
    """In the order in which they were noticed; those that have fallen away are told still."""
    planned = {one.id: one.title for one in process.projects}
    return [_award(one, planned) for one in process.awards]


def _award(awarded: Awarded, planned: Mapping[str, str]) -> dict[str, Any]:
    """planned: what the planned projects are called, which are items of the tender under the same ids."""
    award = awarded.award
    return known(
        id=award.id,
        title=award.title,
        description=sentence(
            [f"综合得分 {award.score / 100:.2f}", f"排名第 {award.rank}", IN_WORDS[award.state], award.reason or ""]
        ),
        status=STATUSES[award.state],
        date=instant(award.noticed_at),
        value=value_of(award.amount_minor),
        suppliers=[reference_to(one) for one in awarded.suppliers],
        items=[{"id": award.project_id, "description": planned.get(award.project_id, award.title)}],
    )
