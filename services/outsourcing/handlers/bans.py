"""Bans of social organisations: imposed and lifted by the department, ended by the timer."""

from collections.abc import Callable, Mapping

from services.outsourcing.model.bans import BAN_ENDS, Ban
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.profiles import ban_shape
from shared.clock import day_of
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import bans as messages
from shared.service import Handler


def impose_ban(command: messages.ImposeBan, uow: OutsourcingUnitOfWork) -> messages.Ban:
    """
    Let an organisation propose no more, for a time or until the ban is lifted. Its qualification stays as it is.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`, not the department.
        Conflict: `ban.stands`, one stands already.
        Invalid: `ban.days_unfit`.

    Publishes:
        OrganisationBanned.
    """
    profile = uow.profiles.get(command.organisation_id)
    if not uow.has_oversight:
        raise Forbidden("organisation.not_yours")
    if uow.bans.is_banned(profile.organisation_id):
        raise Conflict("ban.stands")
    today = day_of(uow.now)
    from_on = command.from_on or today
    if from_on > today:
        fault = Fault("#/from_on", "out_of_range", "Takes no day to come.")
        raise Invalid("ban.days_unfit", errors=[fault])
    if command.until_on is not None and command.until_on < today:
        fault = Fault("#/until_on", "out_of_range", "Takes today or a day to come.")
        raise Invalid("ban.days_unfit", errors=[fault])
    ban = Ban(
        id=new_id(),
        tenant_id=uow.tenant_id,
        organisation_id=profile.organisation_id,
        state="standing",
        from_on=from_on,
        until_on=command.until_on,
        reason=command.reason,
        legal_basis=command.legal_basis,
        banned_at=uow.now,
        ended_at=None,
        lifted_because=None,
    )
    uow.session.add(ban)
    uow.record(ban.impose(uow.organisations.get(ban.organisation_id), profile))
    uow.reason = command.reason
    uow.track_records.add(ban.organisation_id, "banned", note=command.reason)
    uow.schedule(ban.subject, ban.schedule(), is_new=True)
    return ban_shape(ban)


def lift_ban(command: messages.LiftBan, uow: OutsourcingUnitOfWork) -> messages.Ban:
    """
    End a ban before its last day.

    Raises:
        NotFound: `ban.unknown`.
        Forbidden: `ban.not_yours`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `ban.not_in_step`.

    Publishes:
        BanEnded.
    """
    ban = uow.bans.get(command.ban_id)
    if not uow.has_oversight:
        raise Forbidden("ban.not_yours")
    uow.expect(ban.version)
    uow.record(ban.lift(command.reason, uow.now))
    uow.reason = command.reason
    uow.track_records.add(ban.organisation_id, "ban_lifted", note=command.reason)
    uow.schedule(ban.subject, ban.schedule())
    return ban_shape(ban)


def end_ban(command: messages.EndBan, uow: OutsourcingUnitOfWork) -> messages.Ban:
    """
    End a ban whose last day is over.

    Raises:
        NotFound: `ban.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `ban.not_in_step`, `ban.not_due`.

    Publishes:
        BanEnded.
    """
    uow.check_timer()
    ban = uow.bans.get(command.ban_id)
    uow.record(ban.end(uow.now))
    uow.track_records.add(ban.organisation_id, "ban_ended")
    uow.schedule(ban.subject, ban.schedule())
    return ban_shape(ban)


def ending(ban_id: str) -> Command:
    return messages.EndBan(ban_id=ban_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.ImposeBan: impose_ban,
    messages.LiftBan: lift_ban,
    messages.EndBan: end_ban,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    BAN_ENDS: ending,
}
