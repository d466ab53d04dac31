"""Answers on the lists of skills and interests."""

from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import built_in_shape, skill_shape
from services.membership.skills import BUILT_IN
from shared.messages import membership as messages


def show_skill(query: messages.ShowSkill, uow: MembershipUnitOfWork) -> messages.Skill:
    """
    Raises:
        NotFound: `skill.unknown`.
    """
    return skill_shape(uow.skills.get(query.skill_id))


def list_skills(query: messages.ListSkills, uow: MembershipUnitOfWork) -> messages.SkillList:
    """The built-in entries, then the tenant's own."""
    built_in = [built_in_shape(entry, query.kind) for entry in BUILT_IN[query.kind]]
    return messages.SkillList(items=built_in + [skill_shape(one) for one in uow.skills.own(query.kind)])


def list_unlisted_skills(query: messages.ListUnlistedSkills, uow: MembershipUnitOfWork) -> messages.UnlistedWords:
    """Words that members have and the list doesn't."""
    found = uow.skills.unlisted(query.kind, query.limit)
    return messages.UnlistedWords(items=[messages.UnlistedWord(word=word, members=count) for word, count in found])
