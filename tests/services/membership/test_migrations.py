import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, event, select, text

from services.membership.model import Base, Member, Organisation, QuarterEnd
from services.membership.quarters import quarter_of
from shared.clock import SystemClock
from shared.db import Database
from shared.deadlines import DEADLINES
from shared.ids import new_id
from shared.messages.envelope import read_event
from shared.messages.membership.organisations import CommunityPlaced
from shared.migrate import _create_database, _put_foreign_keys_off, upgrade
from shared.outbox import OUTBOX
from tests.harness import Harness
from tests.services.old_databases import downgrade_to, fresh_url, insert, migrate_to
from tests.services.schema import differences

TENANT, UNIT, FIRST, SECOND, MEMBER, COLLEAGUE = (f"01976a00-0000-7000-8000-00000000000{digit}" for digit in range(6))
ENROLLED_AT, LEFT_AT = "2026-11-01T01:00:00.000000+00:00", "2026-11-02T01:00:00.000000+00:00"


def test_the_migrations_lead_to_the_model(harness: Harness) -> None:
    assert differences(harness.database, Base.metadata) == []


@pytest.fixture
def url(backend: str, tmp_path: Path) -> Iterator[URL]:
    with fresh_url(backend, tmp_path) as found:
        yield found


def fill(connection: Connection) -> None:
    """A member who is registered twice and has asked once more, and one who has only asked."""
    insert(connection, "tenants", id=TENANT, name="临江市")
    place = {"subdistrict": "滨河街道", "district": "江北区", "city": "临江市"}
    insert(connection, "organisations", id=UNIT, tenant_id=TENANT, kind="unit", name="市水务局", version=1)
    for id_, code in ((FIRST, "A"), (SECOND, "B"), (COLLEAGUE, "C")):
        community = {"id": id_, "tenant_id": TENANT, "kind": "community", "name": code, "code": code, **place}
        insert(connection, "organisations", **community, version=1)
    for id_ in (MEMBER, COLLEAGUE):
        who = {"id": id_, "tenant_id": TENANT, "unit_id": UNIT, "external_id": id_[-1], "name": "陈华英"}
        secret = {"identity_encrypted": "x", "identity_digest": id_, "entry_digest": "x"}
        insert(connection, "members", **who, **secret, skills="[]", interests="[]", version=1)
    registered = (
        (MEMBER, FIRST, "confirmed", "1", 1),
        (MEMBER, SECOND, "confirmed", "2", 2),
        (MEMBER, COLLEAGUE, "requested", None, 3),
        (COLLEAGUE, FIRST, "requested", None, 1),
    )
    for member_id, community_id, state, number, day in registered:
        parties = {"tenant_id": TENANT, "unit_id": UNIT, "member_id": member_id, "community_id": community_id}
        at = f"2026-11-0{day}T01:00:00.000000+00:00"
        times = {"requested_at": at, "confirmed_at": at if number else None}
        receipt = {"state": state, "receipt_number": number, "version": 1}
        insert(connection, "registrations", id=new_id(), **parties, **times, **receipt)


def test_registrations_from_before_are_taken_over_with_one_live_for_each_member(url: URL) -> None:
    _create_database(url)
    database = Database(url)
    with database.engine.begin() as connection:
        migrate_to(connection, "0001")
        fill(connection)
    upgrade("membership", url)
    query = "SELECT state, kind, cause, decided_by, receipt_token, receipt_number FROM registrations ORDER BY "
    with database.engine.begin() as connection:
        rows = connection.execute(text(query + "requested_at, receipt_number")).all()
    found = sorted(
        (row.state, row.kind, row.cause or "", row.decided_by or "", bool(row.receipt_token)) for row in rows
    )
    database.close()

    assert found == [
        ("confirmed", "residence", "", "community", True),
        ("ended", "residence", "by_member", "system", True),
        ("requested", "residence", "", "", False),
        ("withdrawn", "residence", "", "system", False),
    ]
    assert [row.receipt_number for row in rows if row.state == "confirmed"] == ["2"]


def test_who_got_a_code_that_stands_in_anothers_receipts_counts_on_from_there(url: URL) -> None:
    _create_database(url)
    database = Database(url)
    with database.engine.begin() as connection:
        migrate_to(connection, "0001")
        fill(connection)
        given = "UPDATE registrations SET receipt_number = 'BD-B-2026-000007' WHERE receipt_number = '1'"
        connection.execute(text(given))
    upgrade("membership", url)
    with database.engine.begin() as connection:
        codes = connection.execute(text("SELECT code, community_id FROM community_codes ORDER BY code")).all()
        counters = connection.execute(text("SELECT community_id, year, last_serial FROM receipt_counters")).all()
    database.close()

    assert [(code, str(id_)[-1]) for code, id_ in codes] == [("A", FIRST[-1]), ("B", SECOND[-1]), ("C", COLLEAGUE[-1])]
    assert [(str(id_)[-1], *rest) for id_, *rest in counters] == [(SECOND[-1], 2026, 7)]


