"""Roster files as they come in: begun, received in parts, completed; or cancelled."""

from services.membership.model import RosterFinding, RosterPart, RosterSync
from services.membership.model.rosters import GIVEN_UP
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import roster_sync_shape
from shared.errors import Conflict, Forbidden, Invalid, PassingConflict, Refusal
from shared.ids import new_id
from shared.messages import membership as messages

ABANDONED = Conflict("roster.upload_abandoned")
OTHER_FILE = "This Idempotency-Key belongs to another request."


def begin_roster_sync(command: messages.BeginRosterSync, uow: MembershipUnitOfWork) -> messages.RosterSync:
    """
    Make room for a unit's roster file. One that has fallen silent while it was sent gives way.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
        PassingConflict: `roster.sync_running`, of a unit one at a time; the partial unique index decides. It tells
            which one runs, and how it ends.
    """
    unit = uow.organisations.get(command.unit_id, "unit")
    if not uow.is_run_by_actor(unit.id):
        raise Forbidden("unit.not_yours")
    _make_room(unit.id, uow)
    sync = RosterSync(
        id=new_id(),
        tenant_id=uow.tenant_id,
        unit_id=unit.id,
        state="receiving",
        is_dry_run=command.dry_run,
        is_atomic=command.atomic,
        confirms_leaving=command.confirm_leaving,
        absent_columns=command.absent_columns,
        started_at=uow.now,
        **dict.fromkeys(("parts_checked", "rows_checked", "parts_prepared", "rows_prepared", "leavers", "step"), 0),
        is_compared=False,
        is_cleared=False,
    )
    uow.session.add(sync)
    uow.session.flush()
    uow.session.add_all(
        RosterFinding(
            sync_id=sync.id,
            number=place,  # before those of the first line, which may hold a person where there is no heading
            tenant_id=sync.tenant_id,
            line=1,
            kind="warning",
            code="roster.column_ignored",
            before=name,
        )
        for place, name in enumerate(command.ignored_columns)
    )
    uow.subject = sync.subject
    uow.schedule(sync.subject, sync.dues(has_work=False), is_new=True)
    return roster_sync_shape(sync, uow.roster_syncs.rows_received(sync))


def _make_room(unit_id: str, uow: MembershipUnitOfWork) -> None:
    running = uow.roster_syncs.find_running(unit_id)
    if running is None:
        return
    if not _has_fallen_silent(running, uow):
        raise PassingConflict(
            "roster.sync_running",
            f"Job {running.id} is running. POST /v1/jobs/{running.id}/cancellation cancels it; an upload that falls "
            "silent gives way to the next after a minute.",
        )
    _end(running, uow, "cancelled", refusal=ABANDONED)
    uow.session.flush()


def _has_fallen_silent(sync: RosterSync, uow: MembershipUnitOfWork) -> bool:
    last_at = uow.roster_syncs.received(sync.id).last_at or sync.started_at
    return sync.state == "receiving" and uow.now - last_at > GIVEN_UP


def append_roster_rows(command: messages.AppendRosterRows, uow: MembershipUnitOfWork) -> None:
    """
    Keep a part of the file, encrypted; the same part again changes nothing. The sync's row isn't locked, so that parts
    come in while others are checked.

    Raises:
        NotFound: `job.unknown`.
        Forbidden: `job.not_yours`.
        Conflict: `roster.sync_over`, the file is given up.
        Invalid: `idempotency.key_reused`, this part of the file that the key belongs to was another.
    """
    sync = get_own(command.sync_id, uow)
    if sync.digest is not None:
        return  # all of it has come before; whether it is the same file, its digest will tell
    if part := uow.roster_syncs.find_part(sync.id, command.number):
        if uow.cipher.decrypt(part.content_encrypted) != command.content:
            raise Invalid("idempotency.key_reused", OTHER_FILE)
        return
    if sync.state != "receiving":
        raise Conflict("roster.sync_over")
    uow.session.add(
        RosterPart(
            sync_id=sync.id,
            number=command.number,
            tenant_id=sync.tenant_id,
            rows=command.rows,
            received_at=uow.now,
            content_encrypted=uow.cipher.encrypt(command.content),
        )
    )
    uow.subject = sync.subject
    uow.schedule(sync.subject, sync.dues(has_work=True))


def complete_roster_upload(command: messages.CompleteRosterUpload, uow: MembershipUnitOfWork) -> messages.RosterSync:
    """
    Have a file taken over that has come in whole. Once more answers how it stands.

    Raises:
        NotFound: `job.unknown`.
        Forbidden: `job.not_yours`.
        Conflict: `roster.upload_incomplete`, parts are missing; `roster.sync_over`, it was cancelled.
        Invalid: `idempotency.key_reused`, it was another file that this key belongs to.
    """
    sync = get_own(command.sync_id, uow, is_locked=True)
    received = uow.roster_syncs.received(sync.id)
    if sync.digest is not None:
        if sync.digest != command.digest:
            raise Invalid("idempotency.key_reused", OTHER_FILE)
        return roster_sync_shape(sync, uow.roster_syncs.rows_received(sync))
    if received.parts != command.parts:
        raise Conflict("roster.upload_incomplete")
    sync.go_on("checking")
    sync.digest, sync.parts_total, sync.rows_total = command.digest, received.parts, received.rows
    uow.subject = sync.subject
    uow.schedule(sync.subject, sync.dues(has_work=True))
    return roster_sync_shape(sync, uow.roster_syncs.rows_received(sync))


def cancel_roster_sync(command: messages.CancelRosterSync, uow: MembershipUnitOfWork) -> messages.RosterSync:
    """
    Stop a sync before it has changed anything: what is applied, is applied whole.

    Raises:
        NotFound: `job.unknown`.
        Forbidden: `job.not_yours`.
        Conflict: `roster.sync_over`.
    """
    sync = get_own(command.sync_id, uow, is_locked=True)
    uow.expect(sync.version)
    if sync.is_final:
        raise Conflict("roster.sync_over")
    uow.reason = command.reason
    _end(sync, uow, "cancelled")
    return roster_sync_shape(sync, uow.roster_syncs.rows_received(sync))


def abandon_roster_sync(command: messages.AbandonRosterSync, uow: MembershipUnitOfWork) -> None:
    """
    Give up on a file that was never completed.

    Raises:
        Conflict: `roster.sync_over`, it has gone on.
    """
    sync = uow.roster_syncs.get(command.sync_id, is_locked=True)
    if sync.state != "receiving":
        raise Conflict("roster.sync_over")
    _end(sync, uow, "cancelled", refusal=ABANDONED)


def get_own(sync_id: str, uow: MembershipUnitOfWork, *, is_locked: bool = False) -> RosterSync:
    """
    Raises:
        NotFound: `job.unknown`.
        Forbidden: `job.not_yours`.
    """
    sync = uow.roster_syncs.get(sync_id, is_locked=is_locked)
    if not uow.is_run_by_actor(sync.unit_id):
        raise Forbidden("job.not_yours")
    return sync


def _end(
    sync: RosterSync,
    uow: MembershipUnitOfWork,
    state: messages.RosterSyncState,
    *,
    refusal: Refusal | None = None,
) -> None:
    sync.finish(state, uow.now, refusal=refusal)
    sync.step += 1
    uow.subject = sync.subject
    uow.schedule(sync.subject, sync.dues(has_work=False))
