"""Routes of membership: members one by one."""

from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Members"
ON_ROSTER = ("member.on_other_roster", "member.on_roster_already")

ROUTES = (
    Route(
        "POST",
        "/v1/members",
        m.AddMember,
        summary="Put one person on the unit's roster.",
        status=201,
        answer=m.Member,
        location="/v1/members/{id}",
        errors={403: (REVOKED,), 409: ("member.user_name_taken", *ON_ROSTER), 422: ("member.invalid",)},
        tag=TAG,
    ),
    Route(
        "PUT",
        "/v1/members/{member_id}",
        m.EditMember,
        summary="Replace what the unit says of a member.",
        answer=m.Member,
        needs_if_match=True,
        errors={
            403: ("member.not_yours", REVOKED),
            404: ("member.unknown",),
            409: ("member.not_on_roster", "member.user_name_taken", *ON_ROSTER, "member.left_before"),
            422: ("member.invalid",),
        },
        tag=TAG,
    ),
    Route(
        "DELETE",
        "/v1/members/{member_id}",
        m.RemoveMember,
        summary="Take a member off the unit's roster.",
        status=204,
        heeds_if_match=True,
        errors={
            403: ("member.not_yours", REVOKED),
            404: ("member.unknown",),
            409: ("member.not_on_roster",),
        },
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/members/{member_id}/state",
        m.SetMemberState,
        summary="Say that a member is on leave, or back from it.",
        answer=m.Member,
        heeds_if_match=True,
        errors={
            403: ("member.not_yours", REVOKED),
            404: ("member.unknown",),
            409: ("member.not_on_roster",),
        },
        tag=TAG,
    ),
)