def test_what_members_said_of_themselves_goes_out_of_events_from_before(url: URL) -> None:
    upgrade("membership", url)
    database = Database(url)
    said = {"member_id": MEMBER, "unit_id": UNIT, "skills": ["编竹篮"], "free_times": [], "paused_until": None}
    types = ("linli.member.profile_changed.v1", "linli.other.v1")
    with database.engine.begin() as connection:
        downgrade_to(connection, "0021")
        for type_ in types:
            told = {"type": type_, "subject": f"member/{MEMBER}", "body": json.dumps({"id": "1", "data": said})}
            insert(connection, "outbox", event_id=new_id(), recorded_at=ENROLLED_AT, **told)
    upgrade("membership", url)
    with database.engine.begin() as connection:
        bodies = {row.type: row.body for row in connection.execute(text("SELECT type, body FROM outbox"))}
    database.close()

    told, other = (json.loads(bodies[type_]) for type_ in types)
    assert told == {"id": "1", "data": {"member_id": MEMBER, "unit_id": UNIT}}
    assert other["data"] == said


def test_a_team_from_before_was_made_when_it_was_founded(url: URL) -> None:
    _create_database(url)
    database, at = Database(url), "2026-11-01T01:00:00.000000+00:00"
    with database.engine.begin() as connection:
        migrate_to(connection, "0017")
        insert(connection, "tenants", id=TENANT, name="临江市", version=1)
        shared = {"tenant_id": TENANT, "version": 1, "name": "市水务局"}
        insert(connection, "organisations", id=UNIT, kind="unit", state="open", **shared)
        kind = {"kind": "unit", "theme": "x", "joining": "open", "max_size": 9, "size": 0, "state": "planned"}
        insert(connection, "teams", id=FIRST, unit_id=UNIT, founded_at=at, changed_at=at, **kind, **shared)
    upgrade("membership", url)
    with database.engine.begin() as connection:
        made, founded = connection.execute(text("SELECT created_at, founded_at FROM teams")).one()
    database.close()

    assert made == founded


def appointments_from_before(connection: Connection) -> None:
    """Staff by member id: one whom their phone led to, one whose phone had no digest yet, one who had left."""
    insert(connection, "tenants", id=TENANT, name="临江市", version=1)
    shared = {"tenant_id": TENANT, "version": 1}
    insert(connection, "organisations", id=UNIT, kind="unit", name="市水务局", state="open", **shared)
    at = "2026-11-01T01:00:00.000000+00:00"
    times = {"created_at": at, "changed_at": at}
    for member_id, digest, left_at in ((FIRST, "f" * 64, None), (SECOND, None, None), (MEMBER, "m" * 64, at)):
        state = {"state": "left" if left_at else "active", "left_at": left_at}
        phone = {"phone_encrypted": f"of {member_id[-1]}", "phone_digest": digest}
        words = dict.fromkeys(("skills", "interests", "own_skills", "own_interests"), "[]")
        who = {"id": member_id, "unit_id": UNIT, "external_id": member_id[-1], "name": "陈华英", "entry_digest": "x"}
        insert(connection, "members", **who, **state, **phone, **words, **times, **shared)
        for office, over in (("staff", None), ("staff", at), ("party_building_instructor", None)):
            ended = {"state": "ended" if over else "current", "ended_at": over, "ending": "term_over" if over else None}
            term = {"since": "2026-11-01", "person_key": new_id(), "office": office}
            place = {"id": new_id(), "organisation_id": UNIT, "member_id": member_id}
            insert(connection, "appointments", **place, **term, **ended, **shared)
    named = {
        "id": new_id(),
        "organisation_id": UNIT,
        "name": "李强",
        "phone_encrypted": "own",
        "phone_digest": "o" * 64,
    }
    current = {"since": "2026-11-01", "person_key": "李强", "office": "staff", "state": "current"}
    insert(connection, "appointments", **named, **current, **shared)


