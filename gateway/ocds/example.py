"""What the standard's interface would say of the little town's call, once some of its contract is paid."""

from typing import Any

from gateway import town, town_awards, town_calls, town_contracts, town_milestones

OCID = f"ocds-000000-{town_calls.CALL_ID}"
BUYER = {"id": town.TENANT.id, "name": town.TENANT.department.name}
SUPPLIER = {"id": town.SOCIAL_ORGANISATION_ID, "name": town.SOCIAL_ORGANISATION.name}


def _value(amount_minor: int) -> dict[str, Any]:
    return {"amount": amount_minor / 100, "currency": "CNY"}


AWARD: dict[str, Any] = {
    "id": town_awards.AWARD_ID,
    "title": town_awards.ACTIVE.title,
    "description": "综合得分 86.50；排名第 1；已签订协议",
    "status": "active",
    "date": "2027-01-15T10:00:00+08:00",
    "value": _value(town_awards.ACTIVE.amount_minor),
    "suppliers": [SUPPLIER],
    "items": [{"id": town.PROJECT_ID, "description": town.PROJECT.title}],
}
MILESTONE = {
    "id": town_contracts.FIRST_ID,
    "title": town_milestones.PLANNED.name,
    "type": "delivery",
    "description": "验收通过；金额 24000.00 元；认定 24000.00 元",
    "dueDate": "2027-06-30T23:59:59+08:00",
    "dateMet": "2027-07-12T10:00:00+08:00",
    "dateModified": "2027-07-12T10:00:00+08:00",
    "status": "met",
}
TRANSACTION = {
    "id": town_milestones.PAYMENT_ID,
    "source": f"https://linli.example.org/v1/projects/{town.PROJECT_ID}/feed",
    "date": "2027-07-16T00:00:00+08:00",
    "value": _value(town_milestones.PAID.amount_minor),
    "payer": BUYER,
    "payee": SUPPLIER,
}
CONTRACT = {
    "id": town_contracts.CONTRACT_ID,
    "awardID": AWARD["id"],
    "title": town_contracts.SIGNED.title,
    "description": "履行中",
    "status": "active",
    "value": _value(town_contracts.SIGNED.amount_minor),
    "dateSigned": "2027-01-27T10:00:00+08:00",
    "implementation": {"milestones": [MILESTONE], "transactions": [TRANSACTION]},
}
RELEASE: dict[str, Any] = {
    "ocid": OCID,
    "id": f"{OCID}-9",
    "date": "2027-07-16T02:00:00.000Z",
    "tag": ["implementation"],
    "initiationType": "tender",
    "language": "zh",
    "parties": [
        BUYER | {"roles": ["buyer", "procuringEntity", "payer"]},
        SUPPLIER | {"roles": ["tenderer", "supplier", "payee"]},
    ],
    "buyer": BUYER,
    "tender": {
        "id": town_calls.CALL_ID,
        "title": town_calls.DRAFT.title,
        "status": "complete",
        "procuringEntity": BUYER,
        "value": _value(town_calls.DRAFT.total_minor),
        "procurementMethod": "open",
        "mainProcurementCategory": "services",
        "tenderers": [SUPPLIER],
    },
    "awards": [AWARD],
    "contracts": [CONTRACT],
}
