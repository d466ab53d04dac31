"""Entries of the lists of skills and interests as the shapes that callers get."""

from services.membership.model import Skill
from services.membership.skills import Listed
from shared.messages import membership as messages


def skill_shape(skill: Skill) -> messages.Skill:
    return messages.Skill(
        id=skill.id,
        kind=skill.kind,
        code=skill.code,
        name=skill.name,
        english_name=skill.english_name,
        label=skill.name,
        synonyms=[*skill.synonyms],
        is_built_in=False,
        retired_at=skill.retired_at,
        version=skill.version,
    )


def built_in_shape(entry: Listed, kind: messages.TagKind) -> messages.Skill:
    return messages.Skill(
        id=None,
        kind=kind,
        code=entry.code,
        name=entry.name,
        english_name=entry.english,
        label=entry.name,
        synonyms=[*entry.synonyms],
        is_built_in=True,
        retired_at=None,
        version=1,
    )
