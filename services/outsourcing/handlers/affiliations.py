"""What membership tells of appointments: it bars reviewers from calls in which an organisation of theirs proposes."""

from collections.abc import Mapping

from services.outsourcing.handlers.conflicts import bar_if_tied, person_ids
from services.outsourcing.model.affiliations import Affiliation
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.declare import Event
from shared.messages.membership import AppointmentEnded, AppointmentMade
from shared.service import Handler


def keep_affiliation(event: AppointmentMade | AppointmentEnded, uow: OutsourcingUnitOfWork) -> None:
    """
    Keep who is appointed where, for good: who has served at an organisation doesn't judge it, nor its rivals. Where
    they review a call in which it proposes, they are barred from that.
    """
    affiliation = Affiliation(
        appointment_id=event.appointment_id,
        tenant_id=uow.tenant_id,
        organisation_id=event.organisation_id,
        is_social=event.kind == "organisation",
        member_id=event.member_id,
    )
    uow.session.merge(affiliation)
    uow.session.flush()
    ids = person_ids(event.member_id, event.appointment_id, uow)
    uow.reviewers.hold_calls(ids)
    for reviewer in uow.reviewers.reviewing_as(ids):
        bar_if_tied(reviewer, uow)


REACTIONS: Mapping[type[Event], Handler] = {AppointmentMade: keep_affiliation, AppointmentEnded: keep_affiliation}
