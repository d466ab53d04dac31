"""Taking over units' rosters."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.membership.model import Member
from services.membership.repository import Kept, MembershipUnitOfWork
from services.membership.roster import duplicates, fault, faults_of
from shared.clock import SHANGHAI
from shared.encryption import Cipher
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.membership import EnrolMembers, Enrolment, EnrolmentReport, RosterEntry
from shared.messages.wire import encode, to_plain


@dataclass(frozen=True, slots=True)
class Line:
    """An entry at its place in the request, with its digest and with what is kept under its number."""

    index: int
    entry: RosterEntry
    entry_digest: str
    kept: Kept | None

    @property
    def is_unchanged(self) -> bool:
        return self.kept is not None and self.kept.entry_digest == self.entry_digest


def enrol_members(command: EnrolMembers, uow: MembershipUnitOfWork) -> EnrolmentReport:
    """
    Take over a part of a unit's roster: all entries or none. Entries that are kept as they are cost one read.

    Returns:
        What became of each entry, in the order of the request.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
        Invalid: `roster.invalid`, with the place and code of all faults (`services/membership/roster.py`).
        Conflict: `member.on_other_roster` or `member.on_roster_already`, with the places.

    Publishes:
        MemberEnrolled for each member who is new.
    """
    unit = uow.organisations.get(command.unit_id, "unit")
    if not uow.is_run_by_actor(unit.id):
        raise Forbidden("unit.not_yours")
    lines = _lines(command, uow)
    _check_faults(lines, uow)
    digests = {line.index: uow.cipher.digest(line.entry.identity_number) for line in lines if not line.is_unchanged}
    _check_holders(unit.id, lines, digests, uow)
    uow.subject = f"unit/{unit.id}"
    enrolments = _take_over(unit.id, lines, digests, uow)
    outcomes = [enrolment.outcome for enrolment in enrolments]
    return EnrolmentReport(
        created=outcomes.count("created"),
        changed=outcomes.count("changed"),
        unchanged=outcomes.count("unchanged"),
        members=enrolments,
    )


def _lines(command: EnrolMembers, uow: MembershipUnitOfWork) -> list[Line]:
    kept = uow.members.kept_of(command.unit_id, [entry.external_id for entry in command.members])
    return [
        Line(index, entry, uow.cipher.digest(encode(to_plain(entry)).decode()), kept.get(entry.external_id))
        for index, entry in enumerate(command.members)
    ]


def _check_faults(lines: Sequence[Line], uow: MembershipUnitOfWork) -> None:
    """What is kept unchanged was checked when it came; that entries repeat each other is checked for all."""
    fresh = [line for line in lines if not line.is_unchanged]
    communities = uow.organisations.codes_among({line.entry.residence_code or "" for line in fresh} - {""})
    today = uow.now.astimezone(SHANGHAI).date()
    faults = list(duplicates([line.entry for line in lines]))
    for line in fresh:
        faults += faults_of(line.index, line.entry, communities=communities, today=today)
    if faults:
        raise Invalid("roster.invalid", errors=faults)


def _check_holders(unit_id: str, lines: Sequence[Line], digests: dict[int, str], uow: MembershipUnitOfWork) -> None:
    """Nobody is on two rosters, nor twice on one; the unique constraint decides where two units are at it at once."""
    if not digests:
        return
    holders = uow.members.holders_of(digests.values())
    faults: list[Fault] = []
    for index, digest in digests.items():
        holder = holders.get(digest)
        if holder and holder.unit_id != unit_id:
            faults.append(fault(index, "identity_number", "member.on_other_roster"))
        elif holder and holder.external_id != lines[index].entry.external_id:
            faults.append(fault(index, "identity_number", "member.on_roster_already"))
    if faults:
        raise Conflict(faults[0].code, errors=faults)


def _take_over(
    unit_id: str, lines: Sequence[Line], digests: dict[int, str], uow: MembershipUnitOfWork
) -> list[Enrolment]:
    changed = uow.members.load([line.kept.member_id for line in lines if line.kept and not line.is_unchanged])
    enrolments: list[Enrolment] = []
    for line in lines:
        external_id = line.entry.external_id
        if line.kept is None:
            member = Member(id=new_id(), tenant_id=uow.tenant_id, unit_id=unit_id, external_id=external_id)
            _fill(member, line, digests[line.index], uow.cipher)
            uow.session.add(member)
            uow.record(member.enrol())
            enrolments.append(Enrolment(external_id=external_id, member_id=member.id, outcome="created"))
        elif line.is_unchanged:
            enrolments.append(Enrolment(external_id=external_id, member_id=line.kept.member_id, outcome="unchanged"))
        else:
            member = changed[line.kept.member_id]
            _fill(member, line, digests[line.index], uow.cipher)
            member.count_up()
            enrolments.append(Enrolment(external_id=external_id, member_id=line.kept.member_id, outcome="changed"))
    return enrolments


def _fill(member: Member, line: Line, identity_digest: str, cipher: Cipher) -> None:
    entry = line.entry
    member.name = entry.name
    member.gender = entry.gender
    member.birth_month = entry.birth_month
    member.identity_encrypted = cipher.encrypt(entry.identity_number)
    member.identity_digest = identity_digest
    member.phone_encrypted = cipher.encrypt(entry.phone) if entry.phone else None
    member.department = entry.department
    member.skills = entry.skills
    member.interests = entry.interests
    member.residence_code = entry.residence_code
    member.entry_digest = line.entry_digest
