from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from sqlalchemy import select

from services.membership.model import DoneService, RatingLot
from shared.clock import SHANGHAI
from shared.errors import Forbidden, Invalid, NotFound
from shared.ids import new_id
from shared.messages.engagement import WishEdited
from shared.messages.envelope import Actor
from shared.messages.membership import EraseMember, ExportMember, MemberMoved, RemoveMember, TransferMember
from shared.messages.membership.dual_management import (
    ListCommunityService,
    ListUnitService,
    ShowCommunityReport,
    ShowUnitReport,
)
from tests.harness import START
from tests.services.membership.consenting import TIME, decide, member_with_a_phone, say_all
from tests.services.membership.registered import end, pair, register
from tests.services.membership.shared_work import consume, hear, hear_at, service
from tests.services.membership.world import World, open_world

LAST_QUARTER = datetime(2026, 9, 30, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_community("SFJ")


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


@pytest.fixture
def members(world: World, unit: Actor) -> list[Actor]:
    return world.members(unit, 4)


def of_unit(world: World, unit: Actor, actor: Actor | None = None, **filters: Any) -> Any:
    return world.harness.send(ListUnitService(unit_id=str(unit.organisation_id), **filters), actor or unit)


def of_community(world: World, community: Actor, actor: Actor | None = None, **filters: Any) -> Any:
    query = ListCommunityService(community_id=str(community.organisation_id), **filters)
    return world.harness.send(query, actor or community)


def report(world: World, unit: Actor, quarter: str = "2026-Q4", actor: Actor | None = None) -> Any:
    return world.harness.send(ShowUnitReport(unit_id=str(unit.organisation_id), quarter=quarter), actor or unit)


def report_of(world: World, community: Actor, quarter: str = "2026-Q4", actor: Actor | None = None) -> Any:
    query = ShowCommunityReport(community_id=str(community.organisation_id), quarter=quarter)
    return world.harness.send(query, actor or community)


def who(page: Any, members: list[Actor]) -> list[int]:
    ids = [member.member_id for member in members]
    return [ids.index(item["member_id"]) for item in page["items"]]


def test_a_unit_sees_of_each_member_where_they_are_registered_and_what_they_did(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    register(world, members[0], community)
    done, open_ = service(members[0], community), service(members[0], community)
    hear(world, done.delivered(), done.confirmed(), open_.delivered(), done.rated(5))
    page = of_unit(world, unit)
    first, second = page["items"][:2]

    assert (page["starts_on"], page["ends_on"], page["next"]) == (date(2026, 10, 1), date(2026, 12, 31), None)
    assert [item["member_id"] for item in page["items"]] == [member.member_id for member in members]
    assert first["service"] == {
        "confirmed": 1,
        "awaiting": 1,
        "communities": 1,
        "minutes": 0,
        "ratings": 1,
        "last_on": date(2026, 11, 24),
    }
    assert [(one["community_name"], one["kind"]) for one in first["registrations"]] == [("三辅街社区", "residence")]
    assert (second["registrations"], second["service"]["confirmed"], second["service"]["last_on"]) == ([], 0, None)


def test_any_order_and_any_repetition_of_what_is_told_leads_to_the_same(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    found = []
    for order in permutations(range(4)):
        one = service(members[0], community, category="理发")
        told = [one.published(), one.delivered(), one.confirmed(), one.rated(4)]
        envelopes = [
            envelope for index in order for envelope in hear_at(world, START + index * timedelta(hours=1), told[index])
        ]
        consume(world, envelopes)
        consume(world, [replace(envelope, id=new_id()) for envelope in envelopes])
        with world.harness.database.reading() as session:
            row = session.get_one(DoneService, one.claim_id)
            found.append((row.member_id, row.unit_id, row.community_id, row.served_at, row.confirmed_at))
    told_of = report(world, unit)

    assert {row[3:] for row in found} == {(START + timedelta(hours=1), START + timedelta(hours=2))}
    assert len({*found}) == 1
    assert (told_of["confirmed"], told_of["awaiting"], told_of["ratings"]["given"]) == (24, 0, 24)
    assert told_of["categories"] == [{"category": "理发", "confirmed": 24, "awaiting": 0}]
    assert told_of["ratings"] == {"given": 24, "told": 20, "average": 4.0}
    with world.harness.database.reading() as session:
        assert sum(lot.ratings for lot in session.scalars(select(RatingLot))) == 24


def test_what_is_told_before_the_member_is_known_counts_when_they_are(
    world: World, unit: Actor, community: Actor
) -> None:
    stranger = world.member(unit, new_id())
    hear(world, service(stranger, community).confirmed())

    assert of_unit(world, unit)["items"] == []
    assert report(world, unit)["confirmed"] == 1


def test_an_edited_category_stands_also_where_it_is_heard_of_first(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    one = service(members[0], community)
    edited = WishEdited(wish_id=one.wish_id, community_id=str(community.organisation_id), title="理发", category="理发")
    hear(world, one.confirmed(), edited, one.published())

    assert report(world, unit)["categories"] == [{"category": "理发", "confirmed": 1, "awaiting": 0}]


def test_a_quarter_is_one_of_shanghai(world: World, unit: Actor, community: Actor, members: list[Actor]) -> None:
    hear_at(world, datetime(2026, 12, 31, 15, 59, tzinfo=UTC), service(members[0], community).confirmed())
    hear_at(world, datetime(2026, 12, 31, 16, tzinfo=UTC), service(members[1], community).confirmed())
    world.harness.clock.advance(timedelta(days=40))

    assert report(world, unit, "2026-Q4")["confirmed"] == 1
    assert report(world, unit, "2027-Q1")["confirmed"] == 1
    page = of_unit(world, unit, starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31), has_served=True)
    assert who(page, members) == [0]
    assert page["items"][0]["service"]["last_on"] == date(2026, 12, 31)


def test_a_report_is_provisional_while_its_quarter_runs_and_says_of_when_it_is(world: World, unit: Actor) -> None:
    running = report(world, unit)
    world.harness.clock.advance(timedelta(days=40))
    over = report(world, unit)
    world.harness.clock.advance(timedelta(days=-40))

    assert (running["is_provisional"], over["is_provisional"]) == (True, False)
    assert (running["as_of"], over["as_of"]) == (START, START + timedelta(days=40))
    with pytest.raises(NotFound, match=r"^report\.unknown$"):
        report(world, unit, "2027-Q1")


@pytest.mark.parametrize(
    "filters, expected",
    [
        ({}, [0, 1, 2, 3]),
        ({"is_registered": True}, [0, 1]),
        ({"is_registered": False}, [2, 3]),
        ({"has_served": True}, [0, 2]),
        ({"has_served": False}, [1, 3]),
        ({"is_registered": True, "has_served": False}, [1]),
        ({"department": "财务科"}, []),
    ],
)
def test_a_unit_narrows_the_list(
    world: World,
    unit: Actor,
    community: Actor,
    members: list[Actor],
    filters: dict[str, Any],
    expected: list[int],
) -> None:
    for member in members[:2]:
        register(world, member, community)
    for member in (members[0], members[2]):
        hear(world, service(member, community).delivered())

    assert who(of_unit(world, unit, **filters), members) == expected


def test_a_unit_narrows_the_list_to_a_community_where_they_are_registered_or_served(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    other = world.open_community("GHT")
    register(world, members[0], community)
    register(world, members[1], other)
    hear(world, *(service(members[one], where).delivered() for one, where in ((2, community), (3, other), (0, other))))

    assert who(of_unit(world, unit, community_id=community.organisation_id), members) == [0, 2]
    assert who(of_unit(world, unit, community_id=community.organisation_id, has_served=True), members) == [2]
    assert who(of_unit(world, unit, community_id=community.organisation_id, has_served=False), members) == [0]
    with pytest.raises(NotFound, match=r"^community\.unknown$"):
        of_unit(world, unit, community_id=new_id())


def test_pages_follow_each_other_without_gap_or_double(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    leaver = world.members(unit, 5)[4]
    hear(world, *(service(member, community).delivered() for member in (*members, leaver)))
    world.harness.send(RemoveMember(member_id=str(leaver.member_id), reason="retired"), unit)
    seen, after = [], None
    while True:
        page = of_unit(world, unit, limit=2, after=after)
        seen += [item["member_id"] for item in page["items"]]
        if (after := page["next"]) is None:
            break

    assert seen == sorted(str(member.member_id) for member in (*members, leaver))


def test_who_has_left_is_in_the_list_of_the_period_in_which_they_served(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    register(world, members[0], community)
    hear(world, service(members[0], community).confirmed())
    world.harness.send(RemoveMember(member_id=str(members[0].member_id), reason="retired"), unit)
    first = of_unit(world, unit)["items"][0]
    later = of_unit(world, unit, starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))

    assert (first["member_id"], first["is_on_roster"], first["state"]) == (members[0].member_id, False, "left")
    assert first["registrations"] == []
    assert who(later, members) == [1, 2, 3]


def test_what_a_member_did_for_the_former_unit_stays_with_it_under_a_masked_name(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    hear(world, service(members[0], community).confirmed())
    world.harness.send(RemoveMember(member_id=str(members[0].member_id), reason="transferred"), unit)
    next_unit = world.open_unit("市自来水公司")
    world.members(next_unit, 1)
    before, after = of_unit(world, unit)["items"][0], of_unit(world, next_unit)["items"][0]

    assert before["member_id"] == after["member_id"] == members[0].member_id
    assert (before["service"]["confirmed"], after["service"]["confirmed"]) == (1, 0)
    assert (before["name"], after["name"]) == ("陈**", "陈华英")
    assert (before["external_id"], before["department"], before["is_on_roster"]) == (None, None, False)


def test_a_community_sees_by_name_who_is_registered_and_masked_who_only_served(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    other = world.open_community("GHT")
    register(world, members[0], community)
    hear(world, service(members[1], community).delivered(), service(members[0], other).delivered())
    registered, served = of_community(world, community)["items"]

    assert (registered["name"], registered["is_registered"]) == ("陈华英", True)
    assert (registered["service"]["awaiting"], registered["service"]["last_on"]) == (0, None)
    assert registered["unit_name"] == "市水务局"
    assert (served["name"][1:], served["is_registered"], served["phone"]) == ("**", False, None)
    assert served["service"]["awaiting"] == 1
    named = of_community(world, community, world.department)["items"][1]
    assert "*" not in named["name"]


def test_the_community_list_tells_what_members_consent_to_and_never_a_whole_phone(
    world: World, unit: Actor, community: Actor
) -> None:
    member = member_with_a_phone(world, unit)
    say_all(world, member)
    register(world, member, community)
    hidden = of_community(world, community)["items"][0]
    for purpose in ("data_sharing_with_community", "contact_by_phone"):
        decide(world, member, purpose)
    shown = of_community(world, community)["items"][0]

    assert (hidden["phone"], hidden["skills"], hidden["free_times"]) == (None, [], [])
    assert (shown["phone"], shown["free_times"]) == ("199****1519", [TIME])
    assert "下棋" in shown["skills"]


def test_a_community_narrows_the_list(world: World, unit: Actor, community: Actor, members: list[Actor]) -> None:
    pair(world, unit, community)
    register(world, members[0], community)
    register(world, members[0], community, "paired")
    register(world, members[1], community, "paired")
    hear(world, service(members[1], community).delivered(), service(members[2], community).delivered())
    other = world.open_unit("市自来水公司")

    assert who(of_community(world, community), members) == [0, 1, 2]
    assert len(of_community(world, community)["items"][0]["registrations"]) == 2
    assert who(of_community(world, community, kind="residence"), members) == [0]
    assert who(of_community(world, community, has_served=True), members) == [1, 2]
    assert who(of_community(world, community, has_served=False), members) == [0]
    assert who(of_community(world, community, unit_id=unit.organisation_id), members) == [0, 1, 2]
    assert who(of_community(world, community, unit_id=other.organisation_id), members) == []


def test_the_totals_of_a_report_are_the_sums_of_its_table_and_of_what_was_told(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    other_unit, other = world.open_unit("市自来水公司"), world.open_community("GHT")
    register(world, members[0], community)
    ended = register(world, members[1], other)
    end(world, ended, unit)
    told = [
        service(members[index % 3], community if index % 2 else other, category="理发" if index % 5 else "维修")
        for index in range(11)
    ]
    hear(world, *(one.published() for one in told[:9]), *(one.delivered() for one in told))
    hear(world, *(one.confirmed() for one in told[:7]), *(one.rated(1 + index % 5) for index, one in enumerate(told)))
    hear_at(world, LAST_QUARTER, service(members[3], community).confirmed())
    hear(world, replace(service(members[3], community), unit_id=str(other_unit.organisation_id)).confirmed())
    world.harness.send(RemoveMember(member_id=str(members[2].member_id), reason="retired"), unit)
    found, rows = report(world, unit), of_unit(world, unit)["items"]
    sums = {name: sum(row["service"][name] for row in rows) for name in ("confirmed", "awaiting", "ratings")}

    assert sums == {"confirmed": 7, "awaiting": 4, "ratings": 11}
    assert sums == {
        "confirmed": found["confirmed"],
        "awaiting": found["awaiting"],
        "ratings": found["ratings"]["given"],
    }
    for part in ("parts", "categories"):
        assert sum(one["confirmed"] for one in found[part]) == 7
        assert sum(one["awaiting"] for one in found[part]) == 4
    assert found["members"] == sum(row["is_on_roster"] for row in rows) == 3
    assert found["registered"] == sum(bool(row["registrations"]) for row in rows) == 1
    assert found["served"] == sum(bool(row["service"]["confirmed"] + row["service"]["awaiting"]) for row in rows) == 3
    assert (found["begun"], found["ended"], found["share"]) == (2, 1, 0.3333)
    for place in (community, other):
        seen, listed = report_of(world, place), of_community(world, place)["items"]
        assert seen["confirmed"] == sum(row["service"]["confirmed"] for row in listed)
        assert seen["awaiting"] == sum(row["service"]["awaiting"] for row in listed)
        assert seen["registered"] == sum(row["is_registered"] for row in listed)
        assert seen["served"] == len([row for row in listed if row["service"]["last_on"] == date(2026, 11, 24)])
        assert (seen["members"], seen["share"]) == (None, None)
    assert sum(report_of(world, place)["confirmed"] for place in (community, other)) == 8


def test_registrations_are_counted_by_kind_and_by_community(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    other = world.open_community("GHT", "光华社区")
    pair(world, unit, community)
    register(world, members[0], community)
    register(world, members[0], community, "paired")
    register(world, members[1], other)
    found = report(world, unit)

    assert [found[name] for name in ("registered", "registered_residence", "registered_paired")] == [2, 2, 1]
    assert {part["name"]: part["members"] for part in found["parts"]} == {"三辅街社区": 1, "光华社区": 1}
    assert [(part["name"], part["members"]) for part in report_of(world, community)["parts"]] == [("市水务局", 1)]


def test_a_registration_has_begun_in_the_unit_of_then(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    other = world.open_unit("市林业局")
    register(world, members[0], community)
    move = TransferMember(member_id=str(members[0].member_id), unit_id=str(other.organisation_id), reason="调动")
    world.harness.send(move, world.department)
    (moved,) = world.harness.events_of(MemberMoved)
    world.harness.tell(moved, tenant_id=world.tenant_id)
    found = [report(world, one) for one in (unit, other)]

    assert [one["begun"] for one in found] == [1, 0]
    assert [one["registered"] for one in found] == [0, 1]
    assert report_of(world, community)["begun"] == 1


def test_no_two_readings_differ_by_less_than_five_ratings(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    other_unit, other = world.open_unit("市自来水公司"), world.open_community("GHT")
    places = [(unit, community), (unit, other), (other_unit, community)]
    seen: list[list[tuple[int, float]]] = [[], [], [], []]
    for index in range(40):
        whose, where = places[index * 7 % 3]
        one = replace(service(members[0], where), unit_id=str(whose.organisation_id))
        hear(world, one.rated(1 + index * 3 % 5))
        told = [report(world, unit), report(world, other_unit), report_of(world, community), report_of(world, other)]
        for figures, answer in zip(seen, told, strict=True):
            ratings = answer["ratings"]
            assert (ratings["average"] is None) is (ratings["told"] == 0)
            figures.append((ratings["told"], (ratings["average"] or 0) * ratings["told"]))
    all_told = [figure for figures in seen for figure in figures]

    assert {told % 5 for told, _ in all_told} == {0}
    assert max(told for told, _ in all_told) >= 20
    for at_once in zip(*seen, strict=True):
        assert at_once[0][0] + at_once[1][0] == at_once[2][0] + at_once[3][0]  # the same lots, seen from both sides
    for figures in seen:
        assert all(now == before or now[0] - before[0] >= 5 for before, now in pairwise(figures))
    with world.harness.database.reading() as session:
        lots = list(session.scalars(select(RatingLot)))
    assert sum(lot.ratings for lot in lots) == 40


def test_each_sees_their_own_alone_and_the_department_all(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    other_unit, other = world.open_unit("市自来水公司"), world.open_community("GHT")
    foreign = open_world(world.harness, "吉林市").department
    for ask in (of_unit, report):
        ask(world, unit, actor=world.department)
        for stranger in (other_unit, community, members[0]):
            with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
                ask(world, unit, actor=stranger)
        with pytest.raises(NotFound, match=r"^unit\.unknown$"):
            ask(world, unit, actor=foreign)
    for ask in (of_community, report_of):
        ask(world, community, actor=world.department)
        for stranger in (other, unit, members[0]):
            with pytest.raises(Forbidden, match=r"^community\.not_yours$"):
                ask(world, community, actor=stranger)
        with pytest.raises(NotFound, match=r"^community\.unknown$"):
            ask(world, community, actor=foreign)


@pytest.mark.parametrize(
    "period, pointer",
    [
        ({"starts_on": date(2026, 10, 1)}, "#/ends_on"),
        ({"ends_on": date(2026, 10, 1)}, "#/starts_on"),
        ({"starts_on": date(2026, 10, 2), "ends_on": date(2026, 10, 1)}, "#/ends_on"),
    ],
)
def test_days_make_a_period_or_are_refused(
    world: World, unit: Actor, community: Actor, period: dict[str, date], pointer: str
) -> None:
    for ask, actor in ((of_unit, unit), (of_community, community)):
        with pytest.raises(Invalid) as refused:
            ask(world, actor, **period)

        assert [fault.pointer for fault in refused.value.errors] == [pointer]


def test_a_page_takes_as_many_statements_for_many_as_for_one(world: World, unit: Actor, community: Actor) -> None:
    counts: list[tuple[int, int]] = []
    for size in (2, 40):
        members = world.members(unit, size)
        for member in members:
            hear(world, service(member, community).delivered())
        register(world, members[-1], community)
        counts.append((_statements(world, of_unit, unit), _statements(world, of_community, community)))

    assert counts[0] == counts[1]


def _statements(world: World, ask: Any, actor: Actor) -> int:
    return len(world.harness.statements(lambda: ask(world, actor)))


def test_what_is_kept_of_services_is_in_a_members_export_and_names_nobody_after_an_erasure(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    one = service(members[0], community)
    hear(world, one.delivered(), one.confirmed(), one.rated(2))
    member_id = str(members[0].member_id)
    parts = {
        part["name"]: part["items"]
        for part in world.harness.send(ExportMember(member_id=member_id), members[0])["parts"]
    }
    world.harness.send(RemoveMember(member_id=member_id, reason="retired"), unit)
    world.harness.send(EraseMember(member_id=member_id, reason="本人申请"), world.department)
    left = of_unit(world, unit)["items"][0]

    assert [(item["id"], item["wish_id"]) for item in parts["services"]] == [(one.claim_id, one.wish_id)]
    assert parts["services"][0]["confirmed_at"] is not None
    assert len(parts["ratings"]) == 1
    assert "score" not in parts["ratings"][0]
    assert (left["name"], left["service"]["confirmed"]) == ("已注销", 1)


def test_a_day_is_read_in_shanghai(world: World, unit: Actor, community: Actor, members: list[Actor]) -> None:
    hear_at(world, datetime(2026, 11, 23, 0, 30, tzinfo=SHANGHAI), service(members[0], community).delivered())

    day = date(2026, 11, 23)
    assert who(of_unit(world, unit, starts_on=day, ends_on=day, has_served=True), members) == [0]
