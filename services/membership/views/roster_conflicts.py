"""Answers on conflicts between rosters."""

from services.membership.model import RosterConflict
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import roster_conflict_shape
from shared.errors import Forbidden
from shared.messages import membership as messages
from shared.paging import read_page


def show_roster_conflict(query: messages.ShowRosterConflict, uow: MembershipUnitOfWork) -> messages.RosterConflict:
    """
    Show a conflict to both units and the department.

    Raises:
        NotFound: `roster_conflict.unknown`.
        Forbidden: `roster_conflict.not_yours`.
    """
    conflict = uow.roster_conflicts.get(query.conflict_id)
    if conflict.side_of(uow.actor) is None:
        raise Forbidden("roster_conflict.not_yours")
    return roster_conflict_shape(conflict, uow.actor, uow.cipher)


def list_roster_conflicts(
    query: messages.ListRosterConflicts, uow: MembershipUnitOfWork
) -> messages.RosterConflictPage:
    """
    The conflicts in which the acting unit has a part; all of the tenant's, for the department.

    Raises:
        Forbidden: `access.denied`, for others.
    """
    if uow.actor.role not in ("department", "unit"):
        raise Forbidden("access.denied")
    own = uow.actor.organisation_id if uow.actor.role == "unit" else None
    rows = uow.roster_conflicts.matching(state=query.state, unit_ids=[one for one in (own, query.unit_id) if one])
    items, following = read_page(uow.session, rows, RosterConflict.id, after=query.after, limit=query.limit)
    return messages.RosterConflictPage(
        items=[roster_conflict_shape(item, uow.actor, uow.cipher) for item in items], next=following
    )
