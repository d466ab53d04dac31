"""Members ranked by how well they fit what is to be done: one statement, whose indexes are those of the search."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union
from sqlalchemy.orm import Session

from services.membership.model import DoneService, Member, MemberDuty, MemberFreeTime, MemberTag, Organisation
from services.membership.repository.search import MemberSearch
from shared.bulk import is_one_of
from shared.matching import BY_CATEGORY, PER_DUTY, PER_SERVICE, REGISTERED_ELSEWHERE, TIME_UNKNOWN, WEIGHTS
from shared.messages.matching import Criterion
from shared.messages.membership import TagKind
from shared.weeks import Slot

SERVED_LATELY = timedelta(days=90)
CRITERIA: Mapping[str, Criterion] = {"skill": "skills", "interest": "interests"}


@dataclass(frozen=True)
class Sought:
    """
    What members are compared with.

    skills, interests: canonical names. are_named: that each of the skills is wanted; otherwise any of them helps.
    slots: of the week, on `day`; none where the time isn't set. is_own_alone: that of what members are busy with and
    have done that alone counts which is the community's own: what they do elsewhere it isn't told.
    """

    community: Organisation
    skills: Collection[str]
    are_named: bool
    interests: Collection[str]
    slots: Sequence[Slot]
    day: date
    now: datetime
    is_own_alone: bool = False


@dataclass(frozen=True)
class Ranked:
    member_id: str
    points: Mapping[Criterion, int]


class MemberMatching:
    """The tenant's members, beside what they are sought for."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._search = MemberSearch(session, tenant_id)

    def rank(self, sought: Sought, *conditions: ColumnElement[bool], limit: int) -> list[Ranked]:
        """The best of those who may be asked."""
        rows = self._session.execute(self.ranking(sought, *conditions).limit(limit)).mappings()
        return [Ranked(row["id"], {name: row[name] for name in WEIGHTS if name in row}) for row in rows]

    def ranking(self, sought: Sought, *conditions: ColumnElement[bool]) -> Select[Any]:
        """Active members who aren't pausing on the day, the best first; a column for what each criterion adds."""
        facts = self._facts(sought, *conditions).cte("facts").prefix_with("MATERIALIZED").c
        points = _points(sought, facts)
        query: Select[Any] = select(facts.id, *(column.label(name) for name, column in points.items()))
        return query.order_by(sum(points.values(), literal(0)).desc(), facts.id)

    def is_concerned(self, sought: Sought) -> ColumnElement[bool]:
        """Those of the whole tenant for whom something speaks, found by indexes."""
        tags = select(MemberTag.member_id).where(self._is_sought(sought))
        return Member.id.in_(union(tags, *self._search.around(sought.community)))

    def words(self, sought: Sought, member_ids: Collection[str]) -> Mapping[tuple[str, Criterion], list[str]]:
        """By which skills and interests members fit, in the order of their names."""
        query = select(MemberTag.member_id, MemberTag.kind, MemberTag.value).where(
            self._is_sought(sought), is_one_of(self._session, MemberTag.member_id, member_ids)
        )
        found: dict[tuple[str, Criterion], list[str]] = {}
        for member_id, kind, value in self._session.execute(query.order_by(MemberTag.value)):
            found.setdefault((member_id, CRITERIA[kind]), []).append(value)
        return found

    def _counted_tags(self, sought: Sought) -> Any:
        """How many of what is sought each has who has any of it."""
        counts = [func.sum(case((MemberTag.kind == kind, 1), else_=0)).label(kind) for kind in CRITERIA]
        query = select(MemberTag.member_id, *counts).where(self._is_sought(sought))
        return query.group_by(MemberTag.member_id)

    def _is_sought(self, sought: Sought) -> ColumnElement[bool]:
        wanted: Mapping[TagKind, Collection[str]] = {"skill": sought.skills, "interest": sought.interests}
        each = [and_(MemberTag.kind == kind, MemberTag.value.in_(words)) for kind, words in wanted.items()]
        return and_(MemberTag.tenant_id == self._tenant_id, or_(*each))

    def _facts(self, sought: Sought, *conditions: ColumnElement[bool]) -> Select[Any]:
        """Of each who may be asked what is compared, found once: the points are made of it, and the order of these."""
        tags = self._counted_tags(sought).subquery()
        duties = select(func.count()).where(MemberDuty.member_id == Member.id)
        served = select(func.count()).where(
            DoneService.member_id == Member.id, DoneService.served_at > sought.now - SERVED_LATELY
        )
        if sought.is_own_alone:
            duties = duties.where(MemberDuty.community_id == sought.community.id)
            served = served.where(DoneService.community_id == sought.community.id)
        is_back = or_(Member.paused_until.is_(None), Member.paused_until <= sought.day)
        facts: Select[Any] = select(
            Member.id,
            func.coalesce(tags.c.skill, 0).label("skills"),
            func.coalesce(tags.c.interest, 0).label("interests"),
            self._search.is_free(sought.slots, sought.day).label("is_free"),
            select(MemberFreeTime.member_id).where(MemberFreeTime.member_id == Member.id).exists().label("says_when"),
            (func.coalesce(Member.residence_code, "") == sought.community.code).label("lives_here"),
            self._search.registered_with(sought.community).label("is_registered"),
            duties.scalar_subquery().label("duties"),
            served.scalar_subquery().label("served"),
        )
        facts = facts.outerjoin(tags, tags.c.member_id == Member.id)
        return facts.where(Member.tenant_id == self._tenant_id, Member.state == "active", is_back, *conditions)


def _points(sought: Sought, facts: Any) -> dict[Criterion, ColumnElement[int]]:
    """What each criterion adds, of those for which there is something to compare."""
    points: dict[Criterion, ColumnElement[int]] = {}
    if sought.skills and sought.are_named:
        points["skills"] = WEIGHTS["skills"] * facts.skills // len(sought.skills)
    elif sought.skills:
        points["skills"] = case((facts.skills > 0, BY_CATEGORY), else_=0)
    if sought.interests:
        points["interests"] = case((facts.interests > 0, WEIGHTS["interests"]), else_=0)
    if sought.slots:
        points["free_time"] = case((facts.is_free, WEIGHTS["free_time"]), (facts.says_when, 0), else_=TIME_UNKNOWN)
    points["area"] = case((facts.lives_here, WEIGHTS["area"]), (facts.is_registered, REGISTERED_ELSEWHERE), else_=0)
    points["load"] = _less(WEIGHTS["load"], PER_DUTY, facts.duties)
    points["turn"] = _less(WEIGHTS["turn"], PER_SERVICE, facts.served)
    return points


def _less(most: int, each: int, count: Any) -> ColumnElement[int]:
    """So much less for each, and never less than nothing."""
    return case((count * each >= most, 0), else_=most - count * each)
