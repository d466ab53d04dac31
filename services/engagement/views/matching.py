"""Answers on matching: what members are looked for by, and what fits a member."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.engagement.model import ItemRole, MenuItem, Need, Wish
from services.engagement.repository import EngagementUnitOfWork
from shared.clock import day_of
from shared.errors import Conflict, Forbidden, NotFound
from shared.matching import BY_CATEGORY, REGISTERED_ELSEWHERE, TIME_UNKNOWN, WEIGHTS, score_of, slots_compared
from shared.messages import engagement as messages
from shared.messages.engagement.categories import BY_CODE
from shared.messages.matching import Criterion, MatchReason
from shared.weeks import Slot, joined, slot_of
from shared.words import folded, is_mentioned

LONG_WAIT = timedelta(days=14)
ANYTHING = "other"


def show_wanted(query: messages.matching.ShowWanted, uow: EngagementUnitOfWork) -> messages.matching.Wanted:
    """
    Raises:
        NotFound: `need.unknown`, `wish.unknown`, `menu_item.unknown`.
        Forbidden: `need.not_yours`, `wish.not_yours`, `menu_item.not_yours`, to another community.
    """
    if query.kind == "menu_item":
        return _wanted_for_item(query.item_id, uow)
    if query.kind == "wish":
        wish = uow.wishes.get(query.item_id)
        _check_reader(wish.community_id, "wish.not_yours", uow)
        claim = uow.claims.get(wish.claim_id) if wish.claim_id else None
        return _wanted(wish, wish.title, taken_by=[claim.member_id] if claim else [])
    need = uow.needs.get(query.item_id)
    if not uow.is_run_by_actor(need.community_id):
        raise Forbidden("need.not_yours")
    return _wanted(need, f"{need.title}\n{need.description}")


def match_items(query: messages.matching.MatchItems, uow: EngagementUnitOfWork) -> messages.matching.MatchingItems:
    """
    Compare what can be claimed with the acting member; the 200 of each kind that begin soonest or have waited longest.

    Raises:
        Forbidden: `member.not_yours`.
    """
    if not uow.is_actor(query.member_id):
        raise Forbidden("member.not_yours")
    places = query.community_ids if query.community_id is None else [query.community_id]
    community_ids = [one for one in places if one in query.community_ids]
    judge = _Judge(query, uow.openings.busy_times(query.member_id, uow.now), uow.now)
    found: list[messages.matching.MatchingItem] = []
    for kind in ("activity", "post"):
        if query.kind in (None, kind):
            items = uow.openings.items(kind, community_ids, query.member_id, uow.now, query.category)
            found += [judge.item(item) for item in items if judge.is_possible(item)]
    if query.kind in (None, "wish"):
        found += [judge.wish(wish) for wish in uow.openings.wishes(community_ids, query.category)]
    found.sort(key=lambda one: (-one.score, one.starts_at is None, one.starts_at or uow.now, one.id))
    return messages.matching.MatchingItems(items=found[: query.limit])


def _check_reader(community_id: str, code: str, uow: EngagementUnitOfWork) -> None:
    if uow.actor.role == "community" and not uow.is_run_by_actor(community_id):
        raise Forbidden(code)


def _wanted_for_item(menu_item_id: str, uow: EngagementUnitOfWork) -> messages.matching.Wanted:
    item = uow.menu_items.get(menu_item_id)
    if item.published_at is None and not uow.is_run_by_actor(item.community_id):
        raise NotFound("menu_item.unknown")
    _check_reader(item.community_id, "menu_item.not_yours", uow)
    skills = dict.fromkeys(skill for role in item.roles if role.free for skill in role.skills)
    return _wanted(item, item.title, skills=list(skills)[:20], taken_by=uow.openings.taking_part(item.id))


def _wanted(
    about: MenuItem | Wish | Need, text: str, *, skills: Sequence[str] = (), taken_by: Sequence[str] = ()
) -> messages.matching.Wanted:
    times = (about.starts_at, about.ends_at) if isinstance(about, MenuItem) else (None, None)
    return messages.matching.Wanted(
        item_id=about.id,
        community_id=about.community_id,
        category=about.category,
        skills=list(skills),
        text=text,
        starts_at=times[0],
        ends_at=times[1],
        taken_by=list(taken_by),
    )


@dataclass(frozen=True)
class _Judge:
    """Compares with one member; busy: when they are taken up already."""

    query: messages.matching.MatchItems
    busy: Sequence[tuple[datetime, datetime]]
    now: datetime

    @functools.cached_property
    def _free(self) -> list[Slot]:
        return joined(map(slot_of, self.query.free_times))

    @functools.cached_property
    def _busy_days(self) -> set[date]:
        return {day_of(since) for since, _ in self.busy}

    def is_possible(self, item: MenuItem) -> bool:
        """Whether the sign-up is open, and nothing that they hold a place in is at the same time."""
        try:
            item.check_open(self.now)
        except Conflict:
            return False
        begins, ends = item.starts_at, item.ends_at
        return not (begins and ends and any(begins < until and since < ends for since, until in self.busy))

    def item(self, item: MenuItem) -> messages.matching.MatchingItem:
        """By the role that fits best of those with a place left that none waits for."""
        role = max((one for one in item.roles if one.free and not one.waiting), key=lambda one: self._skills(one)[0])
        reasons = [
            *self._by_skill(item.category, item.title, role),
            *self._by_interest(item.category),
            *self._by_time(item),
        ]
        reasons += [self._by_area(item.community_id), *self._by_load(item), _reason("shortage", bool(item.missing))]
        return messages.matching.MatchingItem(
            kind=item.kind,
            id=item.id,
            community_id=item.community_id,
            title=item.title,
            category=item.category,
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            from_on=item.from_on,
            until_on=item.until_on,
            role_id=role.id,
            role=role.name,
            free=role.free,
            score=score_of(reasons),
            reasons=reasons,
        )

    def wish(self, wish: Wish) -> messages.matching.MatchingItem:
        reasons = [*self._by_skill(wish.category, wish.title, None), *self._by_interest(wish.category)]
        reasons += [self._by_area(wish.community_id), _reason("shortage", self.now - wish.published_at > LONG_WAIT)]
        return messages.matching.MatchingItem(
            kind="wish",
            id=wish.id,
            community_id=wish.community_id,
            title=wish.title,
            category=wish.category,
            starts_at=None,
            ends_at=None,
            from_on=None,
            until_on=None,
            role_id=None,
            role=None,
            free=1,
            score=score_of(reasons),
            reasons=reasons,
        )

    def _skills(self, role: ItemRole) -> tuple[float, list[str]]:
        """The share of what a role wants that the member can, and by which skills of theirs."""
        if not role.skills:
            return 0, []
        wanted = {folded(skill) for skill in role.skills}
        had = [skill for skill in self.query.skills if wanted.intersection(skill.words)]
        met = wanted.intersection(word for skill in had for word in skill.words)
        return len(met) / len(wanted), [skill.name for skill in had]

    def _by_skill(self, category: str, title: str, role: ItemRole | None) -> list[MatchReason]:
        """By what the role wants, or else by what the title names, or else by what helps in the category."""
        if role and role.skills:
            share, words = self._skills(role)
            return [_reason("skills", share, words)]
        text = folded(title)
        if named := [skill.name for skill in self.query.skills if is_mentioned(skill.words, text)]:
            return [_reason("skills", 1, named)]
        if not _is_special(category):
            return []
        is_skilled = category in self.query.skilled_for
        return [_reason("skills", BY_CATEGORY / WEIGHTS["skills"] if is_skilled else 0)]

    def _by_interest(self, category: str) -> list[MatchReason]:
        return [_reason("interests", category in self.query.interested_in)] if _is_special(category) else []

    def _by_time(self, item: MenuItem) -> list[MatchReason]:
        slots = slots_compared(item.starts_at, item.ends_at)
        if not slots:
            return []
        if not self._free:
            return [_reason("free_time", TIME_UNKNOWN / WEIGHTS["free_time"])]
        is_free = all(
            any(
                one.weekday == slot.weekday and one.from_minute <= slot.from_minute and slot.to_minute <= one.to_minute
                for one in self._free
            )
            for slot in slots
        )
        return [_reason("free_time", is_free)]

    def _by_area(self, community_id: str) -> MatchReason:
        is_home = community_id == self.query.home_id
        return _reason("area", 1 if is_home else REGISTERED_ELSEWHERE / WEIGHTS["area"])

    def _by_load(self, item: MenuItem) -> list[MatchReason]:
        """Whether there is nothing else on the day."""
        if item.starts_at is None:
            return []
        return [_reason("load", day_of(item.starts_at) not in self._busy_days)]


def _is_special(category: str) -> bool:
    """Whether a category says what helps; communities have words of their own for wishes."""
    return category in BY_CODE and category != ANYTHING


def _reason(criterion: Criterion, share: float, words: Sequence[str] = ()) -> MatchReason:
    most = WEIGHTS[criterion]
    return MatchReason(criterion=criterion, points=round(most * share), most=most, words=list(words))