def test_staff_from_before_sign_in_by_the_phone_that_the_roster_has_now(url: URL) -> None:
    _create_database(url)
    database = Database(url)
    with database.engine.begin() as connection:
        migrate_to(connection, "0012")
        appointments_from_before(connection)
    upgrade("membership", url)
    query = "SELECT office, state, phone_encrypted, phone_digest FROM appointments WHERE phone_encrypted IS NOT NULL"
    with database.engine.begin() as connection:
        found = sorted(tuple(row) for row in connection.execute(text(query)))
    database.close()

    assert found == [("staff", "current", "of 2", "f" * 64), ("staff", "current", "own", "o" * 64)]


def codes_from_before(connection: Connection) -> None:
    """Of somebody who is as they were when the code was given, of one who has changed since, of one who has left."""
    insert(connection, "tenants", id=TENANT, name="临江市", version=1)
    shared = {"tenant_id": TENANT, "version": 1}
    insert(connection, "organisations", id=UNIT, kind="unit", name="市水务局", state="open", **shared)
    before, given, since = (f"2026-11-0{day}T01:00:00.000000+00:00" for day in (1, 2, 3))
    for member_id, changed_at, left_at in ((FIRST, before, None), (SECOND, since, None), (MEMBER, before, before)):
        state = {"state": "left" if left_at else "active", "left_at": left_at}
        words = dict.fromkeys(("skills", "interests", "own_skills", "own_interests"), "[]")
        who = {"id": member_id, "unit_id": UNIT, "external_id": member_id[-1], "name": "陈华英", "entry_digest": "x"}
        insert(connection, "members", **who, **state, **words, created_at=before, changed_at=changed_at, **shared)
        code = {"member_id": member_id, "tenant_id": TENANT, "digest": "d" * 64}
        insert(connection, "sign_in_codes", **code, expires_at=given.replace("-02T", "-03T"))
        insert(connection, "sign_in_tries", member_id=member_id, code_digest="d", network_digest="n", tries=1)


def test_codes_from_before_end_where_their_unit_may_have_let_the_member_go_since(url: URL) -> None:
    _create_database(url)
    database = Database(url)
    with database.engine.begin() as connection:
        migrate_to(connection, "0017")
        codes_from_before(connection)
    upgrade("membership", url)
    with database.engine.begin() as connection:
        found = [
            [str(one).replace("-", "") for one in connection.execute(text(f"SELECT member_id FROM {name}")).scalars()]  # noqa: S608 (our names)
            for name in ("sign_in_codes", "sign_in_tries")
        ]
    database.close()

    assert found == [[FIRST.replace("-", "")]] * 2


def teams_from_before(connection: Connection) -> None:
    """One that somebody was in who was erased, one that they had founded, one that has nothing to do with them."""
    insert(connection, "tenants", id=TENANT, name="临江市", version=1)
    shared = {"tenant_id": TENANT, "version": 1}
    insert(connection, "organisations", id=UNIT, kind="unit", name="市水务局", state="open", **shared)
    at = "2026-11-01T01:00:00.000000+00:00"
    words = dict.fromkeys(("skills", "interests", "own_skills", "own_interests"), "[]")
    who = {"id": MEMBER, "unit_id": UNIT, "external_id": "-", "name": "已注销", "state": "erased", "entry_digest": ""}
    insert(connection, "members", **who, **words, created_at=at, changed_at=at, left_at=at, erased_at=at, **shared)
    dissolved = {"state": "dissolved", "dissolved_at": at, "dissolution_reason": "解散", "size": 0, "max_size": 9}
    kind = {"kind": "skill", "theme": "义诊", "joining": "open", "unit_id": UNIT, "founded_at": at, "changed_at": at}
    for team_id, founder_id in ((FIRST, None), (SECOND, MEMBER), (COLLEAGUE, None)):
        insert(connection, "teams", id=team_id, founder_id=founder_id, name=team_id, **kind, **dissolved, **shared)
    was_in = {"id": new_id(), "tenant_id": TENANT, "team_id": FIRST, "member_id": MEMBER}
    insert(connection, "team_memberships", **was_in, joined_at=at, ended_at=at, ending="dissolved")


def test_teams_know_of_erasures_from_before(url: URL) -> None:
    _create_database(url)
    database = Database(url)
    with database.engine.begin() as connection:
        migrate_to(connection, "0017")
        teams_from_before(connection)
    upgrade("membership", url)
    with database.engine.begin() as connection:
        found = connection.execute(text("SELECT name FROM teams WHERE last_erasure_at IS NOT NULL ORDER BY name"))
        names = list(found.scalars())
    database.close()

    assert names == [FIRST, SECOND]


