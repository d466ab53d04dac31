"""Messages of membership: the lists of skills and interests."""

from dataclasses import field
from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Code, Command, Id, Length, Name, Query, Shape, command, query, shape
from shared.messages.paging import Limit

TagKind = Literal["skill", "interest"]
Synonyms = Annotated[list[Name], Length(0, 50)]


@shape
class Skill(Shape):
    """
    An entry of the list. name: the canonical word, by which members are tagged; label: the name in the caller's
    language. id: none for a built-in entry, which can't be changed. retired_at: offered no longer since then.
    """

    id: Id | None
    kind: TagKind
    code: str
    name: str
    english_name: str | None
    label: str
    synonyms: list[str]
    is_built_in: bool
    retired_at: datetime | None
    version: int


@shape
class SkillList(Shape):
    items: list[Skill]


@shape
class UnlistedWord(Shape):
    """A word that members have and the list doesn't."""

    word: str
    members: int


@shape
class UnlistedWords(Shape):
    items: list[UnlistedWord]


@command("skill.add")
class AddSkill(Command):
    """
    One more entry for the tenant, with all words that stand for it. Members who have one of them, `adopts` or not, have
    the entry's name from now on. adopts: unlisted words, which become synonyms.
    """

    kind: TagKind = "skill"
    code: Code
    name: Name
    english_name: Name | None = None
    synonyms: Synonyms = field(default_factory=list)
    adopts: Synonyms = field(default_factory=list)


@command("skill.edit")
class EditSkill(Command):
    """What is left out or null stays. A former name goes on standing for the entry, and members follow the new one."""

    skill_id: Id
    name: Name | None = None
    english_name: Name | None = None
    synonyms: Synonyms | None = None
    adopts: Synonyms = field(default_factory=list)


@command("skill.retire")
class RetireSkill(Command):
    """Members keep it, and its words go on standing for it."""

    skill_id: Id


@query("skill.show")
class ShowSkill(Query):
    """One of the tenant's own entries."""

    skill_id: Id


@query("skills.list")
class ListSkills(Query):
    """The built-in entries, then the tenant's own, oldest first; 300 of these at most."""

    kind: TagKind = "skill"


@query("skills.list_unlisted")
class ListUnlistedSkills(Query):
    """Words that members have and the list doesn't, those of most members first."""

    kind: TagKind = "skill"
    limit: Limit = 50
