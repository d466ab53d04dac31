"""Taking over units' rosters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.membership.handlers.entries import fill
from services.membership.model import Member
from services.membership.repository import Holder, Kept, MembershipUnitOfWork
from services.membership.roster.rules import duplicates, fault, faults_of, text_of
from services.membership.skills import canonical
from shared.clock import SHANGHAI
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.membership import (
    EnrolMembers,
    Enrolment,
    EnrolmentOutcome,
    EnrolmentReport,
    RosterEntry,
    TagKind,
)


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
        Conflict: `member.on_other_roster`, `member.on_roster_already` or `member.left_before`, with the places. Nothing
            is kept of what is refused: a roster file is what opens a conflict about somebody on another roster.

    Publishes:
        MemberEnrolled for each member who is new or back, MemberMoved for each who comes from another unit,
        MemberChanged for each whose entry differs from the one before.
    """
    unit = uow.organisations.get(command.unit_id, "unit")
    if not uow.is_run_by_actor(unit.id):
        raise Forbidden("unit.not_yours")
    lines = _lines(command, uow)
    _check_faults(unit.id, lines, uow)
    digests = {line.index: uow.cipher.digest(line.entry.identity_number) for line in lines if not line.is_unchanged}
    former = _find_former(unit.id, lines, digests, uow)
    uow.subject = f"unit/{unit.id}"
    lines, unlisted = _by_listed_words(lines, uow)
    enrolments = _take_over(unit.id, lines, former, uow)
    outcomes = [enrolment.outcome for enrolment in enrolments]
    return EnrolmentReport(
        created=outcomes.count("created"),
        changed=outcomes.count("changed"),
        returned=outcomes.count("returned"),
        unchanged=outcomes.count("unchanged"),
        members=enrolments,
        unlisted_skills=unlisted["skill"],
        unlisted_interests=unlisted["interest"],
    )


def _lines(command: EnrolMembers, uow: MembershipUnitOfWork) -> list[Line]:
    """Who has the entry's number, letter by letter, or in other letters and is the same person, is whom it is about."""
    numbers = [entry.external_id for entry in command.members]
    kept = uow.members.kept_of(command.unit_id, numbers)
    fresh = [number for number in numbers if number not in kept]
    others = uow.members.numbered_like(command.unit_id, fresh) if fresh else {}
    for entry in command.members:
        other = None if entry.external_id in kept else others.get(entry.external_id.lower())
        if other and other.is_perhaps(entry.name, uow.cipher.digest(entry.identity_number)):
            kept[entry.external_id] = other.kept
    return [
        Line(index, entry, uow.cipher.digest(text_of(entry)), kept.get(entry.external_id))
        for index, entry in enumerate(command.members)
    ]


def _check_faults(unit_id: str, lines: Sequence[Line], uow: MembershipUnitOfWork) -> None:
    """What is kept unchanged was checked when it came; that entries repeat each other is checked for all."""
    fresh = [line for line in lines if not line.is_unchanged]
    communities = uow.organisations.codes_among({line.entry.residence_code or "" for line in fresh} - {""})
    today = uow.now.astimezone(SHANGHAI).date()
    faults = [*duplicates([line.entry for line in lines]), *_numbers_of_others(lines, unit_id, uow)]
    for line in fresh:
        faults += faults_of(line.index, line.entry, communities=communities, today=today)
    if faults:
        raise Invalid("roster.invalid", errors=faults)


def _numbers_of_others(lines: Sequence[Line], unit_id: str, uow: MembershipUnitOfWork) -> Iterator[Fault]:
    """New numbers that somebody else has in other letters: for their unit's own system the two would be one name."""
    new = [line for line in lines if line.kept is None]
    held = uow.members.numbered_like(unit_id, [line.entry.external_id for line in new]) if new else {}
    for line in new:
        if line.entry.external_id.lower() in held:
            yield fault(line.index, "external_id", "roster.number_held")


