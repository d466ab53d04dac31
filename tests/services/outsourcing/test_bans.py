"""Bans: imposed, lifted, ended; and the track record that they stand in."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from services.outsourcing.model.bans import Ban
from services.outsourcing.model.profiles import Profile
from services.outsourcing.model.qualifications import Qualification
from services.outsourcing.model.track_records import TrackRecord
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.bans import BanEnded, EndBan, ImposeBan, LiftBan, ListBans, OrganisationBanned
from shared.messages.outsourcing.track_records import ShowTrackRecord
from tests.harness import TENANT, Harness
from tests.races import at_once
from tests.services.outsourcing.world import open_organisation, qualify

SYSTEM = Actor(role="system", client_id="timer", tenant_id=TENANT)


def impose(organisation: Actor, **fields: Any) -> ImposeBan:
    defaults = {"reason": "弄虚作假", "legal_basis": "管理办法第三十一条"}
    return ImposeBan(organisation_id=str(organisation.organisation_id), **(defaults | fields))


def states(harness: Harness, organisation: Actor) -> list[str]:
    query = ListBans(organisation_id=str(organisation.organisation_id))
    return [one["state"] for one in harness.send(query, organisation)["items"]]


def test_a_ban_is_public_from_its_first_day_on(harness: Harness, organisation: Actor, department: Actor) -> None:
    ban = harness.send(impose(organisation, until_on=date(2028, 11, 23)), department)

    assert (ban["state"], ban["from_on"], ban["until_on"]) == ("standing", date(2026, 11, 24), date(2028, 11, 23))
    assert harness.events_of(OrganisationBanned) == [
        OrganisationBanned(
            ban_id=ban["id"],
            social_organisation_id=str(organisation.organisation_id),
            name="睦邻社会工作服务中心",
            kind=None,
            from_on=date(2026, 11, 24),
            until_on=date(2028, 11, 23),
            reason="弄虚作假",
            legal_basis="管理办法第三十一条",
        )
    ]


@pytest.mark.parametrize(
    "days, pointer",
    [({"from_on": date(2026, 11, 25)}, "#/from_on"), ({"until_on": date(2026, 11, 23)}, "#/until_on")],
)
def test_days_that_make_no_ban_are_refused(
    harness: Harness, organisation: Actor, department: Actor, days: Any, pointer: str
) -> None:
    with pytest.raises(Invalid, match=r"^ban\.days_unfit$") as refused:
        harness.send(impose(organisation, **days), department)

    assert [fault.pointer for fault in refused.value.errors] == [pointer]


def test_one_stands_at_a_time_whoever_comes_at_once(harness: Harness, organisation: Actor, department: Actor) -> None:
    replies = at_once(3, lambda _: harness.reply(impose(organisation), department))

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["ban.stands"] * 2
    assert states(harness, organisation) == ["standing"]


def test_it_ends_by_its_last_day_and_not_before(harness: Harness, organisation: Actor, department: Actor) -> None:
    ban = harness.send(impose(organisation, until_on=date(2026, 11, 25)), department)
    with pytest.raises(Conflict, match=r"^ban\.not_due$"):
        harness.send(EndBan(ban_id=ban["id"]), SYSTEM)
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        harness.send(EndBan(ban_id=ban["id"]), department)
    assert harness.wait(timedelta(hours=38)) == 0
    assert harness.wait(timedelta(hours=1)) == 1

    assert states(harness, organisation) == ["ended"]
    assert harness.events_of(BanEnded)[0].ending == "ended"
    harness.send(impose(organisation), department)
    assert states(harness, organisation) == ["standing", "ended"]


def test_it_is_lifted_once_with_a_reason_by_the_department(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    ban = harness.send(impose(organisation, until_on=date(2026, 12, 31)), department)
    lift = LiftBan(ban_id=ban["id"], reason="复核后撤销")
    with pytest.raises(Forbidden, match=r"^ban\.not_yours$"):
        harness.send(lift, organisation)
    lifted = harness.send(lift, department, expected_version=ban["version"])

    assert (lifted["state"], lifted["lifted_because"]) == ("lifted", "复核后撤销")
    with pytest.raises(Conflict, match=r"^ban\.not_in_step$"):
        harness.send(lift, department)
    assert harness.wait(timedelta(days=60)) == 0
    assert [(one.ending, one.reason) for one in harness.events_of(BanEnded)] == [("lifted", "复核后撤销")]


def test_nobody_else_bans_or_sees_the_list(
    harness: Harness, organisation: Actor, department: Actor, community: Actor
) -> None:
    other = open_organisation(harness, name="另一家")
    for actor in (organisation, community):
        with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
            harness.send(impose(other), actor)
    with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
        harness.send(ListBans(organisation_id=str(organisation.organisation_id)), other)
    elsewhere = Actor(role="department", client_id="x", tenant_id=new_id(), organisation_id=new_id())
    with pytest.raises(NotFound, match=r"^organisation\.unknown$"):
        harness.send(impose(organisation), elsewhere)


def test_the_track_record_is_counted_and_read_by_pages(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    qualify(harness, organisation, department)
    for _ in range(2):
        ban = harness.send(impose(organisation), department)
        harness.send(LiftBan(ban_id=ban["id"], reason="复核"), department)
    organisation_id = str(organisation.organisation_id)
    counts = [
        {"kind": "ban_lifted", "count": 2},
        {"kind": "banned", "count": 2},
        {"kind": "qualified", "count": 1},
    ]

    for actor in (organisation, department):
        page = harness.send(ShowTrackRecord(organisation_id=organisation_id, kind="banned", limit=1), actor)
        assert page["counts"] == counts
        assert [(one["kind"], one["note"]) for one in page["items"]] == [("banned", "弄虚作假")]
        rest = ShowTrackRecord(organisation_id=organisation_id, kind="banned", after=page["next"])
        assert len(harness.send(rest, actor)["items"]) == 1
    with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
        harness.send(ShowTrackRecord(organisation_id=organisation_id), open_organisation(harness, name="另一家"))


@pytest.mark.parametrize("change", [update(TrackRecord).values(note="好"), delete(TrackRecord)])
def test_the_database_takes_no_changes_of_a_track_record(
    harness: Harness, organisation: Actor, department: Actor, change: Any
) -> None:
    harness.send(impose(organisation), department)

    with harness.database.writing() as session, pytest.raises(DatabaseError, match="takes no changes"):
        session.execute(change)


@pytest.mark.parametrize(
    "broken_rule",
    [
        update(Ban).values(state="gone"),
        update(Ban).values(until_on=date(2026, 11, 1)),
        update(Ban).values(state="ended"),
        update(Ban).values(lifted_because="x"),
        update(Qualification).values(state="qualified"),
        update(Qualification).values(state="gone"),
        update(Profile).values(rating=3),
        update(Profile).values(rating=6, rating_valid_until=date(2027, 1, 1)),
        update(Profile).values(kind="club"),
    ],
)
def test_the_database_keeps_the_rules_too(
    harness: Harness, organisation: Actor, department: Actor, broken_rule: Any
) -> None:
    harness.send(impose(organisation), department)

    with harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(broken_rule)
