"""Whether a social organisation may propose."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.errors import Conflict, NotFound
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import OrganisationClosed, OrganisationReopened
from shared.messages.outsourcing.bans import ImposeBan, LiftBan
from shared.messages.outsourcing.profiles import RecordInspection, SetRating
from shared.messages.outsourcing.qualifications import RevokeQualification
from shared.messages.outsourcing.terms import Eligibility
from shared.unit_of_work import Transaction
from tests.harness import Harness
from tests.services.outsourcing.world import open_organisation, qualify

ANYBODY = Eligibility()


def faults(harness: Harness, organisation: Actor, eligibility: Eligibility = ANYBODY) -> list[str]:
    with harness.database.reading() as session:
        uow = OutsourcingUnitOfWork(Transaction(session, "outsourcing", harness.tools), organisation)
        return uow.profiles.faults_of(str(organisation.organisation_id), eligibility, uow.now)


def check(harness: Harness, organisation: Actor, eligibility: Eligibility = ANYBODY) -> None:
    with harness.database.reading() as session:
        uow = OutsourcingUnitOfWork(Transaction(session, "outsourcing", harness.tools), organisation)
        uow.profiles.check_may_propose(str(organisation.organisation_id), eligibility, uow.now)


@pytest.fixture
def qualified(harness: Harness, organisation: Actor, department: Actor) -> Actor:
    qualify(harness, organisation, department)
    return organisation


def inspect(harness: Harness, organisation: Actor, department: Actor, **results: Any) -> None:
    for year, result in results.items():
        found = RecordInspection(
            organisation_id=str(organisation.organisation_id), year=int(year.removeprefix("y")), result=result
        )
        harness.send(found, department)


def test_who_is_qualified_may_propose_and_nobody_else(harness: Harness, qualified: Actor) -> None:
    other = open_organisation(harness)

    check(harness, qualified)
    with pytest.raises(Conflict, match=r"^organisation\.not_qualified$"):
        check(harness, other)
    with pytest.raises(NotFound, match=r"^organisation\.unknown$"):
        check(harness, Actor(role="organisation", client_id="x", tenant_id=other.tenant_id, organisation_id=new_id()))


def test_a_qualification_is_good_on_its_last_day_and_not_on_the_next(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    qualify(harness, organisation, department, valid_until=date(2026, 11, 25))
    harness.clock.advance(timedelta(hours=38))  # 23:00 in Shanghai on the 25th

    assert faults(harness, organisation) == []
    harness.clock.advance(timedelta(hours=1))  # the timer hasn't come by yet
    assert faults(harness, organisation) == ["organisation.not_qualified"]


def test_a_revoked_one_is_good_no_more(harness: Harness, qualified: Actor, department: Actor) -> None:
    revoke = RevokeQualification(organisation_id=str(qualified.organisation_id), reason="材料不实")
    harness.send(revoke, department)

    assert faults(harness, qualified) == ["organisation.not_qualified"]


def test_who_is_banned_may_not_propose_until_the_ban_is_over(
    harness: Harness, qualified: Actor, department: Actor
) -> None:
    impose = ImposeBan(
        organisation_id=str(qualified.organisation_id),
        until_on=date(2026, 11, 24),
        reason="弄虚作假",
        legal_basis="政府购买服务管理办法",
    )
    ban = harness.send(impose, department)

    assert faults(harness, qualified) == ["organisation.banned"]
    harness.clock.advance(timedelta(hours=15))  # the day is over, and the timer hasn't come by yet
    assert faults(harness, qualified) == []
    harness.clock.advance(-timedelta(hours=15))
    harness.send(LiftBan(ban_id=ban["id"], reason="复核后撤销"), department)
    assert faults(harness, qualified) == []


def test_a_closed_one_may_not_propose_until_it_is_open_again(harness: Harness, qualified: Actor) -> None:
    organisation_id = str(qualified.organisation_id)
    harness.tell(OrganisationClosed(organisation_id=organisation_id, kind="organisation"))

    assert faults(harness, qualified) == ["organisation.closed"]
    harness.tell(OrganisationReopened(organisation_id=organisation_id, kind="organisation"))
    assert faults(harness, qualified) == []


@pytest.mark.parametrize(
    "kinds, expected",
    [
        ([], []),
        (["social_service_institution"], []),
        (["social_group", "social_service_institution"], []),
        (["foundation"], ["organisation.kind_not_eligible"]),
    ],
)
def test_a_call_may_be_for_some_kinds_alone(
    harness: Harness, qualified: Actor, kinds: Any, expected: list[str]
) -> None:
    assert faults(harness, qualified, Eligibility(kinds=kinds)) == expected


@pytest.mark.parametrize(
    "rating, valid_until, expected",
    [
        (None, None, ["organisation.rating_too_low"]),
        (2, date(2030, 1, 1), ["organisation.rating_too_low"]),
        (3, date(2030, 1, 1), []),
        (5, date(2026, 11, 24), []),
        (5, date(2026, 11, 23), ["organisation.rating_too_low"]),
    ],
)
def test_a_call_may_ask_for_a_rating_that_is_good(
    harness: Harness,
    qualified: Actor,
    department: Actor,
    rating: int | None,
    valid_until: date | None,
    expected: list[str],
) -> None:
    rate = SetRating(organisation_id=str(qualified.organisation_id), rating=rating, valid_until=valid_until)
    harness.send(rate, department)

    assert faults(harness, qualified, Eligibility(rating_min=3)) == expected
    assert faults(harness, qualified) == []


MISSING = ["organisation.inspections_missing"]


@pytest.mark.parametrize(
    "results, wanted, expected",
    [
        ({}, Eligibility(inspections_passed=1), MISSING),
        ({"y2025": "passed"}, Eligibility(inspections_passed=1), []),
        ({"y2025": "passed"}, Eligibility(inspections_passed=2), MISSING),
        ({"y2025": "passed", "y2024": "passed"}, Eligibility(inspections_passed=2), []),
        ({"y2025": "passed", "y2023": "passed"}, Eligibility(inspections_passed=2), MISSING),
        ({"y2025": "failed", "y2024": "passed"}, Eligibility(inspections_passed=1), MISSING),
        ({"y2025": "none", "y2024": "passed"}, Eligibility(inspections_passed=1), MISSING),
        ({"y2024": "passed"}, Eligibility(inspections_passed=1), MISSING),
        ({"y2025": "basically_passed"}, Eligibility(inspections_passed=1), MISSING),
        ({"y2025": "basically_passed"}, Eligibility(inspections_passed=1, takes_basically_passed=True), []),
    ],
)
def test_a_call_may_ask_for_inspections_passed_without_a_break(
    harness: Harness, qualified: Actor, department: Actor, results: Any, wanted: Eligibility, expected: list[str]
) -> None:
    inspect(harness, qualified, department, **results)

    assert faults(harness, qualified, wanted) == expected


@pytest.mark.parametrize(
    "days, expected", [(0, MISSING), (60, []), (218, []), (219, MISSING)], ids=["2026", "2027-01", "06-30", "07-01"]
)
def test_the_inspection_of_last_year_is_waited_for_until_july(
    harness: Harness, qualified: Actor, department: Actor, days: int, expected: list[str]
) -> None:
    inspect(harness, qualified, department, y2025="passed")
    inspect(harness, qualified, department, y2025="failed") if not days else None
    harness.clock.advance(timedelta(days=days))

    assert faults(harness, qualified, Eligibility(inspections_passed=1)) == expected


def test_all_that_stands_against_it_is_told_the_gravest_first(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    organisation_id = str(organisation.organisation_id)
    harness.send(ImposeBan(organisation_id=organisation_id, reason="违约", legal_basis="协议第九条"), department)
    harness.tell(OrganisationClosed(organisation_id=organisation_id, kind="organisation"))
    wanted = Eligibility(kinds=["foundation"], rating_min=1, inspections_passed=1)

    found = faults(harness, organisation, wanted)
    assert found == [
        "organisation.closed",
        "organisation.banned",
        "organisation.not_qualified",
        "organisation.kind_not_eligible",
        "organisation.rating_too_low",
        "organisation.inspections_missing",
    ]
    with pytest.raises(Conflict, match=r"^organisation\.closed$"):
        check(harness, organisation, wanted)
