"""How things stood when a quarter ended is told for good."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.membership.model import OrganisationStand, QuarterEnd
from shared.errors import Conflict, Forbidden, NotFound
from shared.messages.envelope import Actor
from shared.messages.membership import MemberLeft, MemberMoved, RemoveMember, TransferMember
from shared.messages.membership.dual_management import KeepQuarterEnd, ShowCommunityReport, ShowUnitReport
from tests.services.membership.claims import line
from tests.services.membership.registered import end, pair, register
from tests.services.membership.roster_files import Row, begin, sync
from tests.services.membership.shared_work import hear_at, service
from tests.services.membership.world import World, entry_of, open_world

QUARTER_END = datetime(2026, 12, 31, 16, tzinfo=UTC)  # midnight in Shanghai
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
FIGURES = ("members", "registered", "registered_residence", "registered_paired", "share")


class Town:
    """A unit of four members, of whom three are registered, another unit of one, and two communities."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.unit, self.other = world.open_unit(), world.open_unit("市林业局")
        self.first, self.second = world.open_community("SFJ"), world.open_community("GHT", "光华社区")
        pair(world, self.unit, self.first)
        self.members = world.members(self.unit, 4)
        world.enrol(self.other, [entry_of(4)])
        self.ended = register(world, self.members[0], self.first)
        register(world, self.members[0], self.first, "paired")
        register(world, self.members[1], self.second)
        register(world, self.members[1], self.first, "paired")
        register(world, self.members[2], self.first)

    def go_to(self, instant: datetime) -> None:
        """Let time pass without the timer."""
        self.world.harness.clock.advance(instant - self.world.harness.clock.now())

    def run_timer(self) -> int:
        return self.world.harness.wait(timedelta())

    def change(self) -> None:
        """One ends a registration, one moves, one leaves, one registers, one is new; the events reach everybody."""
        world, harness = self.world, self.world.harness
        end(world, self.ended, self.members[0])
        move = TransferMember(
            member_id=str(self.members[1].member_id), unit_id=str(self.other.organisation_id), reason="调动"
        )
        harness.send(move, world.department)
        harness.send(RemoveMember(member_id=str(self.members[2].member_id), reason="retired"), self.unit)
        register(world, self.members[3], self.second)
        world.enrol(self.unit, [entry_of(5)])
        harness.tell(*harness.events_of(MemberMoved), *harness.events_of(MemberLeft), tenant_id=world.tenant_id)

    def figures(self, quarter: str = "2026-Q4") -> list[Any]:
        """What the reports of all four tell of how things stand."""
        found = []
        for actor in (self.unit, self.other, self.first, self.second):
            told = report(self.world, actor, quarter)
            parts = {part["name"]: part["members"] for part in told["parts"] if part["members"]}
            found.append(([told[name] for name in FIGURES], parts))
        return found

    @property
    def ends(self) -> dict[str, str]:
        with self.world.harness.database.reading() as session:
            return {one.quarter: one.state for one in session.scalars(select(QuarterEnd).order_by(QuarterEnd.quarter))}


@pytest.fixture
def town(world: World) -> Town:
    return Town(world)


def report(world: World, actor: Actor, quarter: str = "2026-Q4") -> Any:
    own = str(actor.organisation_id)
    if actor.role == "unit":
        return world.harness.send(ShowUnitReport(unit_id=own, quarter=quarter), actor)
    return world.harness.send(ShowCommunityReport(community_id=own, quarter=quarter), actor)


STOOD = [
    ([4, 3, 3, 2, 0.75], {"三辅街社区": 3, "光华社区": 1}),
    ([1, 0, 0, 0, 0.0], {}),
    ([None, 3, 2, 2, None], {"市水务局": 3}),
    ([None, 1, 1, 0, None], {"市水务局": 1}),
]
CHANGED = [
    ([3, 2, 1, 1, 0.6667], {"三辅街社区": 1, "光华社区": 1}),
    ([2, 1, 1, 0, 0.5], {"光华社区": 1}),
    ([None, 1, 0, 1, None], {"市水务局": 1}),
    ([None, 2, 2, 0, None], {"市水务局": 1, "市林业局": 1}),
]


