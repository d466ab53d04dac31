"""The story of a need that a post and a project take in hand, whole, on both run modes: through HTTP alone."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.town import settle
from shared.ids import new_id
from tests.systems import System

NEED = {
    "category": "elderly",
    "title": "放学后没人照看",
    "description": "四点半以后孩子没有去处。",
    "privacy": "public",
}
POST = {
    "title": "辅导员",
    "category": "elderly",
    "description": "照看作业。",
    "roles": [{"name": "辅导", "max_places": 2}],
}
PROJECT = {
    "title": "四点半课堂",
    "starts_on": "2027-03-01",
    "ends_on": "2027-06-30",
    "budget": [{"name": "教具", "source": "fiscal", "amount_minor": 2_000_000}],
}


def heard(unknown: str, ask: Callable[[], Any]) -> Any:
    """None as long as the service that is asked hasn't heard of something."""
    try:
        return ask()
    except Problem as problem:
        if unknown not in str(problem):
            raise
        return None


def linked(community: Api, path: str, kind: str, target_id: str) -> Any:
    need, target = community.get(path), {"kind": kind, "target_id": target_id}
    return heard("need_link.target_unknown", lambda: community.post(f"{path}/links", target, version=need["version"]))


@pytest.mark.slow
def test_a_need_is_taken_in_hand_by_a_post_and_a_project_and_seen_by_subdistrict(system: System) -> None:
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    place = {"name": "北大街街道", "district": "莲湖区", "city": "西安市"}
    subdistrict = town.department.post("/v1/subdistricts", place)
    opening = {"code": "QX", "name": "七星社区", "subdistrict_id": subdistrict["id"]}
    opened = town.department.post("/v1/communities", opening)
    client = town.department.post(f"/v1/organisations/{opened['id']}/clients", {"label": "社区"})
    community = api.as_client(client["client_id"], client["client_secret"])
    home = f"/v1/communities/{opened['id']}"
    plan = {"community_id": opened["id"], **PROJECT}
    project = eventually(
        "outsourcing knows the community",
        lambda: heard("community.unknown", lambda: town.department.post("/v1/projects", plan)),
    )
    need = eventually(
        "engagement knows the community",
        lambda: heard("community.unknown", lambda: community.post(f"{home}/needs", NEED)),
    )
    path = f"/v1/needs/{need['id']}"
    community.post(f"{path}/acceptance", {}, version=need["version"])
    parties = {"unit_id": town.unit_id, "community_id": opened["id"]}
    pairing = town.unit.post("/v1/pairings", parties)
    community.post(f"/v1/pairings/{pairing['id']}/acceptance")
    given = {"kind": "expertise", "title": "小学数学辅导"}
    resource = town.unit.post(f"/v1/units/{town.unit_id}/resources", given)
    (fitting,) = eventually("engagement knows who gives what", lambda: community.get(f"{path}/resources")["items"])
    assert (fitting["id"], fitting["title"]) == (resource["id"], given["title"])
    post = community.post(f"{home}/posts", POST)
    assert linked(community, path, "post", post["id"]) is None
    community.post(f"/v1/menu-items/{post['id']}/publication")
    linked(community, path, "post", post["id"])
    eventually("engagement knows the project", lambda: linked(community, path, "project", project["id"]))

    def shown() -> Any:
        (found,) = api.get(f"{home}/board/needs")["items"] or [None]
        return found if found and len(found["links"]) == 2 else None

    on_board = eventually("the board shows by what it is in hand", shown)
    assert [(one["kind"], one["title"]) for one in on_board["links"]] == [
        ("post", POST["title"]),
        ("project", PROJECT["title"]),
    ]
    community.post(f"/v1/menu-items/{post['id']}/calling-off", {"reason": "没有场地"})
    steps = [step["kind"] for step in community.get(f"{path}/steps")["items"]]
    assert steps == ["submitted", "accepted", "in_hand", "in_hand", "link_ended"]

    def seen() -> Any:
        wanted = f"subdistrict_id={subdistrict['id']}"
        return town.department.get(f"/v1/overseen-needs?{wanted}")["items"]

    (overseen,) = eventually("engagement knows where the community lies", seen)
    assert overseen["id"] == need["id"]
    assert town.department.get(f"/v1/overseen-needs?subdistrict_id={new_id()}")["items"] == []
