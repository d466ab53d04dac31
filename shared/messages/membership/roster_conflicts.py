"""Messages of membership: people whom two units' rosters name, and members who are transferred between units."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import (
    Code,
    Command,
    Event,
    ForUnit,
    Id,
    Line,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit

__all__ = [
    "ClaimedEntry",
    "ConflictDecider",
    "ConflictOutcome",
    "ConflictState",
    "ConflictStep",
    "ConflictVerdict",
    "DecideRosterConflict",
    "ListRosterConflicts",
    "MemberTransfer",
    "ReleaseRosterConflict",
    "ReopenRosterConflict",
    "RosterConflict",
    "RosterConflictDecided",
    "RosterConflictOpened",
    "RosterConflictPage",
    "ShowRosterConflict",
    "TransferMember",
    "WithdrawRosterConflict",
]

# moved: the person went to the unit that claims them. dismissed: the department has decided that they stay.
# lapsed: there is nothing to decide any more.
ConflictState = Literal["open", "moved", "dismissed", "lapsed"]
ConflictOutcome = Literal["moved", "dismissed", "lapsed"]
ConflictVerdict = Literal["move", "dismiss"]
# claimer, holder: the units, by what they ask for or by a later roster of theirs. system: it has become void.
ConflictDecider = Literal["department", "claimer", "holder", "system"]
ConflictStep = Literal["decide", "release", "withdraw", "reopen"]


@shape
class ClaimedEntry(Shape):
    """What one of the two units' rosters says of the person; the phone is masked."""

    external_id: str
    name: str
    department: str | None
    phone: str | None


@shape
class RosterConflict(Shape):
    """
    One person whom two units' rosters name: on the roster of `holding_unit_id`, claimed by `unit_id`.

    claimed: what the claiming unit's roster says, for that unit and the department; null once it is given up.
    held: what the holding unit's says, for that unit and the department, while the person is on its roster.
    decided_by, decided_at, reason: of the last decision; null while it is open. allowed: what the caller may do now.
    """

    id: Id
    member_id: Id
    unit_id: Id
    unit_name: Line
    holding_unit_id: Id
    holding_unit_name: Line
    state: ConflictState
    claimed: ClaimedEntry | None
    held: ClaimedEntry | None
    opened_at: datetime
    decided_at: datetime | None
    decided_by: ConflictDecider | None
    reason: str | None
    allowed: list[ConflictStep]
    version: int


@shape
class RosterConflictPage(Shape):
    items: list[RosterConflict]
    next: str | None


@shape
class MemberTransfer(Shape):
    """A member who has gone from one unit's roster to another's; version: the member's."""

    member_id: Id
    from_unit_id: Id
    unit_id: Id
    transferred_at: datetime
    version: int


@query("roster_conflict.show")
class ShowRosterConflict(Query):
    conflict_id: Id


@query("roster_conflicts.list")
class ListRosterConflicts(Query):
    """Those that the caller's own unit has a part in; all, for the department."""

    state: ConflictState | None = None
    unit_id: Id | None = None
    after: Cursor | None = None
    limit: Limit = 50


@command("roster_conflict.decide", secret_result=True)
class DecideRosterConflict(Command):
    """
    The department decides to whom the person belongs.

    external_id: their number in the claiming unit, where the one on its roster is another member's there.
    """

    conflict_id: Id
    verdict: ConflictVerdict
    reason: Text
    external_id: Code | None = None


@command("roster_conflict.release", secret_result=True)
class ReleaseRosterConflict(Command):
    """The holding unit lets the person go to the unit that claims them."""

    conflict_id: Id
    reason: Text | None = None
    external_id: Code | None = None


@command("roster_conflict.withdraw", secret_result=True)
class WithdrawRosterConflict(Command):
    """The claiming unit gives its claim up."""

    conflict_id: Id
    reason: Text | None = None


@command("roster_conflict.reopen", secret_result=True)
class ReopenRosterConflict(Command):
    """
    Has a dismissed conflict decided anew: for the department at any time, for the claiming unit once the person is on
    the roster of another unit than the one that it was decided for.
    """

    conflict_id: Id
    reason: Text | None = None


@command("member.transfer")
class TransferMember(Command):
    """
    Puts a member on another unit's roster: the same person, with all that they did.

    external_id: their number there; left out, what that unit's roster says where it claims them, or else the one that
    they have.
    """

    member_id: Id
    unit_id: Id
    reason: Text
    external_id: Code | None = None


@event("roster_conflict.opened", subject="conflict_id")
class RosterConflictOpened(Event):
    """
    A unit's roster names somebody who is on another's; told again where they come to another holder, and where what was
    dismissed is opened anew.
    """

    conflict_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    holding_unit_id: ForUnit[Id]
    member_id: ForUnit[Id]


@event("roster_conflict.decided", subject="conflict_id")
class RosterConflictDecided(Event):
    """To whom somebody belongs whom two units' rosters name."""

    conflict_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    holding_unit_id: ForUnit[Id]
    member_id: ForUnit[Id]
    outcome: ForUnit[ConflictOutcome]
    decided_by: ForUnit[ConflictDecider]
