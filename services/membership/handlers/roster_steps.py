"""
The steps by which a roster file is taken over, each a transaction of its own.

Checked part by part while it still comes in; compared as a whole; the changes prepared part by part; applied at once.
So whatever stops in between goes on with the next step, and the members are as before or as the file has them.
"""

from collections.abc import Callable

from services.membership.handlers.roster_checking import check_parts
from services.membership.handlers.roster_claims import prepare_withdrawals
from services.membership.handlers.roster_preparing import prepare_leavers, prepare_parts
from services.membership.handlers.roster_reading import Lists, lists_of
from services.membership.model import RosterSync
from services.membership.model.rosters import KEPT_FOR, MOST_RESTARTS
from services.membership.repository import Comparison, ConflictChanges, MembershipUnitOfWork, RosterChanges
from shared.errors import Conflict, Invalid, Refusal
from shared.messages import membership as messages

FEW = 3


def advance_roster_sync(command: messages.AdvanceRosterSync, uow: MembershipUnitOfWork) -> None:
    """
    Carry out the next step of a roster sync, and have the one after it carried out as well.

    Raises:
        NotFound: `job.unknown`, all of it is forgotten.

    Publishes:
        With the step that applies the file: MemberEnrolled, MemberChanged, MemberMoved, MemberLeft for each member whom
        it changes, RosterConflictOpened and RosterConflictDecided for each person whom another unit's roster names too
        and about whom that is new, and RosterSynced behind them.
    """
    sync = uow.roster_syncs.get(command.sync_id, is_locked=True)
    uow.subject = sync.subject
    with uow.session.no_autoflush:  # the row of the sync itself is written once, at the end
        has_work = _put_away(sync, uow) if sync.is_final else _step(sync, uow)
    if sync not in uow.session.deleted:
        sync.step += 1
        sync.count_up()
        uow.schedule(sync.subject, sync.dues(has_work=has_work))


def _step(sync: RosterSync, uow: MembershipUnitOfWork) -> bool:
    """The next step, unless what rows are read by has changed: then all is read anew."""
    if sync.state == "applying":
        uow.skills.hold_to_tag()
    lists = lists_of(sync, uow)
    if sync.lists_digest not in (None, lists.digest):
        return _begin_anew(sync, uow, _read_anew)
    sync.lists_digest = lists.digest
    return STEPS[sync.state](sync, lists, uow)


def _begin_anew(
    sync: RosterSync, uow: MembershipUnitOfWork, begin: Callable[[RosterSync, MembershipUnitOfWork], None]
) -> bool:
    """Others have changed what the file is held against; unless that goes on and on, hold it against what is now."""
    if sync.restarts == MOST_RESTARTS:
        sync.finish("refused", uow.now, refusal=Conflict("roster.overtaken"))
        return False
    begin(sync, uow)
    return True


def _read_anew(sync: RosterSync, uow: MembershipUnitOfWork) -> None:
    uow.roster_syncs.forget_reading(sync.id)
    sync.read_anew()


def _compare_anew(sync: RosterSync, uow: MembershipUnitOfWork) -> None:
    Comparison(uow.session, sync).start_anew()
    sync.start_anew()


def _check(sync: RosterSync, lists: Lists, uow: MembershipUnitOfWork) -> bool:
    has_more = check_parts(sync, lists, uow)
    if sync.parts_checked == sync.parts_total:
        uow.roster_syncs.count_lines_anew()
        sync.go_on("comparing")
        return True
    return has_more


def _compare(sync: RosterSync, lists: Lists, uow: MembershipUnitOfWork) -> bool:
    comparison = Comparison(uow.session, sync)
    if not sync.is_compared:
        comparison.run()
        sync.is_compared = True
    elif not (
        prepare_parts(sync, comparison, lists, uow)
        or prepare_leavers(sync, comparison, lists, uow)
        or prepare_withdrawals(sync, comparison, uow)
    ):
        _decide(sync, uow)
    return True


def _decide(sync: RosterSync, uow: MembershipUnitOfWork) -> None:
    """Once all is known: whether the file is applied."""
    sync.counts = _counts(sync, uow)
    refusal = _reason_against(sync, sync.counts, uow)
    if refusal:
        sync.finish("refused", uow.now, refusal=refusal)
    elif sync.is_dry_run:
        sync.finish("done", uow.now)
    else:
        uow.roster_syncs.count_changes_anew()
        sync.go_on("applying")


def _counts(sync: RosterSync, uow: MembershipUnitOfWork) -> dict[str, int]:
    outcomes, findings = uow.roster_syncs.outcomes(sync.id), uow.roster_syncs.finding_counts(sync.id)
    return {
        "lines": sum(outcomes.values()),
        "created": outcomes.get("good", 0),
        "changed": outcomes.get("changed", 0),
        "returned": outcomes.get("returned", 0),
        "unchanged": outcomes.get("unchanged", 0) + outcomes.get("same", 0),
        "left": sync.leavers,
        "conflicts": outcomes.get("conflict", 0),
        "errors": outcomes.get("error", 0),
        "repaired": findings.get("repaired", 0),
        "warnings": findings.get("warning", 0),
    }


def _reason_against(sync: RosterSync, counts: dict[str, int], uow: MembershipUnitOfWork) -> Refusal | None:
    if sync.is_atomic and counts["errors"]:
        return Invalid("roster.has_errors", f"{counts['errors']} lines have errors, so nothing was taken over.")
    stay = counts["changed"] + counts["unchanged"]
    before = uow.members.count_on_roster(sync.unit_id)
    most = max(FEW, before * uow.settings.roster_leave_percent // 100)
    if counts["left"] > most and not sync.confirms_leaving:
        detail = f"{counts['left']} of {before} members would leave, {stay} would stay."
        return Conflict("roster.too_many_leave", detail)
    return None


def _apply(sync: RosterSync, _: Lists, uow: MembershipUnitOfWork) -> bool:
    changes, claims = RosterChanges(uow.session, sync), ConflictChanges(uow.session, sync)
    changes.hold()
    if uow.organisations.hold(sync.unit_id).state != "open":
        sync.finish("refused", uow.now, refusal=Conflict("organisation.closed"))
        return False
    if changes.are_outdated() or claims.are_outdated():
        return _begin_anew(sync, uow, _compare_anew)
    changes.apply(uow.now)
    claims.apply(uow.now)
    sync.finish("done", uow.now)
    if sync.changes_members or claims.are_told:
        uow.record(sync.tell())
    return False


def _put_away(sync: RosterSync, uow: MembershipUnitOfWork) -> bool:
    """First what was kept of the file goes, much later what is told of it."""
    if not sync.is_cleared:
        uow.roster_syncs.clear(sync.id)
        sync.is_cleared = True
        if sync.changes_members:
            uow.members.count_anew()
    elif sync.finished_at and sync.finished_at + KEPT_FOR <= uow.now:
        uow.roster_syncs.forget(sync)
    return False


STEPS: dict[messages.RosterSyncState, Callable[[RosterSync, Lists, MembershipUnitOfWork], bool]] = {
    "receiving": _check,
    "checking": _check,
    "comparing": _compare,
    "applying": _apply,
}
