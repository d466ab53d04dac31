"""What communities, and who runs a project, record of service; and what communities confirm of it."""

from collections.abc import Callable, Mapping
from typing import Any

from services.engagement.handlers.service_keeping import begin_record, new_record, said_of
from services.engagement.handlers.service_times import check_times
from services.engagement.model import NOTICE_ENDS, ServiceRecord, Span
from services.engagement.model.service_records import notice_end
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import service_record_shape
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.messages.declare import Command
from shared.messages.engagement import service_records as messages
from shared.service import Handler


def record_service(command: messages.RecordService, uow: EngagementUnitOfWork) -> messages.ServiceRecord:
    """
    Have the acting community record what somebody did, who came by a claim of places or has delivered a wish; or the
    acting organisation, of who came to what belongs to a project that it runs.

    Raises:
        NotFound: `place_claim.unknown`, `claim.unknown`.
        Forbidden: `community.not_yours`, `place_claim.not_yours`, `claim.not_yours`.
        Invalid: `service_record.unfit`, neither claim or both, or nobody who has come by it is named, or they
            have only waited; `service_record.times_unfit`, as `check_times`.
        Conflict: `claim.not_confirmed`, the delivery isn't confirmed; `service_record.exists`, of this delivery;
            `service_record.overlaps`.

    Publishes:
        ServiceRecorded.
    """
    if uow.actor.role != "organisation" and not uow.is_run_by_actor(command.community_id):
        raise Forbidden("community.not_yours")
    if (command.place_claim_id is None) == (command.claim_id is None):
        raise _unfit("#", "Give place_claim_id or claim_id, and not both.")
    span = Span(command.starts_at, command.ends_at)
    said = _of_places(command, uow) if command.place_claim_id else _of_delivery(str(command.claim_id), uow)
    check_times(span, command.place_claim_id, command.claim_id, uow)
    if uow.service_records.meets(said["member_id"], span, str(command.place_claim_id or command.claim_id)):
        raise Conflict("service_record.overlaps")
    if command.place_claim_id:
        uow.place_claims.get(command.place_claim_id).was_there(said["member_id"], uow.now)
    given = {"content": command.content, "people_served": command.people_served}
    said |= {name: value for name, value in given.items() if value is not None}
    record = new_record(span, "staff", uow, **said)
    begin_record(record, uow)
    uow.subject = record.subject
    return service_record_shape(record, is_own_community=uow.is_run_by_actor(record.community_id))


def confirm_service_records(
    command: messages.ConfirmServiceRecords, uow: EngagementUnitOfWork
) -> messages.ServiceConfirmations:
    """
    Confirm many records of the acting community at once, each unless something is against it; of two of one person
    that overlap the first of the list is confirmed.

    Returns:
        What became of each.

    Raises:
        Forbidden: `community.not_yours`.

    Publishes:
        ServiceConfirmed for each.
    """
    if not uow.is_run_by_actor(command.community_id):
        raise Forbidden("community.not_yours")
    uow.subject = f"community/{command.community_id}"
    found = uow.service_records.find_all(command.record_ids)
    good = {id_: found[id_] for id_ in command.record_ids if id_ in found and _is_confirmable(found[id_], command)}
    free = _without_overlaps(list(good.values()), uow)
    for record in free.values():
        _fill_in(record, command)
        uow.record(record.confirm(uow.now))
        uow.schedule(record.subject, record.schedule(), is_new=True)
        uow.keep_service_step("confirmed", record)
    waiting = dict(free)
    outcomes = []
    for id_ in command.record_ids:
        is_confirmed = waiting.pop(id_, None) is not None
        code = None if is_confirmed else _why_not(id_, found.get(id_), command, is_free=id_ in free)
        outcomes.append(
            messages.ServiceConfirmation(record_id=id_, outcome="confirmed" if is_confirmed else "refused", code=code)
        )
    return messages.ServiceConfirmations(
        confirmed=len(free),
        refused=len(command.record_ids) - len(free),
        notice_ends_at=notice_end(uow.now),
        records=outcomes,
    )


