"""What members consent to."""

from services.membership.consents import newest_version
from services.membership.model import Consent, Member
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import consent_shape
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import membership as messages


def record_consent(command: messages.RecordConsent, uow: MembershipUnitOfWork) -> messages.Consent:
    """
    Write down that a member gives or withdraws consent: the member, or their unit, which has it on paper.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`, neither the member nor their unit.
        Conflict: `member.erased`; `consent.text_outdated`, given to another version than the newest;
            `consent.given_already`, `consent.not_given`.
        Invalid: `request.unfit`, a unit says nothing of its paper, or a member does.
    """
    member = uow.members.hold(command.member_id)
    is_own = uow.actor.member_id == member.id
    if not (is_own or uow.is_run_by_actor(member.unit_id)):
        raise Forbidden("member.not_yours")
    member.check_kept()
    if not is_own and command.note is None:
        raise Invalid("request.unfit", errors=[Fault("#/note", "missing", "Say what the unit has on paper.")])
    last = uow.consents.find_last(member.id, command.purpose)
    _check_order(command, last)
    consent = _written(command, member, uow)
    consent.number = last.number + 1 if last else 1
    uow.session.add(consent)
    uow.subject = f"member/{member.id}"
    return consent_shape(consent)


def _check_order(command: messages.RecordConsent, last: Consent | None) -> None:
    """A text that has been replaced can be withdrawn from, but not agreed to."""
    newest = newest_version(command.purpose)
    is_given = last is not None and last.decision == "given"
    if command.text_version > newest or (command.decision == "given" and command.text_version < newest):
        raise Conflict("consent.text_outdated")
    if command.decision == "given" and is_given and last and last.text_version == newest:
        raise Conflict("consent.given_already")
    if command.decision == "withdrawn" and not is_given:
        raise Conflict("consent.not_given")


def _written(command: messages.RecordConsent, member: Member, uow: MembershipUnitOfWork) -> Consent:
    is_own = uow.actor.member_id == member.id
    return Consent(
        id=new_id(),
        tenant_id=uow.tenant_id,
        member_id=member.id,
        purpose=command.purpose,
        decision=command.decision,
        text_version=command.text_version,
        decided_at=uow.now,
        source="member" if is_own else "unit",
        organisation_id=None if is_own else uow.actor.organisation_id,
        note=command.note,
    )
