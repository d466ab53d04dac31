"""
The story of one survey, on both run modes: residents rate a milestone by tokens, the result is told to all.

Outsourcing doesn't submit milestones by itself yet, so its word is put into its own outbox, from where its relay
publishes it like any other.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.town import Town, settle
from shared.clock import SystemClock
from shared.db import Database
from shared.encryption import Cipher
from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.envelope import Actor
from shared.messages.outsourcing.milestone_events import MilestoneSettled, MilestoneSubmitted
from shared.unit_of_work import Tools, UnitOfWork, transaction
from tests.systems import System

WORDS = "王秀兰说办得好"


def tell(system: System, town: Town, event: Event) -> None:
    """As outsourcing records it."""
    settings = system.settings
    tools = Tools(SystemClock(), Cipher(settings.encryption_keys, settings.hash_key), settings)
    database = Database(settings.database("outsourcing"))
    with transaction(database, "outsourcing", tools) as within:
        uow = UnitOfWork(within, Actor.system(str(town.tenant["id"])))
        uow.record(event)
        uow.hand_over()
        within.commit()
    database.close()


def social_organisation(api: Api, town: Town) -> tuple[str, Api]:
    opening = {"name": "睦邻社会工作服务中心", "code": "52220100MJ7777777X"}
    opened = town.department.post("/v1/social-organisations", opening)
    client = town.department.post(f"/v1/organisations/{opened['id']}/clients", {"label": "demo"})
    return opened["id"], api.as_client(client["client_id"], client["client_secret"])


@pytest.mark.slow
def test_residents_rate_a_milestone_and_nobody_learns_who_gave_which(system: System) -> None:
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    organisation_id, organisation = social_organisation(api, town)
    names: dict[str, Any] = {
        "milestone_id": new_id(),
        "project_id": new_id(),
        "community_id": town.community_id,
        "social_organisation_id": organisation_id,
        "survey_id": new_id(),
    }
    of_process = names | {"call_id": new_id()}
    ends_at = datetime.now(UTC) + timedelta(days=10)
    asked: dict[str, Any] = {"title": "邻里节", "name": "三场活动", "survey_ends_at": ends_at, "raters_min": 5}
    tell(system, town, MilestoneSubmitted(**of_process, **asked))
    found = eventually("the survey is open", lambda: town.community.get("/v1/surveys")["items"])
    path = f"/v1/surveys/{names['survey_id']}"

    assert [one["id"] for one in found] == [names["survey_id"]]
    for stranger in (organisation, town.department):
        with pytest.raises(Problem, match=r"403 access\.denied"):
            stranger.post(f"{path}/invitations", {"count": 1})
    issued = town.community.post(f"{path}/invitations", {"count": 8})["items"]
    for score, one in zip((5, 5, 4, 4, 5, 1), issued, strict=False):
        api.post(one["path"], {"score": score, "outcome": "resolved", "comment": WORDS})
    with pytest.raises(Problem, match=r"409 invitation\.used"):
        api.post(issued[0]["path"], {"score": 1, "outcome": "not"})

    page = requests.get(system.url + issued[6]["path"], headers={"Accept": "text/html"}, timeout=10)
    assert "三场活动" in page.text
    form = {"score": "5", "outcome": "resolved", "comment": ""}
    sent = requests.post(system.url + issued[6]["path"], data=form, headers={"Accept": "text/html"}, timeout=10)
    assert (sent.status_code, "谢谢" in sent.text) == (201, True)

    survey = organisation.get(path)
    assert (survey["raters"], survey["result"], survey["state"]) == (7, None, "open")
    states = [one["state"] for one in town.community.get(f"{path}/invitations")["items"]]
    assert sorted(states) == ["open", *["used"] * 7]

    tell(system, town, MilestoneSettled(**of_process, outcome="accepted", accepted_minor=1, amount_minor=1))
    closed = eventually("it is closed", lambda: (one := organisation.get(path))["state"] == "closed" and one)
    assert closed == town.department.get(path) == town.community.get(path)
    with pytest.raises(Problem, match=r"409 invitation\.expired"):
        api.post(issued[7]["path"], {"score": 1, "outcome": "not"})
    feed_path = f"/v1/projects/{names['project_id']}/feed"
    feed = eventually("the feed tells all", lambda: (told := api.feed(feed_path))[2:] and told)

    result = closed["result"]
    assert (result["ratings"], result["satisfied"], result["satisfied_percent"]) == (7, 6, 85.7)
    assert (result["low_percent"], result["high_percent"]) == (48.7, 97.4)
    assert sorted(one["type"] for one in feed) == [
        "linli.milestone.settled.v1",
        "linli.milestone.submitted.v1",
        "linli.survey.tallied.v1",
    ]
    (tally,) = [one["data"] for one in feed if "tallied" in one["type"]]
    assert tally == names | {"raters": 7, "satisfied": 6, "is_final": True}
    assert not any(secret in str(feed) for secret in (WORDS, *(one["token"] for one in issued)))
