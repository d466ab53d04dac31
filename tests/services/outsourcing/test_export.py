from datetime import date

import pytest

from shared.errors import Forbidden
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing import CollectOutsourcingData
from tests.harness import TENANT, Harness
from tests.services.outsourcing.world import open_community, project_for

MEMBER = "01976a00-0000-7000-8000-0000000000e1"


def test_a_member_gets_what_they_tried_to_do_and_nobody_else_does(harness: Harness) -> None:
    member = Actor(role="member", client_id=MEMBER, tenant_id=TENANT, organisation_id=new_id(), member_id=MEMBER)
    community = open_community(harness)
    wrong = project_for(community, starts_on=date(2027, 1, 2), ends_on=date(2027, 1, 1))
    harness.reply(wrong, member, fingerprint="f" * 64)
    answer = harness.send(CollectOutsourcingData(member_id=MEMBER), member)

    assert [(part["service"], part["name"]) for part in answer["parts"]] == [
        ("outsourcing", "reviewers"),
        ("outsourcing", "reviews"),
        ("outsourcing", "objections"),
        ("outsourcing", "log"),
    ]
    assert [(one["topic"], one["outcome"]) for one in answer["parts"][3]["items"]] == [
        ("project.register", "project.dates")
    ]
    with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
        harness.send(CollectOutsourcingData(member_id=MEMBER), community)