def members_from_before(connection: Connection) -> None:
    """A unit with one who stands on its roster and one who has left."""
    insert(connection, "tenants", id=TENANT, name="临江市", version=1)
    shared = {"tenant_id": TENANT, "version": 1}
    insert(connection, "organisations", id=UNIT, kind="unit", name="市水务局", state="open", **shared)
    for member_id, left_at in ((MEMBER, None), (COLLEAGUE, LEFT_AT)):
        state = {"state": "left" if left_at else "active", "left_at": left_at}
        words = dict.fromkeys(("skills", "interests", "own_skills", "own_interests"), "[]")
        times = {"created_at": ENROLLED_AT, "changed_at": LEFT_AT}
        who = {"id": member_id, "unit_id": UNIT, "external_id": member_id[-1], "name": "陈华英", "entry_digest": "x"}
        insert(connection, "members", **who, **state, **words, **times, **shared)


def test_the_end_of_the_running_quarter_is_awaited_for_tenants_from_before(url: URL) -> None:
    _create_database(url)
    upgrade("membership", url)
    database = Database(url)
    if database.is_sqlite:
        event.listen(database.engine, "connect", _put_foreign_keys_off)
    with database.engine.begin() as connection:
        downgrade_to(connection, "0017")
        members_from_before(connection)
    upgrade("membership", url)
    with database.reading() as session:
        (end,) = session.scalars(select(QuarterEnd)).all()
        (deadline,) = session.execute(select(DEADLINES)).all()
        opened_at = session.scalar(select(Organisation.opened_at))
        placed = {
            row[0]: row[1:] for row in session.execute(select(Member.id, Member.placed_at, Member.earlier_unit_id))
        }
    with database.engine.begin() as connection:
        downgrade_to(connection, "0017")
        left_over = connection.execute(select(DEADLINES)).all()
    database.close()

    assert (end.tenant_id, end.quarter, end.state) == (TENANT, quarter_of(SystemClock().now()), "awaited")
    assert (deadline.subject, deadline.tenant_id) == (end.subject, TENANT)
    assert {deadline.kind: deadline.due_at} == end.dues
    assert opened_at == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=0x01976A000000)
    assert placed == {
        MEMBER: (datetime.fromisoformat(ENROLLED_AT), None),
        COLLEAGUE: (datetime.fromisoformat(LEFT_AT), None),
    }
    assert left_over == []


def test_to_which_subdistricts_communities_belong_is_told_of_those_from_before(url: URL) -> None:
    upgrade("membership", url)
    database = Database(url)
    place = {"subdistrict": "滨河街道", "district": "江北区", "city": "临江市"}
    kept = {"tenant_id": TENANT, "state": "open", "opened_at": ENROLLED_AT, "version": 1}
    with database.engine.begin() as connection:
        downgrade_to(connection, "0024")
        insert(connection, "tenants", id=TENANT, name="临江市")
        where = {name: place[name] for name in ("district", "city")}
        insert(connection, "organisations", id=UNIT, kind="subdistrict", name="滨河街道", **where, **kept)
        for id_, code, parent_id in ((FIRST, "A", UNIT), (SECOND, "B", None)):
            named: dict[str, Any] = {"id": id_, "name": code, "code": code, "parent_id": parent_id}
            insert(connection, "organisations", kind="community", **named, **place, **kept)
    upgrade("membership", url)
    with database.reading() as session:
        (row,) = session.execute(select(OUTBOX.c.body, OUTBOX.c.published_at)).all()
    database.close()
    told = read_event(row.body)

    assert told is not None
    assert (told.tenant, told.subject, row.published_at) == (TENANT, f"community/{FIRST}", None)
    assert told.data == CommunityPlaced(community_id=FIRST, subdistrict_id=UNIT)


@pytest.mark.parametrize(
    "before, types",
    [
        ("0025", ("linli.pairing.accepted.v1", "linli.resource.offered.v1")),
        ("0027", ("linli.social_organisation.opened.v1",)),
    ],
)
def test_what_some_have_begun_to_listen_to_is_told_again(url: URL, before: str, types: tuple[str, ...]) -> None:
    upgrade("membership", url)
    database = Database(url)
    with database.engine.begin() as connection:
        downgrade_to(connection, before)
        for type_ in (*types, "linli.other.v1"):
            told = {"event_id": new_id(), "type": type_, "subject": "thing/1", "body": "{}"}
            insert(connection, "outbox", **told, recorded_at=ENROLLED_AT, published_at=ENROLLED_AT)
    upgrade("membership", url)
    with database.reading() as session:
        waiting = session.scalars(
            select(OUTBOX.c.type).where(OUTBOX.c.published_at.is_(None)).order_by(OUTBOX.c.number)
        ).all()
    database.close()

    assert waiting == list(types)
