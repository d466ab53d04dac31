from typing import Any

import pytest
from sqlalchemy import text

from shared.errors import Forbidden
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import MemberEnrolled, MemberLeft
from shared.messages.notifications import CollectNotificationsData
from tests.harness import TENANT, Harness
from tests.services.notifications.facts import (
    FOR_COMMUNITY,
    FOR_DEPARTMENT,
    FOR_UNIT,
    FOREIGN_DEPARTMENT,
    OTHER_UNIT,
    UNIT,
    wish_claimed,
)

MEMBER = "01976a00-0000-7000-8000-0000000000e1"


def person(member_id: str, unit_id: str = UNIT) -> Actor:
    return Actor(role="member", client_id=member_id, tenant_id=TENANT, organisation_id=unit_id, member_id=member_id)


def collect(harness: Harness, reader: Actor) -> Any:
    answer = harness.send(CollectNotificationsData(member_id=MEMBER), reader)
    assert {part["service"] for part in answer["parts"]} == {"notifications"}
    return {part["name"]: part["items"] for part in answer["parts"]}


def test_a_member_gets_what_feeds_tell_of_them(harness: Harness) -> None:
    harness.tell(
        MemberEnrolled(member_id=MEMBER, unit_id=UNIT, masked_name="陈**"),
        MemberEnrolled(member_id=new_id(), unit_id=UNIT, masked_name="王**"),
        wish_claimed(),
        MemberLeft(member_id=MEMBER, unit_id=UNIT),
    )
    harness.tell(MemberEnrolled(member_id=MEMBER, unit_id=OTHER_UNIT, masked_name="陈**"))
    found = collect(harness, person(MEMBER))

    assert [(one["feed"], one["feed_id"], one["position"], one["type"]) for one in found["feed_entries"]] == [
        ("unit", UNIT, 1, "linli.member.enrolled.v1"),
        ("unit", UNIT, 4, "linli.member.left.v1"),
        ("unit", OTHER_UNIT, 1, "linli.member.enrolled.v1"),
    ]
    assert found["feed_entries"][0]["data"] == {"member_id": MEMBER, "unit_id": UNIT, "masked_name": "陈**"}
    assert found["log"] == []


def test_what_a_former_unit_was_told_is_not_told_where_the_present_one_may_read_it(harness: Harness) -> None:
    harness.tell(MemberEnrolled(member_id=MEMBER, unit_id=UNIT, masked_name="陈**"))
    harness.tell(MemberEnrolled(member_id=MEMBER, unit_id=OTHER_UNIT, masked_name="王**"))
    former, present = collect(harness, person(MEMBER, OTHER_UNIT))["feed_entries"]

    assert (former["type"], former["data"]) == ("linli.member.enrolled.v1", None)
    assert present["data"]["masked_name"] == "王**"
    assert [one["data"]["masked_name"] for one in collect(harness, FOR_DEPARTMENT)["feed_entries"]] == ["陈**", "王**"]


def test_nobody_else_gets_it_and_other_tenants_get_nothing(harness: Harness) -> None:
    harness.tell(MemberEnrolled(member_id=MEMBER, unit_id=UNIT, masked_name="陈**"))
    for stranger in (FOR_UNIT, FOR_COMMUNITY, person(new_id())):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            collect(harness, stranger)

    assert collect(harness, FOREIGN_DEPARTMENT) == {"feed_entries": [], "log": []}


def test_entries_about_a_member_are_found_by_their_index(harness: Harness) -> None:
    query = f"SELECT * FROM feed_entries WHERE subject LIKE 'member/%' AND subject = 'member/{MEMBER}'"  # noqa: S608
    with harness.database.reading() as session:
        if session.get_bind().dialect.name == "sqlite":
            plan = session.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
        else:
            session.execute(text("SET LOCAL enable_seqscan = off"))
            plan = session.execute(text(f"EXPLAIN {query}")).all()

        assert "ix_feed_entries_member" in str(plan)
