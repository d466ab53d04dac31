"""The demo's story of a call, on both run modes: it checks itself; here it is checked what it shows."""

import pytest

from deploy.demo.api import Api
from deploy.demo.data import call, fen_of
from deploy.demo.projects import Projects
from deploy.demo.receiver import Receiver
from deploy.demo.stage import Stage
from deploy.demo.town import settle
from shared.ids import new_id
from tests.stories.test_one_activity import signed_in
from tests.systems import System


def played(system: System, receiver: Receiver) -> Projects:
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    webhook = {"stream": "community", "stream_id": town.community_id, "url": receiver.url}
    receiver.trust(town.community.post("/v1/webhooks", webhook)["secret"])
    members = [signed_in(api, town, member_id) for member_id in town.member_ids[:3]]
    projects = Projects(Stage(api, system.settings, town, members))
    projects.play(receiver)
    return projects


@pytest.mark.slow
def test_a_published_call_is_played_from_the_needs_to_the_last_fen(system: System) -> None:
    receiver = Receiver()
    try:
        projects = played(system, receiver)
    finally:
        receiver.close()
    awarded = [row for row in projects.rows if row.awarded_minor]
    paid = sum(row.paid_minor for row in projects.rows)

    assert (len(projects.rows), len(awarded)) == (6, call()["projects_sought"])
    assert {name: minor for name, minor in projects.balances.items() if minor} == {
        "available": fen_of(call()["total_yuan"]) - paid,
        "paid": paid,
    }
    assert 0 < sum(row.freed_minor for row in awarded) < fen_of(call()["total_yuan"]) - paid
    assert all(line.position for line in projects.lines if line.topic)
