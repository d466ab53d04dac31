"""Sealed means sealed: what is proposed is found nowhere before the deadline, and read by the department after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually, once_known
from deploy.demo.sooner import end_proposals
from deploy.demo.town import settle
from shared.clock import day_of
from shared.ids import new_id
from tests.pictures import PDF
from tests.residents import sign_in_resident
from tests.stories.sealed import Secrets, answered_to, written_by
from tests.stories.test_one_activity import signed_in
from tests.systems import running_system

TITLE, SUMMARY, LINE, WORK = "蓝鲸守望计划", "清晨六点为独居老人送第一杯豆浆", "豆浆机与保温壶", "交付守望日志"
FILE_NAME, FILE = "蓝鲸方案书.pdf", b"%PDF-1.7 kept behind seven seals %%EOF"
FIRST, SECOND = 3_217_654_389, 1_046_813_527
AMOUNT = FIRST + SECOND
SECRETS = Secrets(
    (TITLE, SUMMARY, LINE, WORK, FILE_NAME.removesuffix(".pdf")), (AMOUNT, FIRST, SECOND, AMOUNT - 1), (FILE,)
)
ACCOUNT = {"bank": "中国银行长春分行", "account_name": "睦邻社会工作服务中心", "account_number": "156203718842"}
PROFILE = {
    "kind": "social_service_institution",
    "authority": "长春市民政局",
    "registered_on": "2019-05-20",
    "fields": ["elderly"],
    "introduction": "为老服务与社区营造。",
    "bank_account": ACCOUNT,
}


@dataclass
class Bidder:
    """A social organisation that may propose."""

    id: str
    api: Api


def bidder(api: Api, department: Api, name: str, code: str = "52220100MJ7777777X") -> Bidder:
    opened = department.post("/v1/social-organisations", {"name": name, "code": code})
    client = department.post(f"/v1/organisations/{opened['id']}/clients", {"label": "业务系统"})
    own, home = api.as_client(client["client_id"], client["client_secret"]), f"/v1/organisations/{opened['id']}"

    profile = once_known(lambda: own.get(f"{home}/profile"))
    own.put(f"{home}/profile", PROFILE, version=profile["version"])
    for purpose in ("charter", "registration_certificate"):
        own.upload(f"{home}/documents?purpose={purpose}", PDF, "application/pdf", name=f"{purpose}.pdf")
    own.post(f"{home}/qualification")
    until = (day_of(datetime.now(UTC)) + timedelta(days=365)).isoformat()
    department.post(f"{home}/qualification/grant", {"valid_until": until})
    return Bidder(opened["id"], own)


def published_call(department: Api, **terms: Any) -> Any:
    """A call that takes proposals for an hour; terms: others than these."""
    budget = department.post(
        "/v1/budgets", {"name": "福彩公益金", "year": 2027, "source": "welfare_lottery", "funder": "市民政局"}
    )
    department.post(f"/v1/budgets/{budget['id']}/fundings", {"amount_minor": 10**11, "reason": "民财〔2026〕31号"})
    now = datetime.now(UTC)
    call = department.post(
        "/v1/calls",
        {
            "title": "为老服务项目征集",
            "about": "面向独居老人的助餐与陪诊。",
            "fields": ["elderly"],
            "fundings": [{"budget_id": budget["id"], "amount_minor": 10**11}],
            "enquiries_until": (now + timedelta(minutes=30)).isoformat(),
            "proposals_until": (now + timedelta(hours=1)).isoformat(),
            "criteria": [{"id": "plan", "name": "方案", "weight": 100}],
            **terms,
        },
    )
    return department.post(f"/v1/calls/{call['id']}/publication")


def content(community_id: str, **changes: Any) -> dict[str, Any]:
    starts_on = day_of(datetime.now(UTC)) + timedelta(days=30)
    ends_on = (starts_on + timedelta(days=90)).isoformat()
    return {
        "community_id": community_id,
        "title": TITLE,
        "summary": SUMMARY,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on,
        "amount_minor": AMOUNT,
        "budget": [{"name": LINE, "amount_minor": FIRST}, {"name": "其他", "amount_minor": SECOND}],
        "milestones": [{"name": "结项", "share_percent": 100, "due_on": ends_on, "deliverables": WORK}],
    } | changes


def refused(act: Any) -> tuple[str, bytes]:
    with pytest.raises(Problem) as problem:
        act()
    return f"refusal {problem.value.code}", str(problem.value.body).encode()


def refusals(town: Any, own: Bidder, other: Bidder, call: Any, proposal: Any) -> Iterator[tuple[str, bytes]]:
    """What is refused to the organisation itself, and to all who try at another's."""
    path = f"/v1/proposals/{proposal['id']}"
    wrong = {"content": content(town.community_id, amount_minor=AMOUNT - 1)}
    saved = own.api.put(path, wrong, version=proposal["version"])
    yield refused(lambda: own.api.post(f"{path}/submission"))
    yield refused(lambda: own.api.put(path, wrong, version=proposal["version"]))
    yield refused(lambda: own.api.post(f"/v1/calls/{call['id']}/proposals", wrong))
    own.api.put(path, {"content": content(town.community_id)}, version=saved["version"])
    for api in (other.api, town.department):
        yield refused(lambda api=api: api.put(path, wrong, version=1))
        yield refused(lambda api=api: api.post(f"{path}/submission"))
        yield refused(lambda api=api: api.get(path))
    yield refused(lambda: town.department.get(f"/v1/calls/{call['id']}/proposals"))


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["embedded", pytest.param("real", marks=pytest.mark.real)])
def test_what_is_proposed_is_found_nowhere_before_the_deadline(mode: str) -> None:
    with running_system(mode) as system:
        api = Api(system.url)
        town = settle(api, system.settings.operator_secret, new_id())
        department = town.department
        own = bidder(api, department, "睦邻社会工作服务中心")
        other = bidder(api, department, "青禾公益发展中心", "52220100MJ8888888F")
        call = published_call(department)
        proposals = f"/v1/calls/{call['id']}/proposals"
        proposal = own.api.post(proposals, {"content": content(town.community_id)})
        path = f"/v1/proposals/{proposal['id']}"
        file = own.api.upload(f"{path}/files", FILE, "application/pdf", name=FILE_NAME)
        found = SECRETS.found_in(refusals(town, own, other, call, own.api.get(path)))
        receipt = own.api.post(f"{path}/submission")
        assert own.api.get(path)["content"]["title"] == TITLE  # its own organisation reads it at all times
        assert own.api.get("/v1/proposals")["items"][0]["amount_minor"] == AMOUNT

        ids = {
            "call_id": call["id"],
            "proposal_id": proposal["id"],
            "file_id": file["id"],
            "organisation_id": own.id,
            "community_id": town.community_id,
            "unit_id": town.unit_id,
            "member_id": town.member_ids[0],
            "tenant_id": town.tenant["id"],
        }
        readers = {
            "public": api,
            "operator": api.as_client("operator", system.settings.operator_secret),
            "department": department,
            "community": town.community,
            "unit": town.unit,
            "member": signed_in(api, town, town.member_ids[0]),
            "resident": sign_in_resident(system, api, town.tenant["id"]),
            "another organisation": other.api,
        }
        feed = eventually("all is told", lambda: told(own, "linli.proposal.submitted.v1"))
        for role, reader in readers.items():
            found |= SECRETS.found_in(answered_to(role, reader, ids))
        found |= SECRETS.found_in(iter([("its own feed", str(feed).encode())]))
        found |= SECRETS.found_in(written_by(system))
        counted = api.download("/metrics", "text/plain").decode()
        assert found == set()
        assert "/proposals" not in counted

        end_proposals(system.settings, call["id"])
        (opened,) = eventually("it is opened", lambda: opened_of(department, proposals))
        assert (opened["title"], opened["amount_minor"], opened["state"]) == (TITLE, AMOUNT, "opened")
        shown = department.get(path)
        assert (shown["content"]["summary"], shown["sha256"]) == (SUMMARY, receipt["sha256"])
        assert [one["name"] for one in department.get(f"{path}/files")["items"]] == [FILE_NAME]
        assert department.download(f"/v1/files/{file['id']}", "application/pdf") == FILE
        written = SECRETS.found_in(written_by(system))

    # What was looked for is found where it is by now: so it would have been found before.
    assert {str(AMOUNT), TITLE, SUMMARY, LINE, WORK} <= {of for _, of in written}


def opened_of(department: Api, path: str) -> Any:
    """None as long as the call is sealed."""
    try:
        return department.get(path)["items"]
    except Problem as problem:
        if problem.code != "call.sealed":
            raise
        return None


def told(bidder: Bidder, type_: str) -> list[Any]:
    feed = bidder.api.feed(f"/v1/organisations/{bidder.id}/feed")
    return feed if any(event["type"] == type_ for event in feed) else []
