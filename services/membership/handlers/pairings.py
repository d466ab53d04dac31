"""Pairings of units with communities, and what their end does to registrations."""

from datetime import timedelta

from services.membership.handlers.losses import lose_registrations
from services.membership.model import Pairing
from services.membership.model.pairings import SETTLEMENT
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import pairing_shape
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages import membership as messages

SETTLED_AT_ONCE = 500
PAUSE = timedelta(seconds=1)


def propose_pairing(command: messages.ProposePairing, uow: MembershipUnitOfWork) -> messages.Pairing:
    """
    Propose, for a unit or a community, that the two be paired.

    Raises:
        NotFound: `unit.unknown`, `community.unknown`.
        Forbidden: `pairing.not_yours`, the caller is neither of the two.
        Conflict: `pairing.exists`, one of the two has proposed it already, or they are paired.

    Publishes:
        PairingProposed.
    """
    unit = uow.organisations.get(command.unit_id, "unit")
    community = uow.organisations.get(command.community_id, "community")
    if not any(map(uow.is_run_by_actor, (unit.id, community.id))):
        raise Forbidden("pairing.not_yours")
    if uow.pairings.find_live(unit.id, community.id):
        raise Conflict("pairing.exists")
    pairing = Pairing(
        id=new_id(),
        tenant_id=uow.tenant_id,
        unit_id=unit.id,
        unit=unit,
        community_id=community.id,
        community=community,
        state="proposed",
        proposed_by="unit" if uow.is_run_by_actor(unit.id) else "community",
        note=command.note,
        proposed_at=uow.now,
    )
    uow.session.add(pairing)
    uow.record(pairing.propose())
    return pairing_shape(pairing)


def accept_pairing(command: messages.AcceptPairing, uow: MembershipUnitOfWork) -> messages.Pairing:
    """
    Accept, for the other side, what one has proposed: the two are paired.

    Raises:
        NotFound: `pairing.unknown`.
        Forbidden: `pairing.not_yours`, `pairing.own_proposal`.
        Conflict: `pairing.not_proposed`.

    Publishes:
        PairingAccepted.
    """
    pairing, side = _get(command.pairing_id, uow)
    uow.record(pairing.accept(side, uow.now))
    return pairing_shape(pairing)


def decline_pairing(command: messages.DeclinePairing, uow: MembershipUnitOfWork) -> messages.Pairing:
    """
    Decline, for the other side, what one has proposed, with the reason.

    Raises:
        NotFound: `pairing.unknown`.
        Forbidden: `pairing.not_yours`, `pairing.own_proposal`.
        Conflict: `pairing.not_proposed`.

    Publishes:
        PairingDeclined.
    """
    pairing, side = _get(command.pairing_id, uow)
    uow.record(pairing.decline(side, command.reason, uow.now))
    return pairing_shape(pairing)


def end_pairing(command: messages.EndPairing, uow: MembershipUnitOfWork) -> messages.Pairing:
    """
    End a pairing for either side, or take back one's own proposal. The registrations that rest on it end as soon as
    the timer comes to them.

    Raises:
        NotFound: `pairing.unknown`.
        Forbidden: `pairing.not_yours`.
        Conflict: `pairing.not_live`, it is over, or the other side's proposal.

    Publishes:
        PairingEnded.
    """
    pairing, side = _get(command.pairing_id, uow)
    was_accepted = pairing.state == "accepted"
    uow.record(pairing.end(side, command.reason, uow.now))
    if was_accepted:
        uow.schedule(pairing.subject, {SETTLEMENT: uow.now})
    return pairing_shape(pairing)


def settle_pairing(command: messages.SettlePairing, uow: MembershipUnitOfWork) -> None:
    """
    End a part of the registrations that rested on a pairing, unless unit and community are paired again; come back for
    the rest.

    Raises:
        NotFound: `pairing.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.

    Publishes:
        RegistrationEnded or RegistrationWithdrawn for each.
    """
    uow.check_timer()
    pairing = uow.pairings.get(command.pairing_id)
    uow.subject = pairing.subject
    if uow.pairings.communities_of(pairing.unit_id, pairing.community_id):
        return
    rows = uow.registrations.load_paired(pairing.unit_id, pairing.community_id, SETTLED_AT_ONCE)
    lose_registrations(rows, "pairing_ended", uow)
    if len(rows) == SETTLED_AT_ONCE:
        uow.schedule(pairing.subject, {SETTLEMENT: uow.now + PAUSE})


def _get(pairing_id: str, uow: MembershipUnitOfWork) -> tuple[Pairing, messages.PairingSide]:
    """A pairing as the caller has read it, and the side that they act for."""
    pairing = uow.pairings.get(pairing_id)
    side = pairing.side_of(uow.actor)
    if side is None:
        raise Forbidden("pairing.not_yours")
    uow.expect(pairing.version)
    return pairing, side