def test_how_things_stood_when_a_quarter_ended_stays_whatever_happens_afterwards(town: Town) -> None:
    assert town.figures() == STOOD
    town.go_to(QUARTER_END - SECOND)
    assert town.run_timer() == 0
    town.go_to(QUARTER_END)
    assert town.run_timer() == 1
    town.go_to(QUARTER_END + 3 * DAY)
    town.change()

    assert town.figures() == STOOD
    assert town.figures("2027-Q1") == CHANGED
    assert town.ends == {"2026-Q4": "kept", "2027-Q1": "awaited"}


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=1), 89 * DAY])
def test_what_happens_between_the_end_and_a_late_timer_is_not_counted(town: Town, late: timedelta) -> None:
    town.go_to(QUARTER_END)
    town.change()
    town.go_to(QUARTER_END + late)
    town.run_timer()

    assert town.figures() == STOOD
    assert town.figures("2027-Q1") == CHANGED


def test_who_moves_more_than_once_before_a_late_timer_is_told_where_they_stood(town: Town) -> None:
    world, member_id = town.world, str(town.members[3].member_id)
    left = world.enrol(town.other, [entry_of(5)])["members"][0]["member_id"]
    world.harness.send(RemoveMember(member_id=left, reason="retired"), town.other)
    town.go_to(QUARTER_END)
    move = TransferMember(member_id=member_id, unit_id=str(town.other.organisation_id), reason="调动")
    world.harness.send(move, world.department)
    world.harness.send(RemoveMember(member_id=member_id, reason="resigned"), town.other)
    world.enrol(town.other, [entry_of(3), entry_of(5)])  # both are back
    town.run_timer()

    assert town.figures() == STOOD
    assert report(world, town.other, "2027-Q1")["members"] == 3


def test_what_happened_just_before_the_end_is_counted(town: Town) -> None:
    town.go_to(QUARTER_END - SECOND)
    town.change()
    town.go_to(QUARTER_END + DAY)
    town.run_timer()

    assert town.figures() == CHANGED


def test_a_registration_that_nobody_has_ended_yet_is_not_counted_for_who_has_left(town: Town) -> None:
    world = town.world
    town.go_to(QUARTER_END - SECOND)
    world.harness.send(RemoveMember(member_id=str(town.members[2].member_id), reason="retired"), town.unit)
    town.go_to(QUARTER_END)
    town.run_timer()

    assert town.figures()[0] == ([3, 2, 2, 2, 0.6667], {"三辅街社区": 2, "光华社区": 1})
    assert town.figures()[2] == ([None, 2, 1, 2, None], {"市水务局": 2})


def carry_out(world: World, unit: Actor, rows: list[Row]) -> None:
    """Have a file taken over without the timer."""
    upload = begin(world, unit, confirm_leaving=True)
    upload.append(rows)
    upload.complete()
    upload.step_until("done")


def test_a_roster_file_that_comes_before_a_late_timer_changes_nothing_of_it(world: World) -> None:
    world.open_roster_communities()
    unit, other = world.open_unit(), world.open_unit("市林业局")
    sync(world, unit, [line(index) for index in range(6)])
    sync(world, other, [line(6), line(1)])  # and claims one of the first unit's
    sync(world, unit, [line(index) for index in range(5)], confirm_leaving=True)
    world.harness.clock.advance(QUARTER_END - world.harness.clock.now())
    carry_out(
        world, unit, [line(0, department="财务科"), line(2), line(5), line(7)]
    )  # one moves, two leave, one is back
    carry_out(world, unit, [line(0), line(3)])  # of whom the one is gone again, and one of the two is back
    before = [report(world, one, "2027-Q1")["members"] for one in (unit, other)]
    world.harness.wait(SECOND)

    assert before == [2, 2]
    assert [report(world, one)["members"] for one in (unit, other)] == [5, 1]


def test_ends_that_were_missed_are_told_as_long_as_nobody_has_moved(town: Town) -> None:
    town.go_to(datetime(2027, 8, 1, tzinfo=UTC))
    done = town.run_timer()

    assert done == 3
    assert town.ends == dict.fromkeys(("2026-Q4", "2027-Q1", "2027-Q2"), "kept") | {"2027-Q3": "awaited"}
    assert [town.figures(quarter) for quarter in ("2026-Q4", "2027-Q1", "2027-Q2")] == [STOOD] * 3


