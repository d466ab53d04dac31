"""
The story of one activity of a project, on both run modes: planned by who runs the project, attended, counted.

What puts a project under contract isn't there yet, so its last step is written into outsourcing's own database by hand:
who runs it, and the event that tells so.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.town import Town, settle
from services.outsourcing.model.projects import Project
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.clock import SystemClock, day_of
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.project_events import ProjectStarted
from shared.unit_of_work import Tools, transaction
from tests.stories.test_one_activity import signed_in
from tests.systems import System

HOUR = timedelta(hours=1)
PLAN = {"title": "四点半课堂", "category": "environment", "description": "陪孩子写作业。"}


def put_under_contract(settings: Settings, tenant_id: str, project_id: str, organisation_id: str) -> None:
    tools = Tools(SystemClock(), Cipher(settings.encryption_keys, settings.hash_key), settings)
    database = Database(settings.database("outsourcing"))
    with transaction(database, "outsourcing", tools) as within:
        uow = OutsourcingUnitOfWork(within, Actor.system(tenant_id))
        project = within.session.get_one(Project, project_id)
        project.contractor_id = organisation_id
        project.count_up()
        started = ProjectStarted(
            project_id=project.id,
            community_id=project.community_id,
            social_organisation_id=organisation_id,
            partner_ids=[],
            title=project.title,
            starts_on=project.starts_on,
            ends_on=project.ends_on,
        )
        uow.record(started)
        uow.hand_over()
        within.commit()
    database.close()


def opened(api: Api, town: Town, name: str, code: str) -> tuple[Api, str]:
    """A social organisation with its way to the API."""
    found = town.department.post("/v1/social-organisations", {"name": name, "code": code})
    client = town.department.post(f"/v1/organisations/{found['id']}/clients", {"label": "项目系统"})
    return api.as_client(client["client_id"], client["client_secret"]), found["id"]


def registered(town: Town) -> Any:
    today = day_of(datetime.now(UTC))
    return town.department.post(
        "/v1/projects",
        {
            "community_id": town.community_id,
            "title": "四点半课堂",
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=90)).isoformat(),
            "budget": [{"name": "人员补贴", "source": "fiscal", "amount_minor": 2_000_000}],
        },
    )


def planned(organisation: Api, path: str, plan: Any) -> Any:
    """None as long as engagement hasn't heard who runs the project."""
    try:
        return organisation.post(path, plan)
    except Problem as problem:
        if problem.code not in ("project.unknown", "project.not_active"):
            raise
        return None


@pytest.mark.slow
def test_an_organisation_holds_an_activity_of_its_project_and_reads_who_came(system: System) -> None:
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    organisation, organisation_id = opened(api, town, "睦邻社工中心", "52220100MJ7777777X")
    stranger, _ = opened(api, town, "别的社工中心", "52220100MJ77777794")
    project = eventually("outsourcing knows the community", lambda: known(town))
    put_under_contract(system.settings, town.tenant["id"], project["id"], organisation_id)
    home = f"/v1/projects/{project['id']}"

    starts_at = datetime.now(UTC) + timedelta(minutes=20)
    times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + HOUR).isoformat()}
    plan = PLAN | times | {"roles": [{"name": "辅导", "max_places": 2}]}
    item = eventually("engagement knows who runs it", lambda: planned(organisation, f"{home}/activities", plan))
    path = f"/v1/menu-items/{item['id']}"
    with pytest.raises(Problem, match=r"403 project\.not_yours"):
        stranger.post(f"{home}/activities", plan)
    with pytest.raises(Problem, match=r"403 menu_item\.not_yours"):
        town.community.post(f"{path}/publication")
    item = organisation.post(f"{path}/publication")
    assert (item["project_id"], item["social_organisation_id"]) == (project["id"], organisation_id)

    member = signed_in(api, town, town.member_ids[0])
    claim = member.post(f"{path}/claims", {"role_id": item["roles"][0]["id"]})
    organisation.post(f"{path}/attendance-code")
    came = organisation.post(f"/v1/place-claims/{claim['id']}/check-in")
    (person,) = organisation.get(f"{path}/people")["items"]
    assert (person["attendance_id"], person["masked_name"][1:]) == (came["id"], "**")
    with pytest.raises(Problem, match=r"403 menu_item\.not_yours"):
        stranger.get(f"{path}/people")

    now = datetime.now(UTC).replace(microsecond=0)
    said = {"starts_at": (now - HOUR).isoformat(), "ends_at": now.isoformat(), "place_claim_id": claim["id"]}
    records = f"/v1/communities/{town.community_id}/service-records"
    record = organisation.post(records, said)
    sure = {"record_ids": [record["id"]], "person_in_charge": "王建国", "quality": "good"}
    with pytest.raises(Problem, match=r"403 access\.denied"):
        organisation.post(f"{records}/confirmations", sure)
    town.community.post(f"{records}/confirmations", sure)

    def told() -> Any:
        page = organisation.get(f"{home}/activities")
        return page if page["sums"]["people_confirmed"] else None

    page = eventually("outsourcing hears of it", told)
    assert [(one["id"], one["people_came"]) for one in page["items"]] == [(item["id"], 1)]
    assert page["sums"]["minutes"] == {"final": 0, "waiting": 60, "voided": 0}
    assert town.department.get(f"{home}/activities") == town.community.get(f"{home}/activities") == page
    assert organisation.get(home)["id"] == project["id"]
    with pytest.raises(Problem, match=r"403 project\.not_yours"):
        stranger.get(f"{home}/activities")
    (shown,) = api.get(f"/v1/communities/{town.community_id}/board/menu")["items"]
    assert (shown["project_id"], shown["social_organisation_id"]) == (project["id"], organisation_id)
    types = [one["type"].removeprefix("linli.").removesuffix(".v1") for one in api.feed(f"{home}/feed")]
    town.community.post(f"{path}/calling-off", {"reason": "停电"})
    assert organisation.get(f"{home}/menu-items", state="called_off")["items"][0]["id"] == item["id"]

    assert types == [
        "project.registered",
        "project.started",
        "menu_item.published",
        "attendance.checked_in",
        "service_record.recorded",
        "service_record.confirmed",
    ]


def known(town: Town) -> Any:
    """None as long as outsourcing hasn't heard of the community."""
    try:
        return registered(town)
    except Problem as problem:
        if problem.code != "community.unknown":
            raise
        return None