def finalise_service_record(
    command: messages.FinaliseServiceRecord, uow: EngagementUnitOfWork
) -> messages.ServiceRecord:
    """
    Let a record count whose public notice is over.

    Raises:
        NotFound: `service_record.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `service_record.not_due`.

    Publishes:
        ServiceFinalised.
    """
    uow.check_timer()
    record = uow.service_records.get(command.service_record_id)
    uow.record(record.finalise(uow.now))
    uow.schedule(record.subject, record.schedule())
    uow.keep_service_step("finalised", record)
    return service_record_shape(record, is_own_community=False)


def finalising(service_record_id: str) -> Command:
    return messages.FinaliseServiceRecord(service_record_id=service_record_id)


def _of_places(command: messages.RecordService, uow: EngagementUnitOfWork) -> dict[str, Any]:
    claim = uow.place_claims.get(str(command.place_claim_id))
    if claim.community_id != command.community_id or not uow.keeps(claim):
        raise Forbidden("place_claim.not_yours")
    wanted = command.member_id or (claim.holders[0].member_id if len(claim.holders) == 1 else None)
    holder = next((one for one in claim.holders if one.member_id == wanted), None)
    if holder is None:
        raise _unfit("#/member_id", "Takes one of those who come by this claim.")
    if claim.held_since is None:
        raise _unfit("#/place_claim_id", "Takes a claim by which places were held; by this one somebody only waited.")
    item = uow.menu_items.get(claim.menu_item_id)
    who = {"member_id": holder.member_id, "unit_id": holder.unit_id}
    origin = "organisation" if uow.actor.role == "organisation" else "community"
    return {"origin": origin, **who, **said_of(item, claim.id)}


def _of_delivery(claim_id: str, uow: EngagementUnitOfWork) -> dict[str, Any]:
    claim = uow.claims.get(claim_id)
    if not uow.is_run_by_actor(claim.community_id):
        raise Forbidden("claim.not_yours")
    if claim.state != "confirmed":
        raise Conflict("claim.not_confirmed", f"It is {claim.state}.")
    if uow.service_records.stands_of_delivery(claim.id):
        raise Conflict("service_record.exists")
    return {
        "origin": "delivery",
        "community_id": claim.community_id,
        "member_id": claim.member_id,
        "unit_id": claim.unit_id,
        "claim_id": claim.id,
        "title": uow.wishes.get(claim.wish_id).title,
    }


def _unfit(pointer: str, detail: str) -> Invalid:
    return Invalid("service_record.unfit", errors=[Fault(pointer, "invalid", detail)])


def _is_confirmable(record: ServiceRecord, command: messages.ConfirmServiceRecords) -> bool:
    return record.community_id == command.community_id and record.state == "recorded"


def _without_overlaps(records: list[ServiceRecord], uow: EngagementUnitOfWork) -> dict[str, ServiceRecord]:
    """Those that meet nothing else that the same person did; whoever confirms holds all these people."""
    if not records:
        return {}
    since, until = min(one.starts_at for one in records), max(one.ends_at for one in records)
    others = uow.service_records.counted({one.member_id for one in records}, since, until)
    free: dict[str, ServiceRecord] = {}
    for record in records:
        theirs = others.setdefault(record.member_id, [])
        if not any(record.span.meets(other.span) for other in theirs):
            theirs.append(record)
            free[record.id] = record
    return free


def _fill_in(record: ServiceRecord, command: messages.ConfirmServiceRecords) -> None:
    record.person_in_charge, record.quality = command.person_in_charge, command.quality
    record.content = command.content or record.content
    if command.people_served is not None:
        record.people_served = command.people_served


def _why_not(id_: str, record: ServiceRecord | None, command: messages.ConfirmServiceRecords, *, is_free: bool) -> str:
    """is_free: that it was confirmed, and is listed again."""
    if record is None or record.community_id != command.community_id:
        return "service_record.unknown"
    return "service_record.not_in_step" if is_free or record.state != "recorded" else "service_record.overlaps"


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RecordService: record_service,
    messages.ConfirmServiceRecords: confirm_service_records,
    messages.FinaliseServiceRecord: finalise_service_record,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    NOTICE_ENDS: finalising,
}
