"""Members one by one, as their unit's own system keeps them."""

import dataclasses
import re

from services.membership.handlers.entries import by_listed_words
from services.membership.handlers.moves import let_go
from services.membership.model import Member
from services.membership.repository import MembershipUnitOfWork
from services.membership.roster.facts import entry_of
from services.membership.roster.rules import fault, faults_of, text_of
from services.membership.schemas import member_shape
from shared.clock import SHANGHAI
from shared.encryption import Cipher
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import membership as messages
from shared.messages.membership import MemberFacts, RosterColumn, RosterEntry, RosterState

NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")
FACTS = tuple(field.name for field in dataclasses.fields(MemberFacts) if field.name != "name_parts")


def add_member(command: messages.AddMember, uow: MembershipUnitOfWork) -> messages.Member:
    """
    Put one person on the acting unit's roster. Who is known by the identity number and has left comes back.

    Raises:
        Invalid: `member.invalid`, with the place and code of all faults (`services/membership/roster.py`).
        Conflict: `member.user_name_taken`, `member.on_other_roster`, `member.on_roster_already`. Nothing is kept of
            what is refused: a roster file is what opens a conflict about somebody on another roster.

    Publishes:
        MemberEnrolled for who is new or back, MemberMoved for who comes from another unit.
    """
    unit = uow.organisations.get(uow.actor.organisation_id or "", "unit")
    if uow.members.find_by_user_name(unit.id, command.user_name):
        raise Conflict("member.user_name_taken")
    former_id = _find_former(command, uow)
    number = _number(unit.id, command.user_name, uow)
    entry = _entry(command, number, command.state)
    _check_faults(entry, uow)
    command = by_listed_words(command, uow)
    if former_id is None:
        member = Member(id=new_id(), tenant_id=uow.tenant_id, unit_id=unit.id)
        _fill(member, command, entry, uow)
        member.state = command.state
        uow.session.add(member)
        uow.record(member.enrol(uow.now))
    else:
        member = uow.members.get(former_id)
        _fill(member, command, entry, uow)
        uow.record(member.come_back(unit.id, uow.now, command.state))
    uow.members.write_tags([member])
    return member_shape(member, uow.cipher)


def edit_member(command: messages.EditMember, uow: MembershipUnitOfWork) -> messages.Member:
    """
    Replace what the unit says of one member; what is the same already changes nothing and is told to nobody.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `member.not_on_roster`, `member.user_name_taken`, `member.on_other_roster`,
            `member.on_roster_already`, `member.left_before`.
        Invalid: `member.invalid`.

    Publishes:
        MemberChanged, if something has.
    """
    member = _own_member(command.member_id, uow)
    kept = _kept(member, uow.cipher)
    given = dataclasses.replace(command, identity_number=command.identity_number or kept.identity_number)
    wanted = by_listed_words(given, uow)
    state = command.state or member.state
    says_phone = command.phone is not None and member.has_former_units_phone
    if _facts(wanted) == _facts(kept) and state == member.state and not says_phone:
        return member_shape(member, uow.cipher)
    holder_id = uow.members.find_by_user_name(member.unit_id, command.user_name)
    if holder_id not in (None, member.id):
        raise Conflict("member.user_name_taken")
    if wanted.identity_number != kept.identity_number:
        _check_identity_is_free(wanted, member, uow)
    entry = _entry(given, member.external_id, command.state or _state_of(member))
    _check_faults(entry, uow)
    _fill(member, wanted, entry, uow)
    uow.record(member.change(uow.now) if state == member.state else member.set_state(state, uow.now))
    uow.members.write_tags([member])
    return member_shape(member, uow.cipher)


def set_member_state(command: messages.SetMemberState, uow: MembershipUnitOfWork) -> messages.Member:
    """
    Say that a member is on leave, or back from it; once more changes nothing.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `member.not_on_roster`.

    Publishes:
        MemberChanged, if something has.
    """
    member = _own_member(command.member_id, uow)
    uow.subject, uow.reason = f"member/{member.id}", command.reason
    if member.state != command.state:
        entry = dataclasses.replace(entry_of(member, uow.cipher), state=command.state)
        unsaid: list[RosterColumn] = ["phone"] if member.has_former_units_phone else []
        member.entry_digest = uow.cipher.digest(text_of(entry, unsaid))
        uow.record(member.set_state(command.state, uow.now))
    return member_shape(member, uow.cipher)


def remove_member(command: messages.RemoveMember, uow: MembershipUnitOfWork) -> None:
    """
    Take a member off the roster. Whom another unit's roster claims goes to that one's, the first that has claimed them.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `member.not_on_roster`.

    Publishes:
        MemberLeft; or MemberMoved and RosterConflictDecided, and RosterConflictOpened where others claim them too.
    """
    uow.members.hold(command.member_id)
    member = _own_member(command.member_id, uow)
    uow.reason = command.reason
    let_go(member, uow)


