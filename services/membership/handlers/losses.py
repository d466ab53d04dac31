"""What becomes of registrations when that on which they rest is gone."""

from collections.abc import Mapping

from services.membership.model import Registration
from services.membership.repository import MembershipUnitOfWork
from shared.messages import membership as messages


def lose_registrations(rows: Mapping[str, Registration], cause: messages.EndCause, uow: MembershipUnitOfWork) -> None:
    """
    End live registrations, withdraw those that wait. What was to follow one, and isn't among them, stands alone.

    Publishes:
        RegistrationEnded or RegistrationWithdrawn for each.
    """
    if not rows:
        return
    successors = [one for one in uow.registrations.successors_of(rows.keys()) if one.id not in rows]
    for registration in rows.values():
        uow.record(registration.lose(cause, uow.now))
    if successors:
        uow.registrations.vacate()
    for successor in successors:
        successor.stand_alone()


def end_registrations_of_left(event: messages.MemberLeft, uow: MembershipUnitOfWork) -> None:
    """End all registrations of a member who has left; of one who is back meanwhile, those from before."""
    rows = uow.registrations.load_live(event.member_id)
    if uow.members.get(event.member_id).is_on_roster and uow.cause:
        left_at = uow.cause.time
        rows = {id_: row for id_, row in rows.items() if row.requested_at <= left_at}
    lose_registrations(rows, "member_left", uow)


def carry_registrations_over(event: messages.MemberMoved, uow: MembershipUnitOfWork) -> None:
    """Have a member's registrations follow to the new unit; those end that rested on a pairing which it hasn't."""
    rows = uow.registrations.load_live(event.member_id)
    rows = {id_: row for id_, row in rows.items() if row.unit_id != event.unit_id}
    if uow.members.get(event.member_id).unit_id != event.unit_id:
        return  # and has moved on: the next event tells where to
    paired = uow.pairings.communities_of(event.unit_id)
    lost = {id_: row for id_, row in rows.items() if row.kind == "paired" and row.community_id not in paired}
    for id_, row in rows.items():
        if id_ not in lost:
            row.move_to(event.unit_id)
    lose_registrations(lost, "member_moved", uow)
