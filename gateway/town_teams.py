"""The little town's service team, as membership answers it, and what has happened to it."""

from dataclasses import replace
from datetime import UTC, datetime

from gateway import town
from shared.messages import membership
from shared.messages.declare import Event

TEAM_ID, MEMBERSHIP_ID, ADMISSION_ID, STATIONING_ID, COLLEAGUE_ID = map(town.id_of, range(0x50, 0x55))


def _on(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


TEAM = membership.Team(
    id=TEAM_ID,
    name="红马甲义诊队",
    kind="skill",
    theme="义诊",
    description="每月第二个周六为社区老人量血压、测血糖。",
    founder="unit",
    unit_id=town.UNIT_ID,
    leader_id=town.MEMBER_ID,
    leader_name="陈华英",
    joining="approval",
    max_size=30,
    size=1,
    state="active",
    founded_at=_on(3, 1),
    dissolved_at=None,
    dissolution_reason=None,
    version=1,
)
EDITED_TEAM = replace(TEAM, max_size=40, version=2)
JOINED_TEAM = replace(EDITED_TEAM, size=2, version=3)
HANDED_OVER_TEAM = replace(JOINED_TEAM, leader_id=COLLEAGUE_ID, leader_name="李建国", version=4)
LEFT_TEAM = replace(HANDED_OVER_TEAM, size=1, version=5)
DISSOLVED_TEAM = replace(
    LEFT_TEAM,
    leader_id=None,
    leader_name=None,
    size=0,
    state="dissolved",
    dissolved_at=_on(10, 2),
    dissolution_reason="服务期满。",
    version=6,
)
TEAM_MEMBER = membership.TeamMember(
    id=MEMBERSHIP_ID,
    member_id=town.MEMBER_ID,
    unit_id=town.UNIT_ID,
    name="陈华英",
    is_leader=True,
    joined_at=TEAM.founded_at,
)
INVITED = membership.Admission(
    id=ADMISSION_ID,
    team_id=TEAM_ID,
    team_name=TEAM.name,
    member_id=COLLEAGUE_ID,
    member_name="李建国",
    origin="invitation",
    state="open",
    message="义诊队缺一位懂糖尿病的医生。",
    reason=None,
    opened_at=_on(3, 2),
    expires_at=_on(17, 2),
    version=1,
)
REQUESTED = replace(INVITED, origin="request", message="我在内分泌科工作十年。")
ACCEPTED = replace(INVITED, state="accepted", version=2)
DECLINED = replace(INVITED, state="declined", reason="今年排班已满。", version=2)
WITHDRAWN = replace(INVITED, state="withdrawn", version=2)
ASKED = membership.Stationing(
    id=STATIONING_ID,
    team_id=TEAM_ID,
    team_name=TEAM.name,
    community_id=town.COMMUNITY_ID,
    community_name=town.COMMUNITY.name,
    state="requested",
    plan="每月第二个周六上午在党群服务中心义诊。",
    reason=None,
    requested_at=_on(5, 1),
    decided_at=None,
    ended_at=None,
    version=1,
)
STATIONED = replace(ASKED, state="stationed", decided_at=_on(6, 1), version=2)
NOT_STATIONED = replace(ASKED, state="declined", reason="已有同类队伍进驻。", decided_at=_on(6, 1), version=2)
ENDED_STATIONING = replace(STATIONED, state="ended", reason="服务期满。", ended_at=_on(9, 1), version=3)
STATIONED_TEAM = membership.StationedTeam(
    stationing=STATIONED,
    kind=TEAM.kind,
    theme=TEAM.theme,
    description=TEAM.description,
    size=2,
    leader_name="陈**",
    skills=[membership.SkillCount(skill="义诊", count=2), membership.SkillCount(skill="健康咨询", count=1)],
)
SUGGESTION = membership.TeamSuggestion(
    kind="skill",
    theme="健康咨询",
    count=12,
    communities=[membership.CommunityCount(community_id=town.COMMUNITY_ID, name=town.COMMUNITY.name, count=5)],
)
SUGGESTED_MEMBER = membership.SuggestedMember(
    id=COLLEAGUE_ID, name="李建国", department="内分泌科", residence_code="LJ-0102"
)

OF_TEAM = {"team_id": TEAM_ID, "team_name": TEAM.name}
IN_UNIT = {"unit_id": town.UNIT_ID}
OF_ADMISSION = {"admission_id": ADMISSION_ID, **OF_TEAM, **IN_UNIT, "member_id": COLLEAGUE_ID}
OF_STATIONING = {"stationing_id": STATIONING_ID, **OF_TEAM, **IN_UNIT, "community_id": town.COMMUNITY_ID}

HISTORY: tuple[tuple[datetime, Event], ...] = (
    (
        TEAM.founded_at,
        membership.TeamFounded(
            **OF_TEAM, **IN_UNIT, team_kind="skill", team_size=1, theme=TEAM.theme, leader_id=town.MEMBER_ID
        ),
    ),
    (
        INVITED.opened_at,
        membership.AdmissionOpened(**OF_ADMISSION, origin="invitation", answer_by=INVITED.expires_at),
    ),
    (
        _on(3, 3),
        membership.TeamEdited(**OF_TEAM, **IN_UNIT, team_kind="skill", team_size=1, theme=TEAM.theme),
    ),
    (_on(4, 1), membership.AdmissionClosed(**OF_ADMISSION, origin="invitation", admission_state="accepted")),
    (
        _on(4, 1),
        membership.TeamJoined(**OF_TEAM, **IN_UNIT, team_kind="skill", team_size=2, member_id=COLLEAGUE_ID),
    ),
    (ASKED.requested_at, membership.StationingRequested(**OF_STATIONING, team_kind="skill", team_size=2)),
    (_on(5, 2), membership.StationingDeclined(**OF_STATIONING | {"stationing_id": town.id_of(0x55)})),
    (_on(6, 1), membership.TeamStationed(**OF_STATIONING, team_kind="skill", team_size=2)),
    (
        _on(7, 1),
        membership.LeaderChanged(
            **OF_TEAM,
            **IN_UNIT,
            team_kind="skill",
            team_size=2,
            cause="handed_over",
            leader_id=COLLEAGUE_ID,
            leader_masked_name="李**",
        ),
    ),
    (
        _on(8, 1),
        membership.TeamLeft(
            **OF_TEAM, **IN_UNIT, team_kind="skill", team_size=1, ending="left", member_id=town.MEMBER_ID
        ),
    ),
    (_on(9, 1), membership.StationingEnded(**OF_STATIONING, ended_by="community")),
    (_on(10, 2), membership.TeamDissolved(**OF_TEAM, **IN_UNIT, team_kind="skill")),
)