def _own_member(member_id: str, uow: MembershipUnitOfWork) -> Member:
    """A member on the acting unit's roster, in the version that the caller expects."""
    member = uow.members.get(member_id)
    if not uow.is_run_by_actor(member.unit_id):
        raise Forbidden("member.not_yours")
    member.check_on_roster()
    uow.expect(member.version)
    return member


def _find_former(command: messages.AddMember, uow: MembershipUnitOfWork) -> str | None:
    """Who the person is if they were on a roster before and have left it; the unique constraint decides races."""
    if command.identity_number is None:
        return None
    digest = uow.cipher.digest(command.identity_number)
    holder = uow.members.holders_of([digest]).get(digest)
    if holder is None:
        return None
    if holder.is_on_roster:
        is_own = uow.is_run_by_actor(holder.unit_id)
        raise _held("member.on_roster_already" if is_own else "member.on_other_roster")
    return holder.member_id


def _check_identity_is_free(command: MemberFacts, member: Member, uow: MembershipUnitOfWork) -> None:
    digest = uow.cipher.digest(command.identity_number or "")
    holder = uow.members.holders_of([digest]).get(digest)
    if holder and holder.member_id != member.id:
        if not holder.is_on_roster:
            raise _held("member.left_before")
        is_elsewhere = holder.unit_id != member.unit_id
        raise _held("member.on_other_roster" if is_elsewhere else "member.on_roster_already")


def _held(code: str) -> Conflict:
    return Conflict(code, errors=[_own(fault(0, "identity_number", code))])


def _own(found: Fault) -> Fault:
    """The fault of a member that comes alone."""
    return dataclasses.replace(found, pointer=found.pointer.replace("/members/0", "", 1))


def _check_faults(entry: RosterEntry, uow: MembershipUnitOfWork) -> None:
    communities = uow.organisations.codes_among({entry.residence_code} if entry.residence_code else ())
    today = uow.now.astimezone(SHANGHAI).date()
    if faults := [_own(found) for found in faults_of(0, entry, communities=communities, today=today)]:
        raise Invalid("member.invalid", errors=faults)


def _number(unit_id: str, user_name: str, uow: MembershipUnitOfWork) -> str:
    """The number on the roster: the name where it can be one and nobody has it, or else one that nobody types."""
    if NUMBER.fullmatch(user_name) and not uow.members.numbered_like(unit_id, [user_name]):
        return user_name
    return f"~{new_id()}"


def _state_of(member: Member) -> RosterState:
    return "inactive" if member.state == "inactive" else "active"


def _entry(facts: MemberFacts, number: str, state: RosterState) -> RosterEntry:
    """The entry of a roster that would say the same, so that a later one is known as unchanged."""
    return RosterEntry(
        external_id=number,
        name=facts.name,
        gender=facts.gender,
        birth_month=facts.birth_month,
        identity_number=facts.identity_number or "",
        phone=facts.phone,
        department=facts.department,
        skills=facts.skills,
        interests=facts.interests,
        residence_code=facts.residence_code,
        state=state,
    )


def _facts(facts: MemberFacts) -> tuple[object, ...]:
    return (_said(facts.name_parts), *(getattr(facts, name) for name in FACTS))


def _kept(member: Member, cipher: Cipher) -> MemberFacts:
    """What the unit has said of the member so far."""
    return MemberFacts(
        user_name=member.known_as,
        provisioning_id=member.provisioning_id,
        name=member.name,
        name_parts=messages.NameParts(**member.name_parts) if member.name_parts else None,
        gender=member.gender,
        birth_month=member.birth_month,
        identity_number=cipher.decrypt(member.identity_encrypted) if member.identity_encrypted else None,
        phone=cipher.decrypt(member.phone_encrypted) if member.phone_encrypted else None,
        department=member.department,
        skills=member.skills,
        interests=member.interests,
        residence_code=member.residence_code,
    )


def _fill(member: Member, facts: MemberFacts, entry: RosterEntry, uow: MembershipUnitOfWork) -> None:
    cipher, identity = uow.cipher, facts.identity_number
    member.external_id = entry.external_id
    member.rename(facts.user_name)
    member.provisioning_id = facts.provisioning_id
    member.name = facts.name
    member.name_parts = _said(facts.name_parts)
    member.gender = facts.gender
    member.birth_month = facts.birth_month
    if identity:
        member.identity_encrypted, member.identity_digest = cipher.encrypt(identity), cipher.digest(identity)
    member.phone_encrypted = cipher.encrypt(facts.phone) if facts.phone else None
    member.phone_digest = cipher.digest(facts.phone) if facts.phone else None
    member.department = facts.department
    member.skills = facts.skills
    member.interests = facts.interests
    member.residence_code = facts.residence_code
    member.entry_digest = cipher.digest(text_of(entry))


def _said(parts: messages.NameParts | None) -> dict[str, str] | None:
    said = {name: value for name, value in dataclasses.asdict(parts).items() if value} if parts else {}
    return said or None
