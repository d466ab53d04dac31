"""What an entry of a roster says, put on a member."""

import dataclasses
from typing import TypeVar

from services.membership.model import Member
from services.membership.repository import MembershipUnitOfWork
from services.membership.roster.facts import facts_of
from services.membership.skills import canonical
from shared.encryption import Cipher
from shared.messages.membership import MemberFacts, RosterEntry

F = TypeVar("F", bound=MemberFacts | RosterEntry)


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
