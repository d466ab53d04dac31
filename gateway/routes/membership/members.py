"""Routes of membership: members and rosters."""

from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Members"

ROUTES = (
    Route(
        "POST",
        "/v1/units/{unit_id}/members",
        m.EnrolMembers,
        summary="Take over a part of a unit's roster.",
        answer=m.EnrolmentReport,
        errors={
            403: ("unit.not_yours", REVOKED),
            404: ("unit.unknown",),
            409: ("member.on_other_roster", "member.on_roster_already", "member.left_before"),
            422: ("roster.invalid",),
        },
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/units/{unit_id}/members",
        m.ListMembers,
        summary="List a unit's members.",
        answer=m.MemberPage,
        errors={
            403: ("unit.not_yours",),
            404: ("unit.unknown", "community.unknown"),
            422: ("request.unfit",),
        },
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/members",
        m.SearchMembers,
        summary="Find members.",
        answer=m.MemberPage,
        errors={
            403: ("unit.not_yours", "community.not_yours"),
            404: ("unit.unknown", "community.unknown"),
            422: ("request.unfit",),
        },
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/members/{member_id}",
        m.ShowMember,
        summary="Show a member.",
        answer=m.Member,
        errors={403: ("member.not_yours",), 404: ("member.unknown",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/members/{member_id}/sign-in-codes",
        m.IssueSignInCode,
        summary="Give a member a one-time code to sign in with.",
        status=201,
        answer=m.SignInCode,
        errors={
            403: ("member.not_yours", REVOKED),
            404: ("member.unknown",),
            409: ("member.erased", "member.not_on_roster"),
        },
        tag=TAG,
    ),
)
