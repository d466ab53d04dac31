"""What the documentation shows of rosters."""

from dataclasses import replace
from datetime import UTC, datetime

from gateway import town
from gateway.examples.parts import Part
from shared.messages import membership

SYNC_ID = town.id_of(0x20)
RUNNING = membership.RosterSync(
    id=SYNC_ID,
    kind="roster_sync",
    unit_id=town.UNIT_ID,
    state="checking",
    is_dry_run=False,
    is_atomic=False,
    absent_columns=["interests"],
    started_at=datetime(2026, 11, 3, 1, tzinfo=UTC),
    finished_at=None,
    progress=membership.RosterProgress(rows_received=3, rows_checked=0, rows_prepared=0, rows_total=3),
    report=None,
    refusal=None,
    findings=[],
    version=2,
)
FINDINGS = [
    membership.Finding(
        line=3,
        column="phone",
        kind="repaired",
        code="roster.width",
        detail="Full-width characters were made half-width.",
        before="１３８******００",
        after="138******00",
        other_line=None,
    ),
    membership.Finding(
        line=4,
        column="identity_number",
        kind="error",
        code="roster.check_digit",
        detail="The identity number fails its check digit.",
        before="110*************21",
        after=None,
        other_line=None,
    ),
]
DONE = replace(
    RUNNING,
    state="done",
    finished_at=datetime(2026, 11, 3, 1, 0, 1, tzinfo=UTC),
    progress=membership.RosterProgress(rows_received=3, rows_checked=3, rows_prepared=3, rows_total=3),
    report=membership.RosterReport(
        lines=3,
        created=1,
        changed=0,
        returned=0,
        unchanged=1,
        left=0,
        conflicts=0,
        errors=1,
        repaired=1,
        warnings=0,
    ),
    findings=FINDINGS,
    version=9,
)
CANCELLED = replace(RUNNING, state="cancelled", finished_at=datetime(2026, 11, 3, 1, 0, 1, tzinfo=UTC), version=3)

PART = Part(
    requests={membership.CancelRosterSync: {"reason": "导错了文件"}},
    answers={
        "PUT /v1/units/{unit_id}/roster": DONE,
        "GET /v1/units/{unit_id}/jobs": membership.RosterSyncPage(items=[DONE], next=None),
        "GET /v1/jobs/{job_id}": DONE,
        "GET /v1/jobs/{job_id}/findings": membership.FindingPage(items=FINDINGS, next=None),
        "POST /v1/jobs/{job_id}/cancellation": CANCELLED,
    },
    path_ids={"job_id": SYNC_ID},
    faults={
        "roster.has_errors": (
            "#/lines/4/identity_number",
            "roster.check_digit",
            "The identity number fails its check digit.",
        ),
        "roster.header_missing": ("#/identity_number", "missing", "No column has this meaning."),
        "roster.header_repeated": ("#/phone", "repeated", "Several columns have this meaning."),
    },
)
