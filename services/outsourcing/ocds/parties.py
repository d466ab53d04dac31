"""Who takes part: the department, who proposes, who has an award, who pays whom. Persons are never told."""

from collections.abc import Iterator
from typing import Any

from stdnum.cn import uscc

from services.outsourcing.model.known import Organisation
from services.outsourcing.ocds.parts import USCI, Role, known
from services.outsourcing.ocds.process import Process


def parties_of(process: Process) -> list[dict[str, Any]]:
    """Each once, with all of its roles."""
    found: dict[str, dict[str, Any]] = {}
    for party, role in _in_roles(process):
        kept = found.setdefault(party["id"], party | {"roles": []})
        if role not in kept["roles"]:
            kept["roles"].append(role)
    return list(found.values())


def buyer_of(process: Process) -> dict[str, Any]:
    """The department: it buys, and runs the call."""
    name = process.department.name if process.department else None
    return known(id=process.call.tenant_id, name=name)


def reference_to(organisation: Organisation) -> dict[str, Any]:
    return {"id": organisation.id, "name": organisation.name}


def _in_roles(process: Process) -> Iterator[tuple[dict[str, Any], Role]]:
    yield buyer_of(process), "buyer"
    yield buyer_of(process), "procuringEntity"
    for organisation in process.tenderers:
        yield _party(organisation), "tenderer"
    for awarded in process.awards:
        yield from ((_party(one), "supplier") for one in awarded.suppliers)
    for carried in process.contracts:
        if carried.payments:
            yield buyer_of(process), "payer"
            yield _party(carried.contractor), "payee"


def _party(organisation: Organisation) -> dict[str, Any]:
    code = organisation.code
    identifier = {"scheme": USCI, "id": code, "legalName": organisation.name} if uscc.is_valid(code or "") else None
    return known(**reference_to(organisation), identifier=identifier)
