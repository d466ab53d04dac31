"""What becomes of a record that isn't right, or is said not to be: upheld, corrected, voided; nothing is deleted."""

from collections.abc import Mapping

from services.engagement.handlers.certificates import mark_certificates
from services.engagement.handlers.service_keeping import new_record
from services.engagement.handlers.service_times import check_times
from services.engagement.model import ServiceRecord, Span
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import service_record_shape
from shared.errors import Conflict, Forbidden
from shared.messages.declare import Command
from shared.messages.engagement import service_records as messages
from shared.service import Handler

# What a correction takes over of the record that it corrects.
KEPT = (
    "community_id",
    "member_id",
    "unit_id",
    "origin",
    "menu_item_id",
    "project_id",
    "place_claim_id",
    "attendance_id",
    "claim_id",
    "title",
    "location",
    "content",
    "people_served",
    "quality",
    "person_in_charge",
)
CORRECTED = ("content", "people_served", "quality", "person_in_charge")


def dispute_service_record(command: messages.DisputeServiceRecord, uow: EngagementUnitOfWork) -> messages.ServiceRecord:
    """
    Have a record wait for the community to decide, as long as it is public and not final.

    Raises:
        NotFound: `service_record.unknown`.
        Forbidden: `service_record.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `service_record.not_in_step`, `service_record.notice_over`; `service_record.disputed_before`, by the
            same party, and upheld.

    Publishes:
        ServiceDisputed.
    """
    record = uow.service_records.get(command.service_record_id)
    if not uow.may_see(record):
        raise Forbidden("service_record.not_yours")
    uow.expect(record.version)
    if record.state == "confirmed" and _has_disputed(record, uow):
        raise Conflict("service_record.disputed_before")
    uow.record(record.dispute(uow.now))
    return _keep(record, "disputed", command.reason, uow)


def uphold_service_record(command: messages.UpholdServiceRecord, uow: EngagementUnitOfWork) -> messages.ServiceRecord:
    """
    Have the community find that a disputed record is right; its public notice begins anew.

    Raises:
        NotFound: `service_record.unknown`.
        Forbidden: `service_record.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `service_record.not_in_step`.

    Publishes:
        ServiceUpheld.
    """
    record = _get_own(command.service_record_id, uow)
    uow.record(record.uphold(uow.now))
    return _keep(record, "upheld", command.reason, uow)


def correct_service_record(command: messages.CorrectServiceRecord, uow: EngagementUnitOfWork) -> messages.ServiceRecord:
    """
    Put another record in the place of one of the acting community; it is public anew before it counts.

    Returns:
        The new one.

    Raises:
        NotFound: `service_record.unknown`.
        Forbidden: `service_record.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Invalid: `service_record.times_unfit`, as `check_times`.
        Conflict: `service_record.not_in_step`; `service_record.overlaps`, something else that is confirmed of the same
            person.

    Publishes:
        ServiceCorrected of the old one, then as `mark_certificates`, then ServiceConfirmed of the new one.
    """
    old = _get_own(command.service_record_id, uow)
    old.check_step("corrected")
    span = Span(command.starts_at or old.starts_at, command.ends_at or old.ends_at)
    is_same_time = span == old.span
    if not is_same_time:
        check_times(span, old.place_claim_id, old.claim_id, uow)
    others = uow.service_records.counted([old.member_id], *span).get(old.member_id, [])
    if any(span.meets(other.span) for other in others if other.id != old.id):
        raise Conflict("service_record.overlaps")
    said = {name: getattr(old, name) for name in KEPT}
    said |= {name: value for name in CORRECTED if (value := getattr(command, name)) is not None}
    new = new_record(
        span,
        old.attested_by if is_same_time else "staff",
        uow,
        is_unclosed=old.is_unclosed and is_same_time,
        corrects_id=old.id,
        **said,
    )
    new.root_id = old.root_id
    uow.record(old.give_way(new.id))
    uow.schedule(old.subject, old.schedule())
    uow.keep_service_step("corrected", old, command.reason)
    mark_certificates(old, uow)
    uow.session.flush()  # the old one counts no more before the new one does
    uow.session.add(new)
    uow.record(new.confirm(uow.now))
    uow.schedule(new.subject, new.schedule(), is_new=True)
    uow.keep_service_step("confirmed", new)
    uow.subject = old.subject
    return service_record_shape(new, is_own_community=True)


def void_service_record(command: messages.VoidServiceRecord, uow: EngagementUnitOfWork) -> messages.ServiceRecord:
    """
    Let a record of the acting community count no more. Of whom it was noted that they hadn't come, and of whom no other
    record says that they did, it is noted again.

    Raises:
        NotFound: `service_record.unknown`.
        Forbidden: `service_record.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `service_record.not_in_step`.

    Publishes:
        ServiceVoided, then as `mark_certificates`.
    """
    record = _get_own(command.service_record_id, uow)
    uow.record(record.void(command.reason))
    mark_certificates(record, uow)
    if record.place_claim_id and not uow.service_records.says_that_came(record):
        uow.place_claims.get(record.place_claim_id).was_there(record.member_id, None)
    return _keep(record, "voided", command.reason, uow)


def _has_disputed(record: ServiceRecord, uow: EngagementUnitOfWork) -> bool:
    """Whether the acting party has disputed this record already, and not one that it corrects."""
    steps = uow.service_records.steps(record.root_id)
    since = max((number for number, step in enumerate(steps) if step.kind == "confirmed"), default=0)
    return any(step.kind == "disputed" and step.role == uow.actor.role for step in steps[since:])


def _get_own(service_record_id: str, uow: EngagementUnitOfWork) -> ServiceRecord:
    """A record of the acting community, as the caller has read it."""
    record = uow.service_records.get(service_record_id)
    if not uow.is_run_by_actor(record.community_id):
        raise Forbidden("service_record.not_yours")
    uow.expect(record.version)
    return record


def _keep(
    record: ServiceRecord, kind: messages.ServiceStepKind, reason: str, uow: EngagementUnitOfWork
) -> messages.ServiceRecord:
    uow.schedule(record.subject, record.schedule())
    uow.keep_service_step(kind, record, reason)
    return service_record_shape(record, is_own_community=uow.is_run_by_actor(record.community_id))


COMMANDS: Mapping[type[Command], Handler] = {
    messages.DisputeServiceRecord: dispute_service_record,
    messages.UpholdServiceRecord: uphold_service_record,
    messages.CorrectServiceRecord: correct_service_record,
    messages.VoidServiceRecord: void_service_record,
}
