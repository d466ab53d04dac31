"""Teams and what concerns them as the shapes that callers get."""

from services.membership.model import Admission, Member, Stationing, Team, TeamMembership, masked_name
from services.membership.repository.onlooker import Onlooker
from shared.messages import membership as messages

MOST_SKILLS = 20


def team_shape(team: Team, leader: Member | None, onlooker: Onlooker) -> messages.Team:
    is_seen = leader is not None and onlooker.sees(leader, team.id)
    return messages.Team(
        id=team.id,
        name=team.name,
        kind=team.kind,
        theme=team.theme,
        description=team.description,
        founder="member" if team.founder_id else "unit",
        unit_id=team.unit_id,
        leader_id=team.leader_id if is_seen else None,
        leader_name=_name(leader, is_seen=is_seen) if leader else None,
        joining=team.joining,
        max_size=team.max_size,
        size=team.size,
        state="dissolved" if team.state == "dissolved" else "active",
        founded_at=team.founded_at,
        dissolved_at=team.dissolved_at,
        dissolution_reason=team.dissolution_reason,
        version=team.version,
    )


def team_member_shape(
    membership: TeamMembership, member: Member, team: Team, onlooker: Onlooker
) -> messages.TeamMember:
    is_seen = onlooker.sees(member, team.id)
    return messages.TeamMember(
        id=membership.id,
        member_id=member.id if is_seen else None,
        unit_id=member.unit_id if is_seen else None,
        name=_name(member, is_seen=is_seen),
        is_leader=member.id == team.leader_id,
        joined_at=membership.joined_at,
    )


def admission_shape(admission: Admission, onlooker: Onlooker) -> messages.Admission:
    """Who asks to be taken in gives their name; who is invited does by accepting."""
    has_given = admission.origin == "request" or admission.state == "accepted"
    is_seen = onlooker.sees(admission.member, admission.team_id if has_given else "")
    return messages.Admission(
        id=admission.id,
        team_id=admission.team_id,
        team_name=admission.team.name,
        member_id=admission.member_id,
        member_name=_name(admission.member, is_seen=is_seen),
        origin=admission.origin,
        state=admission.state,
        message=admission.message,
        reason=admission.reason,
        opened_at=admission.opened_at,
        expires_at=admission.expires_at,
        version=admission.version,
    )


def stationing_shape(stationing: Stationing) -> messages.Stationing:
    return messages.Stationing(
        id=stationing.id,
        team_id=stationing.team_id,
        team_name=stationing.team.name,
        community_id=stationing.community_id,
        community_name=stationing.community.name,
        state=stationing.state,
        plan=stationing.plan,
        reason=stationing.reason,
        requested_at=stationing.requested_at,
        decided_at=stationing.decided_at,
        ended_at=stationing.ended_at,
        version=stationing.version,
    )


def stationed_team_shape(
    stationing: Stationing, leader: Member | None, skills: list[tuple[str, int]]
) -> messages.StationedTeam:
    team = stationing.team
    return messages.StationedTeam(
        stationing=stationing_shape(stationing),
        kind=team.kind,
        theme=team.theme,
        description=team.description,
        size=team.size,
        leader_name=masked_name(leader.name) if leader else None,
        skills=[messages.SkillCount(skill=skill, count=count) for skill, count in skills[:MOST_SKILLS]],
    )


def suggested_member_shape(member: Member) -> messages.SuggestedMember:
    return messages.SuggestedMember(
        id=member.id, name=member.name, department=member.department, residence_code=member.residence_code
    )


def _name(member: Member, *, is_seen: bool) -> str:
    return member.name if is_seen else masked_name(member.name)
