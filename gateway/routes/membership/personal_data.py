"""Routes of membership: what is held on a person, handed out and taken away."""

from gateway.downloads import download_member
from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Personal data"

ROUTES = (
    Route(
        "GET",
        "/v1/members/{member_id}/export",
        m.ExportMember,
        summary="Get all that is held on you.",
        carry_out=download_member,
        answer=m.MemberExport,
        errors={403: ("member.not_yours",), 404: ("member.unknown",), 503: ("export.incomplete",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/members/{member_id}/exports",
        m.ExportMemberOnRequest,
        summary="Get all that is held on a person who has asked for it.",
        carry_out=download_member,
        answer=m.MemberExport,
        errors={403: (REVOKED,), 404: ("member.unknown",), 503: ("export.incomplete",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/members/{member_id}/erasure",
        m.EraseMember,
        summary="Take a former member's data out for good.",
        answer=m.Erasure,
        errors={403: ("member.not_yours", REVOKED), 404: ("member.unknown",), 409: ("member.on_roster",)},
        tag=TAG,
    ),
)
