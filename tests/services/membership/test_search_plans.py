"""How PostgreSQL finds members among many."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.dialects import postgresql

from services.membership.model import Member, Organisation
from services.membership.repository import MemberSearch
from services.membership.repository.matching import MemberMatching, Sought
from services.membership.repository.members import Members
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.weeks import Slot
from tests.services.membership.crowd import fill
from tests.services.membership.world import World


def plan_of(session: Any, query: Any) -> str:
    dialect = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]
    written = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    lines = session.connection().exec_driver_sql(f"EXPLAIN {written.replace('%', '%%')}").scalars()
    return "\n".join(lines)


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_community("SFJ")


@pytest.fixture
def crowd(world: World, community: Actor) -> Iterator[Any]:
    """A session on 30,000 members of 99 units, and the search in it."""
    database = world.harness.database
    if database.is_sqlite:
        pytest.skip("PostgreSQL chooses by what it has counted; SQLite doesn't")
    fill(database, world.tenant_id, str(community.organisation_id), members=30_000)
    with database.reading() as session:
        yield session, MemberSearch(session, world.tenant_id)


def test_who_has_a_number_or_a_name_is_found_by_an_index(crowd: Any, world: World) -> None:
    session, _ = crowd
    unit_id = str(session.scalar(text("SELECT id FROM organisations WHERE name = 'unit 7'")))
    number = session.scalar(
        text("SELECT external_id FROM members WHERE unit_id = :unit_id LIMIT 1"), {"unit_id": unit_id}
    )
    members, sent = Members(session, world.tenant_id), []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *call: sent.append((call[2], call[3])))
    found = members.find_by_user_name(unit_id, number)
    like = members.numbered_like(unit_id, [number.lower()])
    plans = [
        "\n".join(session.connection().exec_driver_sql(f"EXPLAIN {sql}", told).scalars()) for sql, told in sent[:2]
    ]

    assert like[number.lower()].kept.member_id == found is not None
    for plan in plans:
        assert "ix_members_unit_id_number" in plan
        assert "Filter: (lower" not in plan


def test_no_search_reads_all_members(crowd: Any, community: Actor) -> None:
    session, by = crowd
    unit_id = session.scalar(text("SELECT id FROM organisations WHERE name = 'unit 7'"))
    place = session.get_one(Organisation, community.organisation_id)
    searches = {
        "all": [],
        "unit": [Member.unit_id == str(unit_id)],
        "community": [by.lives_in_or_registered_with(place)],
        "residence": [Member.residence_code == "C7"],
        "skill": [by.tagged("skill", "skill 7")],
        "two skills": [by.tagged("skill", "skill 7"), by.tagged("skill", "skill 8")],
        "nobody's skill": [by.tagged("skill", "x")],
        "skill in a unit": [Member.unit_id == str(unit_id), by.tagged("skill", "skill 7")],
        "prefix": [by.begins_with("一")],
        "name": [Member.name == "一3000"],
        "state": [by.in_state("left")],
        "free": [by.is_free([Slot(3, 560, 600)], date(2026, 11, 24))],
        "registered": [by.is_registered()],
        "not registered": [~by.is_registered()],
    }
    plans = {
        name: plan_of(session, by.members(by.in_state(None), *conditions).order_by(Member.id).limit(51))
        for name, conditions in searches.items()
    }

    assert {name: plan for name, plan in plans.items() if "Seq Scan on member" in plan} == {}


def test_no_ranking_reads_all_members(crowd: Any, community: Actor, world: World) -> None:
    session, by = crowd
    matching = MemberMatching(session, world.tenant_id)
    unit_id = session.scalar(text("SELECT id FROM organisations WHERE name = 'unit 7'"))
    place = session.get_one(Organisation, community.organisation_id)
    day, now = date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC)
    sought = Sought(place, ["rare"], True, ["助老"], [Slot(3, 560, 600)], day, now)
    far = replace(sought, community=Organisation(id=new_id(), code="C7x"))
    askable = {
        "department": [matching.is_concerned(far)],
        "community": [by.registered_with(place), by.consents_to("data_sharing_with_community")],
        "unit": [Member.unit_id == str(unit_id)],
    }
    plans = {
        name: plan_of(session, matching.ranking(sought, *conditions).limit(20)) for name, conditions in askable.items()
    }

    assert {name: plan for name, plan in plans.items() if "Seq Scan on members" in plan} == {}
