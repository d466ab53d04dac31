"""Answers on roster syncs."""

from services.membership.model import RosterSync
from services.membership.model.rosters import FINAL
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import finding_shape, roster_sync_shape
from shared.messages import membership as messages
from shared.paging import read_page

FIRST_FINDINGS = 100


def show_roster_sync(query: messages.ShowRosterSync, uow: MembershipUnitOfWork) -> messages.RosterSync:
    """
    How a roster's sync stands, for its unit and the department.

    Raises:
        NotFound: `job.unknown`.
        Forbidden: `job.not_yours`.
    """
    sync = _readable(query.sync_id, uow)
    findings = uow.roster_syncs.findings(sync.id, limit=FIRST_FINDINGS) if sync.counts and sync.is_final else []
    return roster_sync_shape(sync, uow.roster_syncs.rows_received(sync), findings)


def list_roster_syncs(query: messages.ListRosterSyncs, uow: MembershipUnitOfWork) -> messages.RosterSyncPage:
    """
    A unit's roster syncs, for the unit and the department.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
    """
    unit = uow.organisations.get(query.unit_id, "unit")
    uow.check_in_charge(unit.id, "unit.not_yours")
    rows = uow.roster_syncs.all.where(RosterSync.unit_id == unit.id)
    if query.running:
        rows = rows.where(RosterSync.state.not_in(FINAL))
    items, following = read_page(
        uow.session, rows, RosterSync.id, after=query.after, limit=query.limit, order="newest_first"
    )
    shapes = [roster_sync_shape(item, uow.roster_syncs.rows_received(item)) for item in items]
    return messages.RosterSyncPage(items=shapes, next=following)


def list_findings(query: messages.ListFindings, uow: MembershipUnitOfWork) -> messages.FindingPage:
    """
    What there is to say of a roster's lines, for its unit and the department.

    Raises:
        NotFound: `job.unknown`.
        Forbidden: `job.not_yours`.
    """
    sync = _readable(query.sync_id, uow)
    found = uow.roster_syncs.findings(sync.id, kind=query.kind, after=query.after, limit=query.limit + 1)
    page = found[: query.limit]
    following = str(page[-1].number) if len(found) > query.limit else None
    return messages.FindingPage(items=[finding_shape(item) for item in page], next=following)


def _readable(sync_id: str, uow: MembershipUnitOfWork) -> RosterSync:
    sync = uow.roster_syncs.get(sync_id)
    uow.check_in_charge(sync.unit_id, "job.not_yours")
    return sync
