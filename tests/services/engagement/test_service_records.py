"""What becomes of a record: confirmed, public, final; disputed, upheld, corrected, voided; never deleted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from services.engagement.model import ServiceRecord
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages.engagement import service_record_events as events, service_records as messages
from tests.services.engagement.menu import DAY, HOUR
from tests.services.engagement.serving import MINUTE, Serving
from tests.services.engagement.world import World


def told(serving: Serving, record: Any) -> list[str]:
    """What was told of a record, in order."""
    subject = f"service_record/{record['id']}"
    events_of = [event for event in serving.world.harness.events if event.subject == subject]
    return [type(event).type.removeprefix("linli.service_record.").removesuffix(".v1") for event in events_of]


def test_a_record_is_confirmed_public_for_three_working_days_and_final(serving: Serving) -> None:
    record = serving.served()
    report = serving.confirm(record, content="清扫三幢楼道", people_served=40)
    confirmed = serving.shown(record)
    notice_ends_at = confirmed["notice_ends_at"]
    serving.wait_until(notice_ends_at - MINUTE)
    before = serving.shown(record)["state"]
    serving.world.harness.wait(MINUTE)
    final = serving.shown(record)

    # The 1st of December 2026 is a Tuesday: Wednesday, Thursday and Friday go by.
    assert serving.now == notice_ends_at == report["notice_ends_at"] == datetime(2026, 12, 4, 16, tzinfo=UTC)
    assert (report["confirmed"], report["refused"]) == (1, 0)
    assert [confirmed[name] for name in ("state", "content", "people_served", "quality", "person_in_charge")] == [
        "confirmed",
        "清扫三幢楼道",
        40,
        "good",
        "王建国",
    ]
    assert (confirmed["recorded_by"], confirmed["recorder_id"]) == ("member", record["recorder_id"])
    assert (before, final["state"], final["final_at"]) == ("confirmed", "final", serving.now)
    assert told(serving, record) == ["recorded", "confirmed", "finalised"]
    assert serving.steps(record) == ["recorded", "confirmed", "finalised"]


def test_holidays_are_no_working_days(serving: Serving) -> None:
    """The Spring Festival of 2027 is from the 5th of February on; by law alone at least its four days."""
    serving.wait_until(datetime(2026, 9, 29, 2, tzinfo=UTC) + 365 * DAY)
    record = serving.served()
    confirmed = serving.confirmed(record)

    assert confirmed["notice_ends_at"] - serving.now > 5 * DAY


def test_the_member_sees_all_but_which_client_has_recorded_it(serving: Serving, elsewhere: World) -> None:
    world = serving.world
    record = serving.confirmed()
    hidden = record | {"recorder_id": None}

    for actor in (world.member, world.unit):
        assert serving.shown(record, actor) == hidden
        assert serving.records(actor) == [hidden]
    for actor in (world.enrol(), replace(world.unit, organisation_id=new_id())):
        assert serving.records(actor) == []
        with pytest.raises(Forbidden, match=r"service_record\.not_yours"):
            serving.shown(record, actor)
    assert serving.records(elsewhere.community) == []
    with pytest.raises(NotFound, match=r"service_record\.unknown"):
        serving.shown(record, elsewhere.community)


def test_records_are_listed_by_state_member_item_and_day(serving: Serving) -> None:
    first = serving.served()
    other = serving.served(serving.world.enrol())
    serving.confirm(other)

    def ids(**fields: Any) -> list[str]:
        return [record["id"] for record in serving.records(**fields)]

    assert ids() == [other["id"], first["id"]]
    assert ids(state="recorded") == ids(member_id=first["member_id"]) == [first["id"]]
    assert ids(menu_item_id=other["menu_item_id"]) == [other["id"]]
    assert ids(served_until=first["served_on"]) == [first["id"]]
    assert ids(served_from=other["served_on"], served_until=other["served_on"]) == [other["id"]]
    page = serving.send(messages.ListServiceRecords(limit=1))
    assert [page["items"][0]["id"], *ids(after=page["next"])] == ids()


def test_a_page_takes_as_many_statements_however_long_it_is(serving: Serving, statements: list[str]) -> None:
    counts = []
    for _ in range(2):
        serving.served()
        statements.clear()
        serving.records(serving.world.member)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_many_are_confirmed_at_once_in_as_many_statements_as_few(serving: Serving, statements: list[str]) -> None:
    item, claim = serving.at_activity(places=13)
    counts = []
    for count in (2, 10):
        people = [serving.world.enrol() for _ in range(count)]
        item = serving.menu.publish(places=count)
        claims = [serving.menu.claim(item, person) for person in people]
        serving.wait_until(item["starts_at"])
        came = [serving.check_in(claim, person) for claim, person in zip(claims, people, strict=True)]
        serving.world.harness.wait(HOUR)
        for one, person in zip(came, people, strict=True):
            serving.check_out(one, person)
        records = serving.records(menu_item_id=item["id"])
        statements.clear()
        report = serving.confirm(*records)
        counts.append(len(statements))
        assert report["confirmed"] == count

    assert claim["state"] == "held"
    assert counts[0] == counts[1]


def test_of_many_those_that_are_good_are_confirmed(serving: Serving) -> None:
    good, voided = serving.served(), serving.served()
    serving.void(voided)
    stranger = {"id": new_id()}
    report = serving.confirm(good, voided, stranger, good)

    assert [(one["outcome"], one["code"]) for one in report["records"]] == [
        ("confirmed", None),
        ("refused", "service_record.not_in_step"),
        ("refused", "service_record.unknown"),
        ("refused", "service_record.not_in_step"),
    ]
    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        serving.send(serving.confirmation_of(good), replace(serving.world.community, organisation_id=new_id()))


def test_another_communitys_records_are_unknown_to_it(serving: Serving) -> None:
    record = serving.served()
    community = replace(serving.world.community, organisation_id=new_id())
    command = replace(serving.confirmation_of(record), community_id=str(community.organisation_id))

    assert serving.send(command, community)["records"][0]["code"] == "service_record.unknown"
    for act in (messages.UpholdServiceRecord, messages.VoidServiceRecord, messages.CorrectServiceRecord):
        with pytest.raises(Forbidden, match=r"service_record\.not_yours"):
            serving.send(act(service_record_id=record["id"], reason="不对"), community)  # type: ignore[operator]


def test_of_two_that_overlap_one_is_confirmed(serving: Serving) -> None:
    claim, other_claim = serving.long_at_posts(2)
    now = serving.now
    first = serving.record(claim, now - 3 * HOUR, now - HOUR)
    with pytest.raises(Conflict, match=r"service_record\.overlaps"):
        serving.record(claim, now - 2 * HOUR, now)
    second = serving.record(other_claim, now - 2 * HOUR, now)
    beside = serving.record(other_claim, now - 4 * HOUR, now - 3 * HOUR)
    together = serving.confirm(second, first, beside)
    later = serving.confirm(first)

    assert [one["code"] for one in together["records"]] == [None, "service_record.overlaps", None]
    assert later["records"][0]["code"] == "service_record.overlaps"
    serving.void(second)
    assert serving.confirm(first)["confirmed"] == 1


@pytest.mark.parametrize("role", ["member", "unit", "community"])
def test_whom_it_concerns_disputes_it_as_long_as_it_is_public(serving: Serving, role: str) -> None:
    record = serving.confirmed()
    disputed = serving.dispute(record, getattr(serving.world, role))
    serving.world.harness.wait(10 * DAY)

    assert disputed["state"] == serving.shown(record)["state"] == "disputed"
    assert told(serving, record)[-1] == "disputed"
    with pytest.raises(Conflict, match=r"service_record\.not_in_step"):
        serving.dispute(record)


def test_what_is_upheld_is_public_once_more(serving: Serving) -> None:
    record = serving.confirmed()
    serving.dispute(record)
    serving.world.harness.wait(10 * DAY)
    upheld = serving.uphold(record)

    assert upheld["state"] == "confirmed"
    assert upheld["notice_ends_at"] - serving.now > 3 * DAY
    serving.wait_until(upheld["notice_ends_at"])
    assert serving.shown(record)["state"] == "final"
    assert serving.steps(record) == ["recorded", "confirmed", "disputed", "upheld", "finalised"]
    with pytest.raises(Conflict, match=r"service_record\.not_in_step"):
        serving.uphold(record)
    with pytest.raises(Conflict, match=r"service_record\.not_in_step"):
        serving.dispute(record)


def test_each_party_disputes_a_record_once_and_its_correction_once_more(serving: Serving) -> None:
    record = serving.confirmed()
    for actor in (serving.world.member, serving.world.unit):
        serving.dispute(record, actor)
        serving.uphold(record)
        with pytest.raises(Conflict, match=r"service_record\.disputed_before"):
            serving.dispute(record, actor)
    serving.world.harness.wait(MINUTE)
    assert serving.shown(record)["state"] == "confirmed"

    new = serving.correct(record, people_served=3)
    assert serving.dispute(new)["state"] == "disputed"


def test_a_correction_is_another_record_that_names_the_old_one(serving: Serving) -> None:
    record = serving.confirmed()
    serving.dispute(record)
    new = serving.correct(record, ends_at=record["ends_at"] - 30 * MINUTE)
    old = serving.shown(record)
    serving.wait_until(new["notice_ends_at"])

    assert (new["corrects_id"], new["state"], new["minutes"]) == (record["id"], "confirmed", 60)
    assert (old["state"], old["minutes"], old["starts_at"]) == ("corrected", 90, record["starts_at"])
    assert (serving.shown(new)["state"], serving.shown(old)["state"]) == ("final", "corrected")
    assert new["person_in_charge"] == record["person_in_charge"]
    assert serving.steps(new) == ["recorded", "confirmed", "disputed", "corrected", "confirmed", "finalised"]
    assert serving.steps(new) == serving.steps(old)
    again = serving.correct(new, people_served=7)
    assert (again["corrects_id"], again["minutes"], again["people_served"]) == (new["id"], 60, 7)
    with pytest.raises(Conflict, match=r"service_record\.not_in_step"):
        serving.correct(new)


def test_a_correction_meets_nothing_else_that_is_confirmed(serving: Serving) -> None:
    (claim,) = serving.long_at_posts(1)
    now = serving.now
    first, second = (
        serving.confirmed(serving.record(claim, now - hours * HOUR, now - (hours - 1) * HOUR)) for hours in (2, 1)
    )
    with pytest.raises(Conflict, match=r"service_record\.overlaps"):
        serving.correct(first, ends_at=now - 59 * MINUTE)
    with pytest.raises(Invalid, match=r"service_record\.times_unfit"):
        serving.correct(first, ends_at=first["starts_at"])

    assert serving.correct(first, starts_at=now - 3 * HOUR)["minutes"] == 120
    assert serving.shown(second)["state"] == "confirmed"


def test_what_is_voided_is_kept_with_its_reason_and_its_time_is_free(serving: Serving) -> None:
    record = serving.final()
    voided = serving.void(record)
    (told_of,) = serving.world.harness.events_of(events.ServiceVoided)

    assert (voided["state"], voided["voided_because"], voided["minutes"]) == ("voided", "重复登记", 90)
    assert (told_of.was_public, told_of.was_final) == (True, True)
    with pytest.raises(Conflict, match=r"service_record\.not_in_step"):
        serving.void(record)
    with serving.world.harness.database.reading() as session:
        assert session.scalar(select(func.count(ServiceRecord.id))) == 1


def test_who_has_read_an_older_version_is_told(serving: Serving) -> None:
    record = serving.confirmed()
    command = messages.VoidServiceRecord(service_record_id=record["id"], reason="重复登记")
    with pytest.raises(PreconditionFailed, match=r"precondition\.failed"):
        serving.send(command, expected_version=record["version"] - 1)

    assert serving.send(command, expected_version=record["version"])["state"] == "voided"


def test_the_community_records_a_confirmed_delivery(serving: Serving) -> None:
    world = serving.world
    claim = world.confirm()
    serving.world.harness.wait(HOUR)
    now = serving.now
    command = messages.RecordService(
        community_id=str(world.community.organisation_id),
        claim_id=claim["id"],
        starts_at=now - HOUR,
        ends_at=now,
        content="送收音机并教会使用",
        people_served=1,
    )
    record = serving.send(command)

    assert (record["origin"], record["title"], record["minutes"], record["attested_by"]) == (
        "delivery",
        "一台收音机",
        60,
        "staff",
    )
    delivered = world.deliver(world.commit(world.claim()))
    with pytest.raises(Conflict, match=r"claim\.not_confirmed"):
        serving.send(replace(command, claim_id=delivered["id"]))


def test_what_cant_be_recorded_is_refused(serving: Serving) -> None:
    item, claim = serving.at_activity()
    serving.world.harness.wait(HOUR)
    now, community_id = serving.now, str(serving.world.community.organisation_id)
    good = messages.RecordService(
        community_id=community_id, place_claim_id=claim["id"], starts_at=now - HOUR, ends_at=now
    )
    for fields, code in (
        ({"claim_id": new_id()}, r"service_record\.unfit"),
        ({"place_claim_id": None}, r"service_record\.unfit"),
        ({"member_id": new_id()}, r"service_record\.unfit"),
        ({"ends_at": now - HOUR}, r"service_record\.times_unfit"),
        ({"ends_at": now + MINUTE}, r"service_record\.times_unfit"),
        ({"starts_at": now - 24 * HOUR - MINUTE}, r"service_record\.times_unfit"),
    ):
        with pytest.raises(Invalid, match=code):
            serving.send(replace(good, **fields))
    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        serving.send(replace(good, community_id=new_id()))
    other = replace(serving.world.community, organisation_id=new_id())
    with pytest.raises(Forbidden, match=r"place_claim\.not_yours"):
        serving.send(replace(good, community_id=str(other.organisation_id)), other)

    record = serving.send(good)
    assert (record["menu_item_id"], record["origin"]) == (item["id"], "community")


def test_only_the_timer_finalises_and_not_before_time(serving: Serving) -> None:
    record = serving.confirmed()
    command = messages.FinaliseServiceRecord(service_record_id=record["id"])
    with pytest.raises(Forbidden, match=r"access\.denied"):
        serving.send(command)
    with pytest.raises(Conflict, match=r"service_record\.not_due"):
        serving.send(command, replace(serving.world.community, role="system"))


def test_public_events_tell_nothing_of_whose_service_it_is(serving: Serving) -> None:
    serving.final()
    (told_of,) = serving.world.harness.events_of(events.ServiceConfirmed)

    assert told_of.served_on == date(2026, 12, 1)
    assert timedelta(minutes=told_of.minutes) == 1.5 * HOUR
