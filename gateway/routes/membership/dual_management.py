"""Routes of membership: what units and communities know of the members whom they share, and their reports."""

from gateway.reports import show_report
from gateway.route import Route
from gateway.tables import CSV, WORKBOOK
from shared.messages.membership import dual_management as m

TAG = "Dual management"

ROUTES = (
    Route(
        "GET",
        "/v1/units/{unit_id}/members/service",
        m.ListUnitService,
        summary="List a unit's members with what they did.",
        answer=m.UnitServicePage,
        errors={
            403: ("unit.not_yours",),
            404: ("unit.unknown", "community.unknown"),
            422: ("request.unfit",),
        },
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/members/service",
        m.ListCommunityService,
        summary="List a community's members with what they did there.",
        answer=m.CommunityServicePage,
        errors={
            403: ("community.not_yours",),
            404: ("community.unknown", "unit.unknown"),
            422: ("request.unfit",),
        },
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/units/{unit_id}/reports/{quarter}",
        m.ShowUnitReport,
        summary="Get a unit's quarterly report.",
        carry_out=show_report,
        answer=m.QuarterlyReport,
        files=(CSV, WORKBOOK),
        errors={403: ("unit.not_yours",), 404: ("unit.unknown", "report.unknown")},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/reports/{quarter}",
        m.ShowCommunityReport,
        summary="Get a community's quarterly report.",
        carry_out=show_report,
        answer=m.QuarterlyReport,
        files=(CSV, WORKBOOK),
        errors={403: ("community.not_yours",), 404: ("community.unknown", "report.unknown")},
        tag=TAG,
    ),
)
