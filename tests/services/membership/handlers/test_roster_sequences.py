"""Whatever files units send one after the other, their members are those of the last ones."""

from dataclasses import dataclass, field
from itertools import count

from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import func, select

from services.membership.model import Member
from shared.messages import membership as m
from shared.messages.envelope import Actor
from shared.messages.membership import MemberChanged, MemberEnrolled, MemberLeft
from tests.harness import Harness
from tests.services.membership.claims import conflicts
from tests.services.membership.roster_files import Row, kept_of, row, rows_of, sync
from tests.services.membership.world import World, open_world

PEOPLE = 6
RECORDS = [record for _, record, _ in rows_of(size=PEOPLE)]
DEPARTMENTS = ("办公室", "财务科")
NAMES = count()

# A file: people in some order, each under a number of their own and in a department.
FILES = st.lists(st.integers(0, PEOPLE - 1), unique=True).flatmap(
    lambda people: st.tuples(
        st.just(people),
        st.permutations([f"N{place}" for place in range(PEOPLE)]),
        st.lists(st.sampled_from(DEPARTMENTS), min_size=PEOPLE, max_size=PEOPLE),
    )
)
File = tuple[list[int], list[str], list[str]]


def rows_in(file: File) -> list[Row]:
    people, numbers, departments = file
    return [
        row(
            line,
            external_id=numbers[place],
            name=RECORDS[person][1],
            identity_number=RECORDS[person][4],
            birth_month="",
            phone=RECORDS[person][5],
            department=departments[place],
            residence_code="",
        )
        for line, (place, person) in enumerate(enumerate(people), 2)
    ]


def told(harness: Harness, unit: Actor) -> set[str]:
    """Who is on the roster by what the events tell."""
    on_roster: set[str] = set()
    for event in harness.events:
        if isinstance(event, MemberEnrolled | MemberChanged) and event.unit_id == unit.organisation_id:
            on_roster.add(event.member_id)
        elif isinstance(event, MemberLeft) and event.unit_id == unit.organisation_id:
            on_roster.remove(event.member_id)
    return on_roster


@given(files=st.lists(FILES, min_size=1, max_size=4))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_after_any_sequence_of_files_the_members_are_those_of_the_last_and_the_events_tell_the_same(
    harness: Harness, files: list[File]
) -> None:
    world = open_world(harness, f"第{next(NAMES)}区")
    unit = world.open_unit()
    ids: dict[int, str] = {}
    for file in (file for file in files if file[0]):
        upload = sync(world, unit, rows_in(file), confirm_leaving=True)
        members = kept_of(world, unit)

        assert upload.show()["state"] == "done"
        assert {number: one.name for number, one in members.items()} == {
            file[1][place]: RECORDS[person][1] for place, person in enumerate(file[0])
        }
        assert [members[file[1][place]].department for place in range(len(file[0]))] == file[2][: len(file[0])]
        assert {one.id for one in members.values()} == told(harness, unit)
        for place, person in enumerate(file[0]):
            assert members[file[1][place]].id == ids.setdefault(person, members[file[1][place]].id)


@dataclass
class Claims:
    """Who should be where after files of two units: by person the unit that has them, and the one that claims them."""

    has: dict[int, int] = field(default_factory=dict)
    claims: dict[int, int] = field(default_factory=dict)

    def take(self, unit: int, people: list[int]) -> None:
        for person in [one for one, holder in self.has.items() if holder == unit and one not in people]:
            if self.claims.get(person) is None:
                del self.has[person]
            else:
                self.has[person] = self.claims.pop(person)
        for person in [one for one, claimer in self.claims.items() if claimer == unit and one not in people]:
            del self.claims[person]
        for person in people:
            if self.has.setdefault(person, unit) != unit:
                self.claims[person] = unit

    def of(self, unit: int) -> set[int]:
        return {person for person, holder in self.has.items() if holder == unit}


def people_of(world: World, unit: Actor) -> set[int]:
    names = {one.name for one in kept_of(world, unit).values()}
    return {person for person in range(PEOPLE) if RECORDS[person][1] in names}


def identities_are_single(world: World) -> bool:
    with world.harness.database.reading() as session:
        query = select(func.count(), func.count(Member.identity_digest.distinct()))
        members, identities = session.execute(query.where(Member.tenant_id == world.tenant_id)).one()
    return bool(members == identities)


@given(files=st.lists(st.tuples(st.integers(0, 1), FILES), min_size=1, max_size=6))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_two_units_whose_files_share_people_end_with_those_of_their_last_files_once_they_let_go(
    harness: Harness, files: list[tuple[int, File]]
) -> None:
    world = open_world(harness, f"第{next(NAMES)}区")
    units = [world.open_unit(), world.open_unit("市林业局")]
    expected, last = Claims(), {}
    for unit, file in ((unit, file) for unit, file in files if file[0]):
        upload = sync(world, units[unit], rows_in(file), confirm_leaving=True)
        expected.take(unit, file[0])
        last[unit] = file
        before = world.harness.events
        sync(world, units[unit], rows_in(file), confirm_leaving=True)

        assert upload.show()["state"] == "done"
        assert world.harness.events == before
        assert identities_are_single(world)
        assert [people_of(world, units[place]) for place in (0, 1)] == [expected.of(0), expected.of(1)]
        assert len(conflicts(world, world.department, state="open")) == len(expected.claims)
    for unit, (people, numbers, departments) in last.items():
        for conflict in conflicts(world, units[1 - unit], state="open"):
            if conflict["holding_unit_id"] == units[1 - unit].organisation_id:
                world.harness.send(m.ReleaseRosterConflict(conflict_id=conflict["id"]), units[1 - unit])
        members = kept_of(world, units[unit])

        assert people_of(world, units[unit]) == set(people)
        assert {number: (one.name, one.department) for number, one in members.items()} == {
            numbers[place]: (RECORDS[person][1], departments[place]) for place, person in enumerate(people)
        }
        assert identities_are_single(world)
        break
