"""Routes of membership: whole rosters, and the jobs by which they are synced."""

from gateway.roster_upload import show_with_findings, sync_roster
from gateway.rosters import MEDIA_TYPES
from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Rosters"
OF_JOB = {"job_id": "sync_id"}

ROUTES = (
    Route(
        "PUT",
        "/v1/units/{unit_id}/roster",
        m.BeginRosterSync,
        summary="Have a whole roster file taken over.",
        carry_out=sync_roster,
        answer=m.RosterSync,
        fixed={"ignored_columns": [], "absent_columns": []},
        uploads=MEDIA_TYPES,
        errors={
            400: ("roster.encoding", "roster.workbook_unreadable"),
            403: ("unit.not_yours", REVOKED),
            404: ("unit.unknown",),
            409: (
                "roster.sync_running",
                "roster.too_many_leave",
                "roster.sync_over",
                "roster.upload_incomplete",
                "roster.overtaken",
                "organisation.closed",
            ),
            413: ("roster.too_large",),
            422: (
                "roster.has_errors",
                "roster.header_missing",
                "roster.errors_file",
                "roster.header_repeated",
                "roster.empty",
            ),
        },
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/units/{unit_id}/jobs",
        m.ListRosterSyncs,
        summary="List a unit's roster syncs.",
        answer=m.RosterSyncPage,
        errors={403: ("unit.not_yours",), 404: ("unit.unknown",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/jobs/{job_id}",
        m.ShowRosterSync,
        summary="Show how a roster sync stands.",
        carry_out=show_with_findings,
        answer=m.RosterSync,
        renamed=OF_JOB,
        errors={403: ("job.not_yours",), 404: ("job.unknown",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/jobs/{job_id}/findings",
        m.ListFindings,
        summary="List what there is to say of a roster's lines.",
        carry_out=show_with_findings,
        answer=m.FindingPage,
        renamed=OF_JOB,
        errors={403: ("job.not_yours",), 404: ("job.unknown",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/jobs/{job_id}/cancellation",
        m.CancelRosterSync,
        summary="Stop a roster sync before it has changed anything.",
        answer=m.RosterSync,
        renamed=OF_JOB,
        heeds_if_match=True,
        errors={403: ("job.not_yours", REVOKED), 404: ("job.unknown",), 409: ("roster.sync_over",)},
        tag=TAG,
    ),
)
