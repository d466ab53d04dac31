"""Messages of outsourcing: objections (异议) to awards in their public notice, which the department answers."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import Command, Id, Query, Shape, Text, command, query, shape
from shared.messages.paging import Cursor, Limit, Order

ObjectionState = Literal["open", "upheld", "dismissed", "withdrawn", "dropped"]
Outcome = Literal["upheld", "dismissed"]
ObjectorRole = Literal["subdistrict", "community", "unit", "organisation", "member", "resident"]


@shape
class Objection(Shape):
    """
    Why somebody holds that an award isn't right.

    is_yours: the caller's own. objector_role, objector_id: in what role somebody objects, and the id of the member, the
    resident or the organisation; told to the department and to themselves, null to who has the award. reason: why it
    was answered so.
    """

    id: Id
    award_id: Id
    call_id: Id
    state: ObjectionState
    text: str
    is_yours: bool
    objector_role: ObjectorRole | None
    objector_id: Id | None
    reason: str | None
    filed_at: datetime
    answered_at: datetime | None
    version: int


@shape
class ObjectionPage(Shape):
    items: list[Objection]
    next: str | None


@command("objection.file", secret_result=True, is_sealed=True)
class FileObjection(Command):
    """Until the notice ends, by anybody but who has the award, who reads `text`, not whose it is; one at a time."""

    award_id: Id
    text: Text


@command("objection.answer", secret_result=True, is_sealed=True)
class AnswerObjection(Command):
    """Upheld, the award is cancelled; with the last one answered after the notice it is active."""

    objection_id: Id
    outcome: Outcome
    reason: Text


@command("objection.withdraw", secret_result=True, is_sealed=True)
class WithdrawObjection(Command):
    objection_id: Id


@query("objection.show", is_sealed=True)
class ShowObjection(Query):
    objection_id: Id


@query("objections.list", is_sealed=True)
class ListObjections(Query):
    """All for the department; for others their own, and those to awards that they have."""

    award_id: Id | None = None
    state: ObjectionState | None = None
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50
