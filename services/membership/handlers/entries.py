"""What an entry of a roster says, put on a member."""

import dataclasses
from collections.abc import Collection, Sequence
from typing import NamedTuple, TypeVar

from services.membership.model import Member
from services.membership.repository import MembershipUnitOfWork
from services.membership.roster.facts import entry_of, facts_of
from services.membership.roster.rules import text_of
from services.membership.skills import canonical
from shared.encryption import Cipher
from shared.messages.membership import MemberFacts, RosterColumn, RosterEntry

F = TypeVar("F", bound=MemberFacts | RosterEntry)


class FiledEntry(NamedTuple):
    """
    An entry as a roster file has it.

    absent_columns: those that the file hasn't, of which the entry says nothing, or what is known.
    """

    entry: RosterEntry
    absent_columns: Sequence[RosterColumn] = ()

    def numbered(self, external_id: str) -> "FiledEntry":
        return self._replace(entry=dataclasses.replace(self.entry, external_id=external_id))

    def digest(self, cipher: Cipher) -> str:
        """By which the same entry of a file with the same columns is known."""
        return cipher.digest(text_of(self.entry, self.absent_columns))


def completed(
    entry: RosterEntry, absent_columns: Collection[RosterColumn], member: Member, cipher: Cipher
) -> RosterEntry:
    """An entry with what is known of a member where its file has no column, but for their department elsewhere."""
    known = known_elsewhere(member, cipher)
    names = ("state" if column == "status" else column for column in absent_columns)
    return dataclasses.replace(entry, **{name: getattr(known, name) for name in names})


def known_elsewhere(member: Member, cipher: Cipher) -> RosterEntry:
    """What is known of a member that means something in another unit too: a department doesn't."""
    return dataclasses.replace(entry_of(member, cipher), department=None)


def by_listed_words(facts: F, uow: MembershipUnitOfWork) -> F:
    """The same with skills and interests by their canonical words, as rosters take them over."""
    if not (facts.skills or facts.interests):
        return facts
    uow.skills.hold_to_tag()
    skills, _ = canonical(facts.skills, uow.skills.known("skill"))
    interests, _ = canonical(facts.interests, uow.skills.known("interest"))
    return dataclasses.replace(facts, skills=skills, interests=interests)


def fill(member: Member, entry: RosterEntry, entry_digest: str, cipher: Cipher) -> None:
    """
    Have a member be as an entry says, whose words are canonical; one without an identity number tells nothing of it.

    entry_digest: of the entry as it came.
    """
    if member.name_parts and entry.name != member.name:
        member.name_parts = None
    for name, fact in facts_of(entry, cipher).items():
        if entry.identity_number or not name.startswith("identity_"):
            setattr(member, name, fact)
    member.skills, member.interests = entry.skills, entry.interests
    member.entry_digest = entry_digest
