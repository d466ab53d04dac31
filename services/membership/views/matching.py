"""Answers on matching: which members fit what is to be done, and what is compared of a member."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement

from services.membership.disclosure import SHARING, Reader
from services.membership.model import Member, Organisation
from services.membership.repository import MembershipUnitOfWork
from services.membership.repository.matching import Ranked, Sought
from services.membership.schemas import free_times, member_shape
from services.membership.skills import HELPFUL, Helpful, canonical, categories_helped, mentioned
from shared.clock import SHANGHAI
from shared.errors import Forbidden
from shared.matching import WEIGHTS, score_of, slots_compared
from shared.messages.matching import Criterion, KnownSkill, MatchReason
from shared.messages.membership import matching
from shared.words import folded


def match_members(query: matching.MatchMembers, uow: MembershipUnitOfWork) -> matching.MatchingMembers:
    """
    Rank members; what a community isn't shown of somebody, it isn't told of them here either.

    Raises:
        NotFound: `community.unknown`.
        Forbidden: `community.not_yours`; `access.denied`, neither a community nor a unit nor the department.
    """
    community = uow.organisations.get(query.community_id, "community")
    sought = _sought(query, community, uow)
    conditions = _askable(sought, uow)
    if query.without:
        conditions.append(Member.id.not_in(query.without))
    ranked = uow.matching.rank(sought, *conditions, limit=query.limit)
    return matching.MatchingMembers(items=_shapes(ranked, sought, uow))


def show_match_profile(query: matching.ShowMatchProfile, uow: MembershipUnitOfWork) -> matching.MatchProfile:
    """
    What is compared of the acting member; it isn't kept anywhere else.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
    """
    member = uow.members.get(query.member_id)
    if not uow.is_actor(member.id):
        raise Forbidden("member.not_yours")
    words: dict[str, list[str]] = {}
    for word, name in uow.skills.known("skill").items():
        words.setdefault(name, []).append(word)
    home_id, community_ids = uow.search.communities_of(member)
    return matching.MatchProfile(
        home_id=home_id,
        community_ids=community_ids,
        skills=[KnownSkill(name=name, words=words.get(name, [folded(name)])) for name in member.all_skills],
        skilled_for=categories_helped("skill", member.all_skills),
        interested_in=categories_helped("interest", member.all_interests),
        free_times=free_times(member.free_times),
    )


def _askable(sought: Sought, uow: MembershipUnitOfWork) -> list[ColumnElement[bool]]:
    """Who may be ranked for the actor, as they are found by the search."""
    if uow.has_oversight:
        return [uow.matching.is_concerned(sought)]
    if uow.actor.role == "unit":
        return [Member.unit_id == uow.actor.organisation_id]
    if uow.actor.role != "community":
        raise Forbidden("access.denied")
    if not uow.is_run_by_actor(sought.community.id):
        raise Forbidden("community.not_yours")
    return [uow.search.registered_with(sought.community), uow.search.consents_to(SHARING)]


def _sought(query: matching.MatchMembers, community: Organisation, uow: MembershipUnitOfWork) -> Sought:
    helpful = HELPFUL.get(query.category or "", Helpful())
    known = uow.skills.known("skill")
    named = query.skill or query.wanted or mentioned(query.text, known)
    skills: Sequence[str] = canonical(named, known)[0] if named else helpful.skills
    return Sought(
        community=community,
        skills=skills,
        are_named=bool(named),
        interests=helpful.interests,
        slots=slots_compared(query.starts_at, query.ends_at),
        day=(query.starts_at or uow.now).astimezone(SHANGHAI).date(),
        now=uow.now,
        is_own_alone=uow.actor.role == "community",
    )


def _shapes(ranked: Sequence[Ranked], sought: Sought, uow: MembershipUnitOfWork) -> list[matching.MatchingMember]:
    member_ids = [one.member_id for one in ranked]
    words = uow.matching.words(sought, member_ids)
    members = {member.id: member for member in uow.session.scalars(uow.search.members(Member.id.in_(member_ids)))}
    reader, given = _reader(uow), uow.consents.given_among(member_ids)
    found: list[matching.MatchingMember] = []
    for one in ranked:
        reasons = _reasons(one, words)
        member = member_shape(members[one.member_id], uow.cipher, reader, given[one.member_id])
        found.append(matching.MatchingMember(member=member, score=score_of(reasons), reasons=reasons))
    return found


def _reader(uow: MembershipUnitOfWork) -> Reader:
    """All who are ranked are seen alike: a community finds nobody here who isn't registered with it."""
    if uow.has_oversight:
        return "department"
    return "unit" if uow.actor.role == "unit" else "registered"


def _reasons(one: Ranked, words: Mapping[tuple[str, Criterion], list[str]]) -> list[MatchReason]:
    return [
        MatchReason(
            criterion=criterion, points=points, most=WEIGHTS[criterion], words=words.get((one.member_id, criterion), [])
        )
        for criterion, points in one.points.items()
    ]
