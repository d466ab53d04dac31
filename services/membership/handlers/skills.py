"""A tenant's own entries of the lists of skills and interests."""

from services.membership.model import Skill, distinct
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import skill_shape
from services.membership.skills import known_words, words_of
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages import membership as messages

MOST = 300


def add_skill(command: messages.AddSkill, uow: MembershipUnitOfWork) -> messages.Skill:
    """
    Add an entry to the tenant's list, and have members who have one of its words have its name.

    Raises:
        Conflict: `skill.word_taken`, one of its words stands for another entry; `skill.too_many`.

    Publishes:
        MemberProfileChanged for each member who has the name now in place of another word.
    """
    uow.skills.hold_to_change()
    others = uow.skills.own(command.kind)
    if len(others) >= MOST:
        raise Conflict("skill.too_many", f"A tenant has {MOST} entries of a kind at most.")
    skill = Skill(
        id=new_id(),
        tenant_id=uow.tenant_id,
        kind=command.kind,
        code=command.code,
        name=command.name,
        english_name=command.english_name,
        synonyms=distinct([*command.synonyms, *command.adopts], besides=command.name),
    )
    _check_words(skill, others)
    uow.session.add(skill)
    uow.subject = f"skill/{skill.id}"
    _retag(skill, uow)
    return skill_shape(skill)


def edit_skill(command: messages.EditSkill, uow: MembershipUnitOfWork) -> messages.Skill:
    """
    Change the words of the tenant's own entry; members follow its name.

    Raises:
        NotFound: `skill.unknown`.
        Conflict: `skill.word_taken`.

    Publishes:
        MemberProfileChanged for each member who has the name now in place of another word.
    """
    uow.skills.hold_to_change()
    skill = uow.skills.get(command.skill_id)
    uow.expect(skill.version)
    others = [one for one in uow.skills.own(skill.kind) if one.id != skill.id]
    if command.synonyms is not None:
        skill.synonyms = distinct(command.synonyms, besides=skill.name)
    if command.name is not None and command.name != skill.name:
        skill.rename(command.name)
    if command.english_name is not None:
        skill.english_name = command.english_name
    skill.synonyms = distinct([*skill.synonyms, *command.adopts], besides=skill.name)
    skill.count_up()
    _check_words(skill, others)
    uow.subject = f"skill/{skill.id}"
    _retag(skill, uow)
    return skill_shape(skill)


def retire_skill(command: messages.RetireSkill, uow: MembershipUnitOfWork) -> messages.Skill:
    """
    Offer the tenant's own entry no longer.

    Raises:
        NotFound: `skill.unknown`.
        Conflict: `skill.retired`.
    """
    skill = uow.skills.get(command.skill_id)
    uow.expect(skill.version)
    skill.retire(uow.now)
    uow.subject = f"skill/{skill.id}"
    return skill_shape(skill)


def _check_words(skill: Skill, others: list[Skill]) -> None:
    known = known_words(skill.kind, [one.listed for one in others])
    for word in words_of(skill.listed):
        if word in known:
            raise Conflict("skill.word_taken", f"{word} stands for {known[word]} already.")


def _retag(skill: Skill, uow: MembershipUnitOfWork) -> None:
    uow.session.flush()
    for member_id, unit_id in uow.skills.retag(skill.kind, words_of(skill.listed), skill.name, uow.now):
        uow.record(messages.MemberProfileChanged(member_id=member_id, unit_id=unit_id))
