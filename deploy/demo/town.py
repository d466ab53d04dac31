"""The people and organisations of the demo, brought in through the API; brought in again, nothing is added."""

from dataclasses import dataclass
from typing import Any

from deploy.demo.api import Api
from deploy.demo.data import HOME_COMMUNITY, communities, roster

MEMBERS = 20


@dataclass
class Town:
    """Who can act in the demo, each with an own way to the API."""

    department: Api
    community: Api
    unit: Api
    tenant: dict[str, Any]
    community_id: str
    unit_id: str
    credentials: dict[str, dict[str, str]]
    member_ids: list[str]


def settle(api: Api, operator_secret: str, key: str) -> Town:
    """Open a tenant with its communities and one unit with its roster; `key` tells one town from another."""
    operator = api.as_client("operator", operator_secret)
    opening = {"name": "长春市宽城区", "department_name": "宽城区委组织部"}
    tenant = operator.post("/v1/tenants", opening, key=f"{key}-tenant")
    department = api.as_client(tenant["client"]["client_id"], tenant["client"]["client_secret"])
    opened = {
        row["code"]: department.post("/v1/communities", row, key=f"{key}-community-{row['code']}")
        for row in communities()
    }
    home = opened[HOME_COMMUNITY]
    unit = department.post("/v1/units", {"name": "宽城区规划局党支部"}, key=f"{key}-unit")
    credentials = {"department": tenant["client"]}
    for name, organisation in (("community", home), ("unit", unit)):
        path = f"/v1/organisations/{organisation['id']}/clients"
        credentials[name] = department.post(path, {"label": "demo"}, key=f"{key}-client-{name}")
    as_community = api.as_client(credentials["community"]["client_id"], credentials["community"]["client_secret"])
    as_unit = api.as_client(credentials["unit"]["client_id"], credentials["unit"]["client_secret"])
    report = as_unit.post(f"/v1/units/{unit['id']}/members", {"members": roster(MEMBERS)}, key=f"{key}-roster")
    member_ids = [entry["member_id"] for entry in report["members"]]
    return Town(department, as_community, as_unit, tenant, home["id"], unit["id"], credentials, member_ids)
