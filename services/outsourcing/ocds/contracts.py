"""What the department and the organisations have agreed on: never what is drafted, nor the text, nor who has signed."""

from collections.abc import Mapping
from typing import Any

from services.outsourcing.ocds.amendments import amendments_of
from services.outsourcing.ocds.implementation import implementation_of
from services.outsourcing.ocds.parts import first_of, instant, known, last_of, sentence, value_of
from services.outsourcing.ocds.process import CarriedOut, Process, Stamp
from shared.messages.outsourcing.contracts import ContractState

STATUSES: Mapping[ContractState, str] = {"active": "active", "completed": "terminated", "terminated": "terminated"}
IN_WORDS: Mapping[ContractState, str] = {"active": "履行中", "completed": "已完成", "terminated": "提前终止"}
STOPPED = "暂停拨付"


def contracts_of(process: Process, stamp: Stamp) -> list[dict[str, Any]]:
    """Those that both sides have signed, in the order in which they were drafted."""
    told = {one["id"]: one for one in stamp.previous.get("contracts", [])}
    return [_contract(one, process, told.get(one.contract.id, {}), stamp) for one in process.contracts]


def _contract(carried: CarriedOut, process: Process, before: dict[str, Any], stamp: Stamp) -> dict[str, Any]:
    contract = carried.contract
    stopped = STOPPED if contract.payments_stopped_at else ""
    return known(
        id=contract.id,
        awardID=contract.award_id,
        title=contract.title,
        description=sentence([IN_WORDS[contract.state], stopped, contract.reason or ""]),
        status=STATUSES[contract.state],
        period={"startDate": first_of(contract.starts_on), "endDate": last_of(contract.ends_on)},
        value=value_of(contract.amount_minor),
        dateSigned=instant(contract.signed_at) if contract.signed_at else None,
        amendments=amendments_of(carried.amendments, before, stamp),
        implementation=implementation_of(carried, process),
    )
