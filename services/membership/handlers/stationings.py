"""Stationing teams at communities (进驻)."""

from services.membership.handlers.teams import lock_led
from services.membership.model import Stationing
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas.teams import stationing_shape
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages import membership as messages


def request_stationing(command: messages.RequestStationing, uow: MembershipUnitOfWork) -> messages.Stationing:
    """
    Ask a community for a team to be stationed there.

    Raises:
        NotFound: `team.unknown`, `community.unknown`.
        Forbidden: `team.not_yours`, neither the leader nor the founding unit.
        Conflict: `team.dissolved`; `stationing.exists`, asked for or stationed there already.

    Publishes:
        StationingRequested.
    """
    team = lock_led(command.team_id, uow)
    team.check_active()
    community = uow.organisations.get(command.community_id, "community")
    if uow.stationings.find_living(team.id, community.id):
        raise Conflict("stationing.exists")
    stationing = Stationing(
        id=new_id(),
        tenant_id=uow.tenant_id,
        team=team,
        team_id=team.id,
        community=community,
        community_id=community.id,
        state="requested",
        plan=command.plan,
        requested_at=uow.now,
    )
    uow.session.add(stationing)
    uow.record(stationing.request())
    return stationing_shape(stationing)


def accept_stationing(command: messages.AcceptStationing, uow: MembershipUnitOfWork) -> messages.Stationing:
    """
    Have the acting community take a team that asks for it.

    Raises:
        NotFound: `stationing.unknown`.
        Forbidden: `stationing.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `stationing.already_decided`.

    Publishes:
        TeamStationed.
    """
    stationing = _lock_asked(command.stationing_id, uow)
    uow.record(stationing.accept(uow.now))
    return stationing_shape(stationing)


def decline_stationing(command: messages.DeclineStationing, uow: MembershipUnitOfWork) -> messages.Stationing:
    """
    Have the acting community decline, for a reason.

    Raises:
        NotFound: `stationing.unknown`.
        Forbidden: `stationing.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `stationing.already_decided`.

    Publishes:
        StationingDeclined.
    """
    stationing = _lock_asked(command.stationing_id, uow)
    uow.reason = command.reason
    uow.record(stationing.decline(command.reason, uow.now))
    return stationing_shape(stationing)


def end_stationing(command: messages.EndStationing, uow: MembershipUnitOfWork) -> messages.Stationing:
    """
    End a stationing, by either side; the team may also take back its asking.

    Raises:
        NotFound: `stationing.unknown`.
        Forbidden: `stationing.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `stationing.ended`; `stationing.not_decided`, the community hasn't taken it yet.

    Publishes:
        StationingEnded.
    """
    stationing = uow.stationings.get(command.stationing_id)
    is_community = uow.is_run_by_actor(stationing.community_id)
    if not (is_community or uow.leads(uow.teams.lock(stationing.team_id))):
        raise Forbidden("stationing.not_yours")
    uow.expect(stationing.version)
    uow.reason = command.reason
    uow.record(stationing.end("community" if is_community else "team", command.reason, uow.now))
    return stationing_shape(stationing)


def _lock_asked(stationing_id: str, uow: MembershipUnitOfWork) -> Stationing:
    """What the acting community decides on, with its team's size as it is now."""
    stationing = uow.stationings.get(stationing_id)
    if not uow.is_run_by_actor(stationing.community_id):
        raise Forbidden("stationing.not_yours")
    uow.expect(stationing.version)
    uow.teams.lock(stationing.team_id)
    return stationing
