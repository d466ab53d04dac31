"""Whatever files a unit sends one after the other, its members are those of the last one."""

from itertools import count

from hypothesis import HealthCheck, given, settings, strategies as st

from shared.messages.envelope import Actor
from shared.messages.membership import MemberChanged, MemberEnrolled, MemberLeft
from tests.harness import Harness
from tests.services.membership.roster_files import Row, kept_of, row, rows_of, sync
from tests.services.membership.world import open_world

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
