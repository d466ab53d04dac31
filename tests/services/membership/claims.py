"""People whom two units' rosters name."""

from typing import Any

from sqlalchemy import select

from services.membership.model import RosterConflict
from shared.messages import membership as m
from shared.messages.envelope import Actor
from shared.messages.membership import ROSTER_COLUMNS
from tests.services.membership.roster_files import Row, Upload, row, rows_of, sync
from tests.services.membership.world import World


def line(index: int, **cells: Any) -> Row:
    """The roster's n-th member at the place that they have there, but for the cells that are named."""
    usual = dict(zip(ROSTER_COLUMNS, rows_of(size=index + 1)[index][1], strict=True))
    return row(index + 2, **(usual | cells))


def bring(world: World, unit: Actor, *rows: Row, **options: Any) -> Upload:
    return sync(world, unit, rows, **({"confirm_leaving": True} | options))


def conflicts(world: World, actor: Actor, **filters: Any) -> list[Any]:
    return list(world.harness.send(m.ListRosterConflicts(**filters), actor)["items"])


def rows(world: World) -> list[RosterConflict]:
    """All conflicts as they are kept, the oldest first."""
    with world.harness.database.reading() as session:
        return list(session.scalars(select(RosterConflict).order_by(RosterConflict.id)))


def told(world: World, *kinds: type[Any]) -> list[Any]:
    """The events of these kinds; of conflicts' where none is named."""
    kinds = kinds or (m.RosterConflictOpened, m.RosterConflictDecided)
    return [event for event in world.harness.events if isinstance(event, kinds)]


def decide(world: World, conflict: Any, verdict: m.ConflictVerdict = "move", **options: Any) -> Any:
    command = m.DecideRosterConflict(conflict_id=conflict["id"], verdict=verdict, reason="经核实", **options)
    return world.harness.send(command, world.department)
