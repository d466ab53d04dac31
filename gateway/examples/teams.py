"""What the documentation shows of teams."""

from gateway import town, town_teams
from gateway.examples.parts import Part
from shared.messages import membership

TEAMS = membership.TeamPage(items=[town_teams.TEAM], next=None)
WORDS = {
    "name": town_teams.TEAM.name,
    "kind": "skill",
    "theme": town_teams.TEAM.theme,
    "description": town_teams.TEAM.description,
    "joining": "approval",
    "max_size": 30,
}

PART = Part(
    requests={
        membership.FoundTeam: WORDS,
        membership.FoundUnitTeam: {
            **WORDS,
            "leader_id": town.MEMBER_ID,
            "invite": [town_teams.COLLEAGUE_ID],
        },
        membership.EditTeam: {"max_size": 40},
        membership.DissolveTeam: {"reason": "服务期满。"},
        membership.HandOverTeam: {"member_id": town_teams.COLLEAGUE_ID},
        membership.AddTeamMembers: {"member_ids": [town_teams.COLLEAGUE_ID]},
        membership.RemoveTeamMembers: {"member_ids": [town_teams.COLLEAGUE_ID], "reason": "已调离本市。"},
        membership.InviteToTeam: {
            "member_ids": [town_teams.COLLEAGUE_ID],
            "message": town_teams.INVITED.message,
        },
        membership.RequestAdmission: {"message": town_teams.REQUESTED.message},
        membership.DeclineAdmission: {"reason": town_teams.DECLINED.reason},
        membership.RequestStationing: {"community_id": town.COMMUNITY_ID, "plan": town_teams.ASKED.plan},
        membership.DeclineStationing: {"reason": town_teams.NOT_STATIONED.reason},
        membership.EndStationing: {"reason": town_teams.ENDED_STATIONING.reason},
    },
    answers={
        "POST /v1/teams": town_teams.TEAM,
        "GET /v1/teams": TEAMS,
        "POST /v1/units/{unit_id}/teams": town_teams.TEAM,
        "GET /v1/units/{unit_id}/teams": TEAMS,
        "GET /v1/units/{unit_id}/team-suggestions": membership.TeamSuggestions(items=[town_teams.SUGGESTION]),
        "GET /v1/units/{unit_id}/team-suggestions/members": membership.SuggestedMemberPage(
            items=[town_teams.SUGGESTED_MEMBER], next=None
        ),
        "GET /v1/members/{member_id}/teams": TEAMS,
        "GET /v1/teams/{team_id}": town_teams.TEAM,
        "PATCH /v1/teams/{team_id}": town_teams.EDITED_TEAM,
        "POST /v1/teams/{team_id}/dissolution": town_teams.DISSOLVED_TEAM,
        "POST /v1/teams/{team_id}/handover": town_teams.HANDED_OVER_TEAM,
        "GET /v1/teams/{team_id}/members": membership.TeamMemberPage(items=[town_teams.TEAM_MEMBER], next=None),
        "POST /v1/teams/{team_id}/members": town_teams.JOINED_TEAM,
        "POST /v1/teams/{team_id}/removals": town_teams.LEFT_TEAM,
        "POST /v1/teams/{team_id}/joining": town_teams.JOINED_TEAM,
        "POST /v1/teams/{team_id}/leaving": town_teams.LEFT_TEAM,
        "POST /v1/teams/{team_id}/invitations": membership.InvitationReport(items=[town_teams.INVITED], passed_over=[]),
        "POST /v1/teams/{team_id}/requests": town_teams.REQUESTED,
        "GET /v1/teams/{team_id}/admissions": membership.AdmissionPage(items=[town_teams.INVITED], next=None),
        "GET /v1/members/{member_id}/admissions": membership.AdmissionPage(items=[town_teams.INVITED], next=None),
        "GET /v1/admissions/{admission_id}": town_teams.INVITED,
        "POST /v1/admissions/{admission_id}/acceptance": town_teams.ACCEPTED,
        "POST /v1/admissions/{admission_id}/refusal": town_teams.DECLINED,
        "POST /v1/admissions/{admission_id}/withdrawal": town_teams.WITHDRAWN,
        "POST /v1/teams/{team_id}/stationings": town_teams.ASKED,
        "GET /v1/teams/{team_id}/stationings": membership.StationingPage(items=[town_teams.STATIONED], next=None),
        "GET /v1/communities/{community_id}/stationings": membership.StationedTeamPage(
            items=[town_teams.STATIONED_TEAM], next=None
        ),
        "GET /v1/stationings/{stationing_id}": town_teams.STATIONED,
        "POST /v1/stationings/{stationing_id}/acceptance": town_teams.STATIONED,
        "POST /v1/stationings/{stationing_id}/refusal": town_teams.NOT_STATIONED,
        "POST /v1/stationings/{stationing_id}/end": town_teams.ENDED_STATIONING,
    },
    path_ids={
        "team_id": town_teams.TEAM_ID,
        "admission_id": town_teams.ADMISSION_ID,
        "stationing_id": town_teams.STATIONING_ID,
    },
    faults={
        "team.members_refused": (
            "#/member_ids/0",
            "member.not_active",
            "This member isn't active on a unit's roster.",
        ),
    },
)
