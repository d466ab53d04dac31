"""Members ranked for something to be done, beside a plain scan that reads all members and compares them in Python."""

import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.membership.model import Organisation
from services.membership.repository.matching import MemberMatching, Sought
from services.membership.service import MEMBERSHIP
from shared.clock import SHANGHAI
from shared.matching import REGISTERED_ELSEWHERE, TIME_UNKNOWN, WEIGHTS
from shared.weeks import Slot, slots_between
from tests.bench.contest import WrongOutcome
from tests.bench.report import Row
from tests.bench.size import Size
from tests.harness import harness_for
from tests.services.membership.crowd import fill
from tests.services.membership.world import open_world

BEST = 20
TIMES = 5
SATURDAY = datetime(2026, 11, 28, 9, tzinfo=SHANGHAI)
# A skill that one in two hundred has, one that one in ten has, and two such at once.
ASKED = {"a rare skill": ["rare"], "a common skill": ["skill 7"], "two common skills": ["skill 7", "skill 8"]}


def measure_matching(size: Size, tell: Callable[[str], None]) -> list[Row]:
    """
    How many rankings of a whole tenant's members there are in a second, on PostgreSQL.

    Raises:
        WrongOutcome: another ranking comes out than by the plain scan.
    """
    members = size.roster_rows
    rows: list[Row] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(harness_for(MEMBERSHIP, "postgresql", Path(folder))) as running,
    ):
        harness = next(running)
        world = open_world(harness)
        community = world.open_community("SFJ")
        tell(f"matching among {members:,} members")
        fill(harness.database, world.tenant_id, str(community.organisation_id), members)
        with harness.database.reading() as session:
            place = session.get_one(Organisation, community.organisation_id)
            for name, skills in ASKED.items():
                sought = _sought(place, skills)
                ours, found = _measure(lambda s=sought: _ranked(session, world.tenant_id, s))  # type: ignore[misc]
                plain, scanned = _measure(lambda s=sought: _scanned(session, world.tenant_id, s))  # type: ignore[misc]
                if found != scanned:
                    raise WrongOutcome(f"matching for {name} ranks otherwise than a plain scan does")
                rows.append(Row(f"members ranked for {name}, of {members:,}", ours, "rankings/s", plain))
    return rows


def _sought(community: Organisation, skills: list[str]) -> Sought:
    slots = list(slots_between(SATURDAY, SATURDAY + timedelta(hours=2)))
    return Sought(community, skills, True, [], slots, SATURDAY.date(), SATURDAY)


def _measure(rank: Callable[[], Any]) -> tuple[float, Any]:
    rank()
    seconds: list[float] = []
    for _ in range(TIMES):
        began = monotonic()
        found = rank()
        seconds.append(monotonic() - began)
    return 1 / median(seconds), found


def _ranked(session: Session, tenant_id: str, sought: Sought) -> list[tuple[str, int]]:
    matching = MemberMatching(session, tenant_id)
    found = matching.rank(sought, matching.is_concerned(sought), limit=BEST)
    return [(one.member_id, sum(one.points.values())) for one in found]


def _scanned(session: Session, tenant_id: str, sought: Sought) -> list[tuple[str, int]]:
    """What somebody would write who has never thought of 100,000 members."""
    names = {"tenant": tenant_id, "community": sought.community.id}
    tags, free, busy = defaultdict(set), defaultdict(list), defaultdict(int)
    for member_id, value in session.execute(
        text("SELECT member_id, value FROM member_tags WHERE kind = 'skill' AND tenant_id = :tenant"), names
    ):
        tags[member_id].add(value)
    for member_id, *slot in session.execute(
        text("SELECT member_id, weekday, from_minute, to_minute FROM member_free_times WHERE tenant_id = :tenant"),
        names,
    ):
        free[member_id].append(Slot(*slot))
    for (member_id,) in session.execute(text("SELECT member_id FROM member_duties WHERE tenant_id = :tenant"), names):
        busy[member_id] += 1
    registered = set(
        session.scalars(
            text("SELECT member_id FROM registrations WHERE community_id = :community AND state = 'confirmed'"), names
        )
    )
    found: list[tuple[str, int]] = []
    people = "SELECT id, residence_code FROM members WHERE tenant_id = :tenant AND state = 'active'"
    for member_id, home in session.execute(text(people), names):
        has = tags[member_id].intersection(sought.skills)
        lives_here = home == sought.community.code
        if not (has or lives_here or member_id in registered):
            continue
        points = WEIGHTS["skills"] * len(has) // len(sought.skills)
        is_free = all(
            any(
                one.weekday == slot.weekday and one.from_minute <= slot.from_minute and one.to_minute >= slot.to_minute
                for one in free[member_id]
            )
            for slot in sought.slots
        )
        points += WEIGHTS["free_time"] if is_free else 0 if free[member_id] else TIME_UNKNOWN
        points += WEIGHTS["area"] if lives_here else REGISTERED_ELSEWHERE if member_id in registered else 0
        points += max(0, WEIGHTS["load"] - 3 * busy[member_id]) + WEIGHTS["turn"]
        found.append((str(member_id), points))
    found.sort(key=lambda one: (-one[1], one[0]))
    return found[:BEST]
