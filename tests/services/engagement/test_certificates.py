"""Hours, stars and certificates of what members have served."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.engagement.model.certificates import STAR_MINUTES, minutes_to_next_star, star_level
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages.engagement import certificates as messages
from shared.messages.engagement.service_records import VoidServiceRecord
from shared.messages.envelope import Actor
from tests.harness import Harness
from tests.races import at_once
from tests.services.engagement.menu import DAY, HOUR, Menu
from tests.services.engagement.serving import MINUTE, Serving
from tests.services.engagement.world import World, open_world


def request_of(serving: Serving, **fields: Any) -> messages.RequestCertificate:
    defaults: dict[str, Any] = {"from_on": date(2026, 1, 1), "until_on": serving.now.date()}
    return messages.RequestCertificate(community_id=str(serving.world.community.organisation_id), **(defaults | fields))


def request(serving: Serving, member: Actor | None = None, **fields: Any) -> Any:
    return serving.send(request_of(serving, **fields), member or serving.world.member)


def show(serving: Serving, certificate: Any) -> Any:
    return serving.send(messages.ShowCertificate(certificate_id=certificate["id"]))


def revoke(serving: Serving, certificate: Any, **options: Any) -> Any:
    command = messages.RevokeCertificate(certificate_id=certificate["id"], reason="记录有误")
    return serving.send(command, **options)


def issued(serving: Serving) -> Any:
    certificate = request(serving)
    serving.wait_until(certificate["notice_ends_at"])
    return show(serving, certificate)


def verify(serving: Serving, certificate: Any) -> Any:
    token = str(certificate["verification_path"]).rpartition("/")[2]
    return serving.send(messages.VerifyCertificate(token=token), Actor.public())


def hours(serving: Serving, member: Actor | None = None, actor: Actor | None = None) -> Any:
    member = member or serving.world.member
    return serving.send(messages.ShowServiceHours(member_id=str(member.member_id)), actor or member)


@pytest.mark.parametrize(
    "served, level, missing",
    [(0, 0, 100), (99, 0, 1), (100, 1, 200), (300, 2, 300), (600, 3, 400), (1000, 4, 500), (1500, 5, None)],
)
def test_stars_come_at_100_300_600_1000_and_1500_hours(served: int, level: int, missing: int | None) -> None:
    minutes = served * 60

    assert star_level(minutes) == level
    assert minutes_to_next_star(minutes) == (missing and missing * 60)
    assert star_level(max(0, minutes - 1)) == max(0, level - (minutes in STAR_MINUTES))


def test_hours_are_of_what_is_final_and_what_waits_is_told_beside_it(serving: Serving) -> None:
    world = serving.world
    serving.final()
    (claim,) = serving.long_at_posts(1)
    now = serving.now
    records = [serving.record(claim, now - n * HOUR, now - (n - 1) * HOUR) for n in (1, 2, 3, 4)]
    serving.confirm(*records[:3])
    serving.dispute(records[1])
    serving.void(records[2])
    department = replace(world.unit, role="department", organisation_id=new_id())
    told = hours(serving)

    assert (told["minutes"], told["records"], told["waiting_minutes"], told["star_level"]) == (90, 1, 120, 0)
    assert told["minutes_to_next_star"] == 100 * 60 - 90
    assert hours(serving, actor=world.unit) == hours(serving, actor=department) == told
    for actor in (world.community, world.enrol(), replace(world.unit, organisation_id=new_id())):
        with pytest.raises(Forbidden, match=r"member\.not_yours"):
            hours(serving, world.member, actor)
    with pytest.raises(Forbidden, match=r"member\.not_yours"):
        hours(serving, replace(world.member, member_id=new_id()), department)


def test_a_certificate_is_public_for_seven_days_and_issued_with_a_number(serving: Serving) -> None:
    serving.final()
    serving.confirmed()
    certificate = request(serving)
    serving.wait_until(certificate["notice_ends_at"] - MINUTE)
    before = show(serving, certificate)
    serving.world.harness.wait(MINUTE)
    after = show(serving, certificate)

    assert (certificate["state"], certificate["minutes"], certificate["records"]) == ("requested", 90, 1)
    assert certificate["notice_ends_at"] - certificate["requested_at"] > 7 * DAY
    assert (before["state"], before["number"], before["verification_path"]) == ("requested", None, None)
    assert (after["state"], after["number"], after["minutes"]) == ("issued", "ZM-SFJ-2026-000001", 90)
    assert after["community_name"] == "三辅街社区"
    events = serving.world.harness.events
    told = [type(event).type for event in events if event.subject == f"certificate/{certificate['id']}"]
    assert told == ["linli.certificate.requested.v1", "linli.certificate.issued.v1"]


def test_whoever_has_it_checks_it_and_learns_nothing_of_whose_it_is(serving: Serving) -> None:
    serving.final()
    certificate = issued(serving)
    checked = verify(serving, certificate)
    revoke(serving, certificate)

    assert checked == {
        "number": certificate["number"],
        "community_name": "三辅街社区",
        "from_on": date(2026, 1, 1),
        "until_on": certificate["until_on"],
        "minutes": 90,
        "issued_at": certificate["issued_at"],
        "is_good": True,
        "is_affected": False,
    }
    assert verify(serving, certificate)["is_good"] is False
    with pytest.raises(NotFound, match=r"certificate\.unknown"):
        verify(serving, {"verification_path": "/certificates/none"})


def test_a_record_that_is_voided_or_corrected_marks_its_certificate(serving: Serving) -> None:
    record = serving.final()
    certificate = issued(serving)
    serving.correct(record, people_served=3)

    assert show(serving, certificate)["is_affected"] is True
    assert verify(serving, certificate)["is_affected"] is True
    assert len(serving.world.harness.events_of(messages.CertificateAffected)) == 1


def test_what_is_voided_in_the_public_notice_isnt_certified(serving: Serving) -> None:
    first, _ = serving.final(), serving.final()
    certificate = request(serving)
    serving.void(first)
    serving.wait_until(certificate["notice_ends_at"])
    after = show(serving, certificate)

    assert (certificate["minutes"], after["minutes"], after["records"], after["is_affected"]) == (180, 90, 1, False)
    assert after["state"] == "issued"


def test_where_nothing_is_left_nothing_is_issued(serving: Serving) -> None:
    record = serving.final()
    certificate = request(serving)
    serving.void(record)
    serving.wait_until(certificate["notice_ends_at"])

    assert show(serving, certificate)["state"] == "refused"


def test_the_community_refuses_or_revokes_with_a_reason(serving: Serving) -> None:
    serving.final()
    asked = request(serving)
    with pytest.raises(Forbidden, match=r"certificate\.not_yours"):
        serving.send(messages.RevokeCertificate(certificate_id=asked["id"], reason="不"), serving.world.unit)
    with pytest.raises(PreconditionFailed, match=r"precondition\.failed"):
        revoke(serving, asked, expected_version=asked["version"] + 1)
    refused = revoke(serving, asked)
    revoked = revoke(serving, issued(serving))

    assert (refused["state"], refused["ended_because"]) == ("refused", "记录有误")
    assert (revoked["state"], revoked["ended_because"], revoked["number"]) == (
        "revoked",
        "记录有误",
        "ZM-SFJ-2026-000001",
    )
    for one in (refused, revoked):
        with pytest.raises(Conflict, match=r"certificate\.not_in_step"):
            revoke(serving, one)


def test_what_cant_be_certified_is_refused(serving: Serving) -> None:
    with pytest.raises(Conflict, match=r"certificate\.nothing_served"):
        request(serving)
    record = serving.final()
    for days in (
        {"from_on": date(2026, 12, 31), "until_on": date(2026, 12, 1)},
        {"until_on": serving.now.date() + timedelta(days=2)},
    ):
        with pytest.raises(Invalid, match=r"certificate\.days_unfit"):
            request(serving, **days)
    with pytest.raises(Conflict, match=r"certificate\.nothing_served"):
        request(serving, until_on=record["served_on"] - timedelta(days=1))
    with pytest.raises(Forbidden, match=r"access\.denied"):
        serving.send(request_of(serving))
    certificate = request(serving)
    with pytest.raises(Conflict, match=r"certificate\.requested"):
        request(serving)
    command = messages.IssueCertificate(certificate_id=certificate["id"])
    with pytest.raises(Forbidden, match=r"access\.denied"):
        serving.send(command)
    with pytest.raises(Conflict, match=r"certificate\.not_due"):
        serving.send(command, replace(serving.world.community, role="system"))


def test_each_sees_the_certificates_that_concern_them(serving: Serving, elsewhere: World) -> None:
    world = serving.world
    serving.final()
    certificate = request(serving)

    for actor in (world.member, world.unit, world.community):
        assert serving.send(messages.ListCertificates(state="requested"), actor)["items"] == [certificate]
        assert serving.send(messages.ShowCertificate(certificate_id=certificate["id"]), actor) == certificate
    assert serving.send(messages.ListCertificates(state="issued"))["items"] == []
    stranger = world.enrol()
    assert serving.send(messages.ListCertificates(), stranger)["items"] == []
    with pytest.raises(Forbidden, match=r"certificate\.not_yours"):
        serving.send(messages.ShowCertificate(certificate_id=certificate["id"]), stranger)
    with pytest.raises(NotFound, match=r"certificate\.unknown"):
        serving.send(messages.ShowCertificate(certificate_id=certificate["id"]), elsewhere.community)


def test_numbers_follow_one_another_in_the_year_of_shanghai(serving: Serving) -> None:
    serving.wait_until(datetime(2026, 12, 20, 2, tzinfo=UTC))
    people = [serving.world.member, serving.world.enrol()]
    for person in people:
        serving.final(serving.served(person))
    first = [request(serving, person) for person in people]
    serving.wait_until(max(one["notice_ends_at"] for one in first))
    later = [request(serving, person) for person in people]
    serving.wait_until(later[0]["notice_ends_at"])
    numbers = [show(serving, one)["number"] for one in (*first, *later)]

    assert len(set(numbers)) == 4
    assert {number.split("-")[2] for number in numbers} == {"2027"}
    assert sorted(number[-6:] for number in numbers) == ["000001", "000002", "000003", "000004"]


def test_a_record_is_voided_or_its_certificate_issued_and_never_both_unseen(on_postgresql: Harness) -> None:
    """Whichever comes first, a certificate that names a voided record's time is marked."""
    serving = Serving(Menu(open_world(on_postgresql)))
    world = serving.world
    for _ in range(4):
        member = world.enrol()
        (claim,) = serving.long_at_posts(1, member)
        now = serving.now
        record = serving.final(serving.record(claim, now - 2 * HOUR, now - HOUR))
        kept = serving.final(serving.record(claim, now - 4 * HOUR, now - 3 * HOUR))
        certificate = request(serving, member)
        world.harness.clock.advance(certificate["notice_ends_at"] - serving.now)
        system = replace(world.community, role="system")
        calls: list[Any] = [
            (messages.IssueCertificate(certificate_id=certificate["id"]), system),
            (VoidServiceRecord(service_record_id=record["id"], reason="重复登记"), world.community),
        ]
        replies = at_once(2, lambda number: world.harness.reply(*calls[number]))  # noqa: B023
        found = show(serving, certificate)

        assert [reply.refusal for reply in replies] == [None, None]
        assert (found["minutes"], found["is_affected"]) in ((kept["minutes"], False), (2 * kept["minutes"], True))