def test_an_end_that_cannot_be_told_any_more_is_not_made_up(town: Town) -> None:
    world = town.world
    hear_at(world, QUARTER_END - DAY, service(town.members[0], town.first).confirmed())
    town.go_to(QUARTER_END + 100 * DAY)
    town.change()
    town.run_timer()
    told = report(world, town.unit)

    assert town.ends == {"2026-Q4": "missed", "2027-Q1": "kept", "2027-Q2": "awaited"}
    assert town.figures("2027-Q1") == STOOD
    assert [figures for figures, _ in town.figures()] == [[None] * 5] * 4
    assert (told["is_provisional"], told["begun"], told["confirmed"]) == (False, 5, 1)
    assert [(part["members"], part["confirmed"]) for part in told["parts"]] == [(None, 1)]


def test_who_is_new_leaves_a_missed_end_known(town: Town) -> None:
    town.go_to(QUARTER_END + 100 * DAY)
    town.world.enrol(town.unit, [entry_of(5)])
    town.run_timer()

    assert town.ends["2026-Q4"] == "kept"
    assert town.figures() == STOOD


def test_an_organisation_has_no_report_of_a_quarter_that_was_over_before_it_was_opened(world: World) -> None:
    world.harness.wait(QUARTER_END - world.harness.clock.now())
    unit, community = world.open_unit(), world.open_community("SFJ")
    for actor in (unit, community):
        with pytest.raises(NotFound, match=r"^report\.unknown$"):
            report(world, actor)

        assert report(world, actor, "2027-Q1")["registered"] == 0


def test_who_was_opened_after_the_end_and_before_a_late_timer_has_no_stand(town: Town) -> None:
    town.go_to(QUARTER_END)
    unit = town.world.open_unit("市自来水公司")
    town.run_timer()
    with town.world.harness.database.reading() as session:
        stood = set(session.scalars(select(OrganisationStand.organisation_id)))

    assert stood == {one.organisation_id for one in (town.unit, town.other, town.first, town.second)}
    assert town.figures() == STOOD
    with pytest.raises(NotFound, match=r"^report\.unknown$"):
        report(town.world, unit)


def test_each_tenant_keeps_its_own(town: Town) -> None:
    elsewhere = open_world(town.world.harness, "吉林市")
    unit = elsewhere.open_unit()
    town.go_to(QUARTER_END)
    done = town.run_timer()

    assert done == 2
    assert report(elsewhere, unit)["members"] == 0
    assert town.figures() == STOOD


def test_keeping_takes_as_many_statements_for_many_as_for_few(world: World) -> None:
    counts = []
    for size, at in ((1, QUARTER_END), (30, datetime(2027, 3, 31, 16, tzinfo=UTC))):
        for index in range(size):
            unit = world.open_unit(f"单位{size}-{index}")
            community = world.open_community(f"C{size}-{index}")
            (line,) = world.enrol(unit, [entry_of(size + index)])["members"]
            register(world, world.member(unit, line["member_id"]), community)
        world.harness.clock.advance(at - world.harness.clock.now())
        counts.append(len(world.harness.statements(lambda: world.harness.wait(timedelta()))))

    assert counts[0] == counts[1]


def keep(world: World, actor: Actor) -> None:
    with world.harness.database.reading() as session:
        query = select(QuarterEnd.id).order_by(QuarterEnd.quarter).limit(1)
        quarter_end_id = str(session.scalar(query))
    world.harness.send(KeepQuarterEnd(quarter_end_id=quarter_end_id), actor)


def test_nobody_but_the_timer_keeps_anything(town: Town) -> None:
    town.go_to(QUARTER_END)
    for actor in (town.world.department, town.unit, town.first, town.members[0]):
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            keep(town.world, actor)

    assert town.ends == {"2026-Q4": "awaited"}


def test_an_end_is_kept_once_and_not_before_it_has_come(town: Town) -> None:
    timer = Actor.system(town.world.tenant_id)
    with pytest.raises(Conflict, match=r"^quarter_end\.not_due$"):
        keep(town.world, timer)
    town.go_to(QUARTER_END)
    town.run_timer()
    with pytest.raises(Conflict, match=r"^quarter_end\.over$"):
        keep(town.world, timer)
    with pytest.raises(NotFound, match=r"^quarter_end\.unknown$"):
        keep(town.world, Actor.system(open_world(town.world.harness, "吉林市").tenant_id))
