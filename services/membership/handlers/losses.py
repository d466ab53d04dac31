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
