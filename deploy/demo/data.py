"""
What the demo works with: communities and wishes from published walls, the figures of a published call, and a roster and
organisations that are made up.
"""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
HOME_COMMUNITY = "SFJ"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def call() -> dict[str, Any]:
    """What is asked for; sums in yuan, as text."""
    found: dict[str, Any] = json.loads((DATA / "call.json").read_text(encoding="utf-8"))
    return found


def proposals() -> list[dict[str, Any]]:
    """
    Who proposes what: for which need, for how many yuan (text); the points that it is given by criterion, and how many
    of six residents will be satisfied.
    """
    found: list[dict[str, Any]] = json.loads((DATA / "proposals.json").read_text(encoding="utf-8"))
    return found


def fen_of(yuan: str) -> int:
    return int(Decimal(yuan) * 100)


def yuan_of(amount_minor: int) -> str:
    return f"{Decimal(amount_minor) / 100:,.2f}"


def communities() -> list[dict[str, Any]]:
    return list(_rows("communities.csv"))


def roster(count: int) -> list[dict[str, Any]]:
    """The first members of the unit's roster, as the API takes them."""

    def items(cell: str) -> list[str]:
        return [item.strip() for item in cell.split(";") if item.strip()]

    return [
        {
            "external_id": row["人员编号"],
            "name": row["姓名"],
            "gender": row["性别"],
            "birth_month": row["出生年月"],
            "identity_number": row["身份证号"],
            "phone": row["手机号"],
            "department": row["部门"],
            "skills": items(row["专业特长"]),
            "interests": items(row["兴趣方向"]),
            "residence_code": row["居住社区代码"],
        }
        for row in _rows("roster_clean.csv")[:count]
    ]


def wishes(community: str) -> list[dict[str, Any]]:
    """A community's wishes; the wall names no persons, so the contacts are made up."""
    return [
        {
            "title": row["wish"],
            "category": row["category"],
            "beneficiary_kind": row["beneficiary_kind"],
            "source": row["source"],
            "beneficiary": {
                "name": f"居民{number:02d}",
                "phone": f"199000100{number:02d}",
                "address": f"{number}栋101室",
            },
        }
        for number, row in enumerate(_rows("wishes.csv"), 1)
        if row["community"] == community
    ]
