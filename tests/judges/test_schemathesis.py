"""Schemathesis calls every operation as each role that may, by what the OpenAPI document allows and what it doesn't."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from deploy.demo.api import Api, once_known
from deploy.demo.bidding import Bidding
from deploy.demo.carrying import Carrying
from deploy.demo.data import wishes
from deploy.demo.stage import Stage as Demo
from deploy.demo.town import Town, settle
from shared.ids import new_id
from tests.pictures import PDF
from tests.residents import sign_in_resident
from tests.stories.test_one_activity import signed_in
from tests.systems import System, running_system

ROOT = Path(__file__).parents[2]
# The coverage phase tries each bound of each field; with all operations of a role it takes longer than a test may.
PHASES = os.environ.get("TEST_SCHEMATHESIS_PHASES", "examples,fuzzing")
EXAMPLES = os.environ.get("TEST_SCHEMATHESIS_EXAMPLES", "4")
SECONDS = 240
NEVER_DUE = 2**62 - 1
ACTIVITY = {
    "title": "清洁楼道",
    "category": "environment",
    "description": "一起清扫楼道。",
    "starts_at": "2027-03-06T09:00:00+08:00",
    "ends_at": "2027-03-06T11:00:00+08:00",
    "roles": [{"name": "清扫", "max_places": 10}],
}
NEED = {"category": "other", "title": "灯不亮", "description": "三楼的灯不亮。", "privacy": "public"}
# A tag that isn't ours matches nothing, which is a 412 (RFC 9110, 13.1.1); a missing one is a 428 (RFC 6585).
CONFIGURATION = """
[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 414, 415, 422, 428]
missing_required_header.expected-statuses = [400, 401, 403, 406, 415, 422, 428]
[parameters]
"""
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
    "what_the_description_allows_is_not_refused_for_its_content",
)


@dataclass
class Stage:
    """A system with one of each thing in it; `parameters` names them in paths."""

    system: System
    tokens: dict[str, str]
    parameters: dict[str, str]
    document: dict[str, Any]

    def operations_of(self, role: str) -> list[str]:
        operations = (one for path in self.document["paths"].values() for one in path.values() if takes_no_file(one))
        return [one["operationId"] for one in operations if any(rule["role"] == role for rule in one["x-roles"])]


def takes_no_file(operation: dict[str, Any]) -> bool:
    """Files the judge can't write; `tests/gateway/rosters` and `test_roster_upload` bring all kinds of them."""
    return "text/csv" not in operation.get("requestBody", {}).get("content", {})


def furnish(town: Town, member: Api, resident: Api) -> dict[str, str]:
    """One of each thing, by the name of its path parameter."""
    home = f"/v1/communities/{town.community_id}"
    registration = member.post(f"{home}/registrations")
    pairing = town.unit.post("/v1/pairings", {"unit_id": town.unit_id, "community_id": town.community_id})
    resource = town.unit.post(f"/v1/units/{town.unit_id}/resources", {"kind": "expertise", "title": "法律咨询"})
    first, second, *_ = wishes("SFJ")
    claimed = once_known(lambda: town.community.post(f"{home}/wishes", first))
    free = town.community.post(f"{home}/wishes", second)
    claim = once_known(lambda: member.post(f"/v1/wishes/{claimed['id']}/claims"))
    stream = {"stream": "community", "stream_id": town.community_id, "after": NEVER_DUE}
    webhook = town.community.post("/v1/webhooks", stream | {"url": "https://linli.example/"})["webhook"]
    item = town.community.post(f"{home}/activities", ACTIVITY)
    town.community.post(f"/v1/menu-items/{item['id']}/publication")
    place = member.post(f"/v1/menu-items/{item['id']}/claims", {"role_id": item["roles"][0]["id"]})
    promise = {"text": "每周清扫一次楼道", "due_at": (datetime.now(UTC) + timedelta(days=30)).isoformat()}
    commitment = member.post(f"/v1/place-claims/{place['id']}/commitments", promise)
    attendance_id, record_id = serve(town, member)
    need = resident.post(f"/v1/communities/{town.community_id}/needs", NEED)
    return {
        "community_id": town.community_id,
        "unit_id": town.unit_id,
        "member_id": town.member_ids[0],
        "registration_id": registration["id"],
        "pairing_id": pairing["id"],
        "resource_id": resource["id"],
        "wish_id": free["id"],
        "claim_id": claim["id"],
        "menu_item_id": item["id"],
        "place_claim_id": place["id"],
        "commitment_id": commitment["id"],
        "attendance_id": attendance_id,
        "service_record_id": record_id,
        "need_id": need["id"],
        "webhook_id": webhook["id"],
    }


