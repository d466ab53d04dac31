"""Qualifications: asked for, granted, refused, for longer, ended."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from shared.messages.envelope import Actor
from shared.messages.membership import OrganisationClosed
from shared.messages.outsourcing.profiles import EditOrganisationProfile
from shared.messages.outsourcing.qualifications import (
    ExpireQualification,
    GrantQualification,
    ListQualifications,
    OrganisationQualified,
    QualificationExpired,
    QualificationExpiring,
    QualificationRefused,
    QualificationRequested,
    QualificationRevoked,
    RefuseQualification,
    RemindOfQualification,
    RequestQualification,
    RevokeQualification,
    ShowQualification,
)
from shared.messages.outsourcing.track_records import ShowTrackRecord
from tests.harness import TENANT, Harness
from tests.races import at_once
from tests.services.outsourcing.test_profiles import OTHER_ACCOUNT
from tests.services.outsourcing.world import complete, open_organisation, profile_of, qualify

SYSTEM = Actor(role="system", client_id="timer", tenant_id=TENANT)
DAY = timedelta(days=1)


def ids(organisation: Actor) -> dict[str, str]:
    return {"organisation_id": str(organisation.organisation_id)}


def request(organisation: Actor) -> RequestQualification:
    return RequestQualification(**ids(organisation))


def grant(organisation: Actor, valid_until: date = date(2027, 12, 31), note: str | None = None) -> GrantQualification:
    return GrantQualification(**ids(organisation), valid_until=valid_until, note=note)


def shown(harness: Harness, organisation: Actor) -> Any:
    return harness.send(ShowQualification(**ids(organisation)), organisation)


def track(harness: Harness, organisation: Actor) -> list[str]:
    page = harness.send(ShowTrackRecord(**ids(organisation), order="oldest_first"), organisation)
    return [one["kind"] for one in page["items"]]


def test_who_lacks_something_is_told_all_of_it(harness: Harness, organisation: Actor) -> None:
    harness.send(EditOrganisationProfile(**ids(organisation), kind="foundation", fields=["health"]), organisation)
    with pytest.raises(Conflict, match=r"^qualification\.profile_incomplete$") as refused:
        harness.send(request(organisation), organisation)

    assert [fault.pointer for fault in refused.value.errors] == [
        "#/authority",
        "#/registered_on",
        "#/introduction",
        "#/bank_account",
        "#/documents/registration_certificate",
        "#/documents/charter",
    ]
    assert shown(harness, organisation)["state"] == "none"


def test_one_is_asked_for_and_granted(harness: Harness, organisation: Actor, department: Actor) -> None:
    complete(harness, organisation)
    requested = harness.send(request(organisation), organisation)
    granted = harness.send(grant(organisation, note="准予"), department, expected_version=requested["version"])

    assert (requested["state"], requested["requested_at"]) == ("requested", harness.clock.now())
    assert (granted["state"], granted["valid_until"], granted["note"]) == ("qualified", date(2027, 12, 31), "准予")
    told = harness.events_of(OrganisationQualified)[0]
    assert (told.name, told.kind, told.fields) == (
        "睦邻社会工作服务中心",
        "social_service_institution",
        ["community", "elderly"],
    )
    assert harness.events_of(QualificationRequested)[0].is_renewal is False
    assert track(harness, organisation) == ["qualified"]


def test_only_its_own_organisation_asks_and_only_the_department_decides(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    complete(harness, organisation)
    for actor in (department, open_organisation(harness, name="另一家")):
        with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
            harness.send(request(organisation), actor)
    harness.send(request(organisation), organisation)
    decisions: list[Any] = [
        grant(organisation),
        RefuseQualification(**ids(organisation), reason="x"),
        RevokeQualification(**ids(organisation), reason="x"),
    ]
    for message in decisions:
        with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
            harness.send(message, organisation)
    with pytest.raises(PreconditionFailed):
        harness.send(grant(organisation), department, expected_version=1)


def test_a_refused_one_is_asked_for_again(harness: Harness, organisation: Actor, department: Actor) -> None:
    complete(harness, organisation)
    harness.send(request(organisation), organisation)
    refused = harness.send(RefuseQualification(**ids(organisation), reason="章程不符"), department)
    again = harness.send(request(organisation), organisation)

    assert (refused["state"], refused["reason"], again["state"]) == ("refused", "章程不符", "requested")
    assert harness.events_of(QualificationRefused)[0].reason == "章程不符"


@pytest.mark.parametrize("valid_until", [date(2026, 11, 23), date(2031, 11, 25)])
def test_it_ends_from_today_on_within_five_years(
    harness: Harness, organisation: Actor, department: Actor, valid_until: date
) -> None:
    complete(harness, organisation)
    harness.send(request(organisation), organisation)

    with pytest.raises(Invalid, match=r"^qualification\.valid_until_out_of_range$"):
        harness.send(grant(organisation, valid_until), department)
    assert shown(harness, organisation)["state"] == "requested"


def test_thirty_days_before_its_end_it_is_told_once_and_on_its_end_it_is_over(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    qualify(harness, organisation, department, valid_until=date(2027, 1, 31))
    assert harness.wait(37 * DAY + timedelta(hours=14)) == 0  # 23:00 of the last day of December
    assert harness.wait(timedelta(hours=1)) == 1
    assert harness.events_of(QualificationExpiring)[0].valid_until == date(2027, 1, 31)

    assert harness.wait(30 * DAY + timedelta(hours=23)) == 0
    assert harness.wait(timedelta(hours=1)) == 1
    assert shown(harness, organisation)["state"] == "expired"
    assert len(harness.events_of(QualificationExpiring)) == len(harness.events_of(QualificationExpired)) == 1
    assert track(harness, organisation) == ["qualified", "qualification_expired"]
    assert harness.send(request(organisation), organisation)["state"] == "requested"


def test_one_granted_for_longer_is_told_of_and_ends_anew(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    qualify(harness, organisation, department, valid_until=date(2027, 1, 31))
    harness.wait(39 * DAY)
    renewing = harness.send(request(organisation), organisation)
    assert (renewing["state"], harness.events_of(QualificationRequested)[-1].is_renewal) == ("renewing", True)
    with pytest.raises(Conflict, match=r"^qualification\.not_in_step$"):
        harness.send(request(organisation), organisation)
    harness.send(grant(organisation, date(2027, 6, 30)), department)
    harness.wait(60 * DAY)

    assert shown(harness, organisation)["state"] == "qualified"
    harness.wait(160 * DAY)
    assert [one.valid_until for one in harness.events_of(QualificationExpiring)] == [
        date(2027, 1, 31),
        date(2027, 6, 30),
    ]


def test_who_is_refused_a_longer_time_stays_qualified_until_the_last_day(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    qualify(harness, organisation, department)
    harness.send(request(organisation), organisation)
    refused = harness.send(RefuseQualification(**ids(organisation), reason="年检未过"), department)

    assert (refused["state"], refused["valid_until"]) == ("qualified", date(2027, 12, 31))
    assert harness.events_of(QualificationRefused)[0].is_renewal is True


def test_a_request_for_longer_outlives_the_last_day(harness: Harness, organisation: Actor, department: Actor) -> None:
    qualify(harness, organisation, department, valid_until=date(2026, 11, 25))
    harness.send(request(organisation), organisation)
    harness.wait(3 * DAY)

    assert shown(harness, organisation)["state"] == "requested"
    assert len(harness.events_of(QualificationExpired)) == 1
    assert harness.send(grant(organisation), department)["state"] == "qualified"


def test_one_is_revoked_with_a_reason_and_its_deadlines_go(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    qualify(harness, organisation, department, valid_until=date(2027, 1, 31))
    revoked = harness.send(RevokeQualification(**ids(organisation), reason="材料不实"), department)

    assert (revoked["state"], revoked["reason"]) == ("revoked", "材料不实")
    assert harness.events_of(QualificationRevoked)[0].reason == "材料不实"
    assert harness.wait(200 * DAY) == 0
    assert track(harness, organisation) == ["qualified", "qualification_revoked"]


def test_another_bank_account_is_seen_where_it_is_decided_and_a_grant_takes_the_mark_away(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    qualify(harness, organisation, department)
    harness.send(profile_of(organisation, bank_account=OTHER_ACCOUNT), organisation)
    changed_at = harness.clock.now()
    harness.send(request(organisation), organisation)
    (waiting,) = harness.send(ListQualifications(state="renewing"), department)["items"]

    assert waiting["bank_changed_at"] == changed_at
    assert harness.send(grant(organisation), department)["bank_changed_at"] is None


def test_a_closed_one_neither_asks_nor_gets_one(harness: Harness, organisation: Actor, department: Actor) -> None:
    complete(harness, organisation)
    other = open_organisation(harness, name="另一家")
    complete(harness, other)
    harness.send(request(other), other)
    for one in (organisation, other):
        harness.tell(OrganisationClosed(**ids(one), kind="organisation"))

    for message, actor in ((request(organisation), organisation), (grant(other), department)):
        with pytest.raises(Conflict, match=r"^organisation\.closed$"):
            harness.send(message, actor)


def test_of_two_who_decide_at_once_one_wins(harness: Harness, organisation: Actor, department: Actor) -> None:
    complete(harness, organisation)
    harness.send(request(organisation), organisation)
    decisions = (grant(organisation), RefuseQualification(**ids(organisation), reason="章程不符"))
    replies = at_once(2, lambda place: harness.reply(decisions[place], department))

    assert sorted(reply.refusal["code"] for reply in replies if reply.refusal) == ["qualification.not_in_step"]


@pytest.mark.parametrize("kind", [RemindOfQualification, ExpireQualification])
def test_only_the_timer_reminds_and_ends_and_only_when_it_is_due(
    harness: Harness, organisation: Actor, department: Actor, kind: Any
) -> None:
    qualify(harness, organisation, department)

    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        harness.send(kind(**ids(organisation)), department)
    with pytest.raises(Conflict, match=r"^qualification\.not_due$"):
        harness.send(kind(**ids(organisation)), SYSTEM)


def test_the_department_lists_them_by_state_and_by_their_end(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    late, soon = open_organisation(harness, name="晚"), open_organisation(harness, name="早")
    qualify(harness, late, department, date(2028, 1, 1))
    qualify(harness, soon, department, date(2027, 2, 1))
    complete(harness, organisation)

    def names(**asked: Any) -> list[str]:
        return [one["organisation_name"] for one in harness.send(ListQualifications(**asked), department)["items"]]

    assert names() == ["早", "晚"]
    assert names(order="soonest_first") == ["早", "晚"]
    assert names(order="oldest_first") == ["晚", "早"]
    assert names(expires_before=date(2027, 2, 2)) == ["早"]
    assert names(expires_before=date(2027, 2, 1)) == []
    assert names(state="none") == ["睦邻社会工作服务中心"]
    first = harness.send(ListQualifications(order="soonest_first", limit=1), department)
    following = harness.send(ListQualifications(order="soonest_first", limit=1, after=first["next"]), department)
    assert [page["items"][0]["organisation_name"] for page in (first, following)] == ["早", "晚"]
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        harness.send(ListQualifications(), organisation)
