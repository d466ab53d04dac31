"""Routes of membership: invitations to teams, and requests to be taken in."""

from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from gateway.routes.membership.teams import NOT_FIT, OWN_TEAM, TAG
from shared.messages import membership as m

OWN_ADMISSION: dict[int, tuple[str, ...]] = {403: ("admission.not_yours", REVOKED), 404: ("admission.unknown",)}
CLOSED = ("admission.closed", "admission.expired")

ROUTES = (
    Route(
        "POST",
        "/v1/teams/{team_id}/invitations",
        m.InviteToTeam,
        summary="Invite members to a team.",
        answer=m.InvitationReport,
        errors=OWN_TEAM | {409: ("team.dissolved", "team.members_refused")},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/teams/{team_id}/requests",
        m.RequestAdmission,
        summary="Ask a team to be taken in.",
        status=201,
        answer=m.Admission,
        location="/v1/admissions/{id}",
        errors={
            404: ("team.unknown",),
            409: ("team.dissolved", "team.takes_no_requests", "admission.exists", *NOT_FIT),
        },
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/teams/{team_id}/admissions",
        m.ListTeamAdmissions,
        summary="List a team's invitations and requests.",
        answer=m.AdmissionPage,
        errors={403: ("team.not_yours",), 404: ("team.unknown",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/members/{member_id}/admissions",
        m.ListMemberAdmissions,
        summary="List a member's invitations to teams, and requests.",
        answer=m.AdmissionPage,
        errors={403: ("member.not_yours",), 404: ("member.unknown",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/admissions/{admission_id}",
        m.ShowAdmission,
        summary="Show an invitation or a request.",
        answer=m.Admission,
        errors={403: ("admission.not_yours",), 404: ("admission.unknown",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/admissions/{admission_id}/acceptance",
        m.AcceptAdmission,
        summary="Accept an invitation or a request.",
        answer=m.Admission,
        heeds_if_match=True,
        errors=OWN_ADMISSION | {409: (*CLOSED, "team.dissolved", "team.full", *NOT_FIT)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/admissions/{admission_id}/refusal",
        m.DeclineAdmission,
        summary="Decline an invitation or a request.",
        answer=m.Admission,
        heeds_if_match=True,
        errors=OWN_ADMISSION | {409: CLOSED},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/admissions/{admission_id}/withdrawal",
        m.WithdrawAdmission,
        summary="Take an invitation or a request back.",
        answer=m.Admission,
        heeds_if_match=True,
        errors=OWN_ADMISSION | {409: CLOSED},
        tag=TAG,
    ),
)