def furnish_projects(demo: Demo) -> tuple[Api, dict[str, str]]:
    """A call with its awards, of which the first is under contract; the organisation that has it."""
    bidding = Bidding(demo)
    bidding.play()
    first = bidding.awarded[0]
    Carrying(demo, [first]).sign(first)
    department, own = demo.department, first.api
    milestone, *_ = department.get("/v1/milestones", contract_id=first.contract["id"])["items"]
    file = own.upload(f"/v1/milestones/{milestone['id']}/files", PDF, "application/pdf", name="中期报告.pdf")
    own.post(f"/v1/milestones/{milestone['id']}/submission", {"note": "中期报告"})
    demo.town.community.post(f"/v1/milestones/{milestone['id']}/judgement", {"verdict": "accepted"})
    payment = own.post(f"/v1/milestones/{milestone['id']}/payments")
    reviewer, review = (demo.members[0].get(f"/v1/{kind}")["items"][0] for kind in ("reviewers", "reviews"))
    return own, {
        "organisation_id": first.organisation_id,
        "budget_id": bidding.budget_id,
        "call_id": bidding.call["id"],
        "project_id": first.project["id"],
        "proposal_id": first.proposal_id,
        "award_id": first.award["id"],
        "reviewer_id": reviewer["id"],
        "review_id": review["id"],
        "contract_id": first.contract["id"],
        "milestone_id": milestone["id"],
        "payment_id": payment["id"],
        "file_id": file["id"],
    }


def serve(town: Town, member: Api) -> tuple[str, str]:
    """An attendance at a post, and a record of what was done for an activity before it begins."""
    home = f"/v1/communities/{town.community_id}"
    words = {"title": "楼道长", "category": "property", "description": "照看一个单元。"}
    post = town.community.post(f"{home}/posts", words | {"roles": [{"name": "楼道长", "max_places": 1}]})
    town.community.post(f"/v1/menu-items/{post['id']}/publication")
    place = member.post(f"/v1/menu-items/{post['id']}/claims", {"role_id": post["roles"][0]["id"]})
    came = member.post(f"/v1/place-claims/{place['id']}/check-in", {})
    now, hour = datetime.now(UTC), timedelta(hours=1)
    plan = {
        "starts_at": (now + hour).isoformat(),
        "ends_at": (now + 2 * hour).isoformat(),
        "roles": [{"name": "清扫", "max_places": 2}],
    }
    activity = town.community.post(f"{home}/activities", words | plan)
    activity = town.community.post(f"/v1/menu-items/{activity['id']}/publication")
    place = member.post(f"/v1/menu-items/{activity['id']}/claims", {"role_id": activity["roles"][0]["id"]})
    times = {"starts_at": (now - hour / 2).isoformat(), "ends_at": (now - hour / 4).isoformat()}
    record = town.community.post(f"{home}/service-records", {"place_claim_id": place["id"], **times})
    return came["id"], record["id"]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with running_system("embedded") as system:
        api = Api(system.url)
        town = settle(api, system.settings.operator_secret, new_id())
        members = [signed_in(api, town, member_id) for member_id in town.member_ids[:3]]
        organisation, of_projects = furnish_projects(Demo(api, system.settings, town, members))
        callers = {
            "department": town.department,
            "community": town.community,
            "unit": town.unit,
            "organisation": organisation,
            "member": members[0],
            "resident": sign_in_resident(system, api, town.tenant["id"]),
        }
        parameters = furnish(town, callers["member"], callers["resident"]) | of_projects
        document = requests.get(f"{system.url}/openapi.json", timeout=10).json()
        tokens = {role: caller._token for role, caller in callers.items()}
        yield Stage(system, tokens, parameters, document)


def judge(stage: Stage, role: str, folder: Path) -> subprocess.CompletedProcess[str]:
    named = stage.parameters
    if role in ("unit", "community"):
        named = named | {"organisation_id": named[f"{role}_id"]}
    lines = [f'"path.{name}" = "{value}"' for name, value in named.items()]
    configuration = folder / "schemathesis.toml"
    configuration.write_text(CONFIGURATION + "\n".join(lines), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(configuration), "run"]
    command += [
        f"{stage.system.url}/openapi.json",
        "--phases",
        PHASES,
        "--checks",
        ",".join(CHECKS),
    ]
    command += ["--suppress-health-check", "filter_too_much"]  # of two instants that are needed, few are in order
    command += ["--max-examples", EXAMPLES, "--seed", "1", "--no-color", "--generation-database", "none"]
    for operation in stage.operations_of(role):
        command += ["--include-operation-id", operation]
    if role in stage.tokens:
        command += ["--header", f"Authorization: Bearer {stage.tokens[role]}"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.judges.hooks", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def failures_in(report: str) -> str:
    """Without what it warns of."""
    _, _, found = report.partition(" FAILURES ")
    return (found.partition(" WARNINGS ")[0] or report)[:20_000]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", ["public", "department", "community", "unit", "organisation", "member", "resident"])
def test_what_each_role_may_call_is_as_described(stage: Stage, role: str, tmp_path: Path) -> None:
    result = judge(stage, role, tmp_path)

    assert result.returncode == 0, failures_in(result.stdout) + result.stderr[-2000:]
    assert f"Tested: {len(stage.operations_of(role))}" in " ".join(result.stdout.split())
