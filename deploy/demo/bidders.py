"""The organisations of the demo: brought in, qualified, and what becomes of each one's proposal."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from deploy.demo import data
from deploy.demo.api import Api, once_known
from deploy.demo.stage import Stage
from shared.clock import SystemClock, day_of

PDF = b"%PDF-1.7\n%%EOF\n"
KINDS = {"51": "social_group", "52": "social_service_institution"}
WEEK = timedelta(days=7)
CLOCK = SystemClock()


@dataclass
class Bid:
    """What one organisation proposes and what becomes of it; `told`: as the data has it."""

    told: dict[str, Any]
    api: Api
    organisation_id: str
    project: dict[str, Any]
    proposal_id: str = ""
    award: dict[str, Any] = field(default_factory=dict)
    contract: dict[str, Any] = field(default_factory=dict)

    @property
    def amount_minor(self) -> int:
        return data.fen_of(self.told["yuan"])

    @property
    def points(self) -> dict[str, int]:
        return {one["id"]: self.told[one["id"]] for one in data.call()["criteria"]}


def qualified(stage: Stage, told: dict[str, Any]) -> tuple[Api, str]:
    """An organisation that has passed its inspection and may propose, with its way to the API."""
    department = stage.department
    opened = department.post("/v1/social-organisations", {"name": told["name"], "code": told["code"]})
    client = department.post(f"/v1/organisations/{opened['id']}/clients", {"label": "项目系统"})
    own, home = stage.api.as_client(client["client_id"], client["client_secret"]), f"/v1/organisations/{opened['id']}"
    account = {"bank": "中国银行奉新支行", "account_name": told["name"], "account_number": "156203718842"}
    profile = {
        "kind": KINDS[told["code"][:2]],
        "authority": "奉新县民政局",
        "registered_on": date(2019, 5, 20).isoformat(),
        "fields": [told["field"]],
        "introduction": "依法登记的社会组织。",
        "bank_account": account,
    }
    known = once_known(lambda: own.get(f"{home}/profile"))
    own.put(f"{home}/profile", profile, version=known["version"])
    for purpose in ("charter", "registration_certificate"):
        own.upload(f"{home}/documents?purpose={purpose}", PDF, "application/pdf", name=f"{purpose}.pdf")
    today = day_of(CLOCK.now())
    for year in (today.year - 2, today.year - 1):
        department.put(f"{home}/inspections", {"year": year, "result": "passed"})
    own.post(f"{home}/qualification")
    department.post(f"{home}/qualification/grant", {"valid_until": (today + 50 * WEEK).isoformat()})
    return own, str(opened["id"])