def _find_former(
    unit_id: str, lines: Sequence[Line], digests: dict[int, str], uow: MembershipUnitOfWork
) -> dict[int, Holder]:
    """
    Who of the new ones was on a roster before and has left it, by the entry's place.

    Nobody is on two rosters, nor twice on one; the unique constraint decides where two units are at it at once.
    """
    holders = uow.members.holders_of(digests.values()) if digests else {}
    former: dict[int, Holder] = {}
    faults: list[Fault] = []
    for index, digest in digests.items():
        holder, kept = holders.get(digest), lines[index].kept
        if holder is None or (kept and kept.member_id == holder.member_id):
            continue
        if kept is None and holder.is_at(unit_id, lines[index].entry.external_id):
            continue  # somebody has just enrolled them: the unique constraint has all of it tried anew
        if not holder.is_on_roster and kept is None:
            former[index] = holder
        elif not holder.is_on_roster:
            faults.append(fault(index, "identity_number", "member.left_before"))
        elif holder.unit_id != unit_id:
            faults.append(fault(index, "identity_number", "member.on_other_roster"))
        else:
            faults.append(fault(index, "identity_number", "member.on_roster_already"))
    if faults:
        raise Conflict(faults[0].code, errors=faults)
    return former


def _by_listed_words(lines: list[Line], uow: MembershipUnitOfWork) -> tuple[list[Line], dict[TagKind, list[str]]]:
    """The lines with skills and interests by their canonical words, and the words that aren't listed."""
    unlisted: dict[TagKind, list[str]] = {"skill": [], "interest": []}
    if all(line.is_unchanged for line in lines):
        return lines, unlisted
    uow.skills.hold_to_tag()
    known = {kind: uow.skills.known(kind) for kind in unlisted}
    found: list[Line] = []
    for line in lines:
        if not line.is_unchanged:
            skills, new_skills = canonical(line.entry.skills, known["skill"])
            interests, new_interests = canonical(line.entry.interests, known["interest"])
            line = replace(line, entry=replace(line.entry, skills=skills, interests=interests))  # noqa: PLW2901
            unlisted["skill"] += new_skills
            unlisted["interest"] += new_interests
        found.append(line)
    return found, {kind: list(dict.fromkeys(words)) for kind, words in unlisted.items()}


def _take_over(
    unit_id: str, lines: Sequence[Line], former: dict[int, Holder], uow: MembershipUnitOfWork
) -> list[Enrolment]:
    changed = [line.kept.member_id for line in lines if line.kept and not line.is_unchanged]
    known = uow.members.load([*changed, *(holder.member_id for holder in former.values())])
    written: list[Member] = []
    enrolments: list[Enrolment] = []
    for line in lines:
        if line.kept and line.is_unchanged:
            enrolments.append(_enrolment(line, line.kept.member_id, "unchanged"))
            continue
        outcome: EnrolmentOutcome = "changed"
        if line.kept:
            member = known[line.kept.member_id]
        elif line.index in former:
            member, outcome = known[former[line.index].member_id], "returned"
        else:
            member, outcome = Member(id=new_id(), tenant_id=uow.tenant_id, unit_id=unit_id), "created"
        fill(member, line.entry, line.entry_digest, uow.cipher)
        uow.session.add(member)
        uow.record(_tell(member, unit_id, outcome, uow.now))
        written.append(member)
        enrolments.append(_enrolment(line, member.id, outcome))
    uow.members.write_tags(written)
    return enrolments


def _tell(member: Member, unit_id: str, outcome: EnrolmentOutcome, now: datetime) -> Event:
    if outcome == "created":
        return member.enrol(now)
    return member.change(now) if outcome == "changed" else member.come_back(unit_id, now, member.state)


def _enrolment(line: Line, member_id: str, outcome: EnrolmentOutcome) -> Enrolment:
    return Enrolment(external_id=line.entry.external_id, member_id=member_id, outcome=outcome)
