"""Roster syncs as the shapes that callers get."""

from collections.abc import Sequence

from services.membership.model import RosterFinding, RosterSync
from services.membership.roster.details import detail_of
from shared.messages import membership as messages


def roster_sync_shape(
    sync: RosterSync, rows_received: int, findings: Sequence[RosterFinding] = ()
) -> messages.RosterSync:
    return messages.RosterSync(
        id=sync.id,
        kind="roster_sync",
        unit_id=sync.unit_id,
        state=sync.state,
        is_dry_run=sync.is_dry_run,
        is_atomic=sync.is_atomic,
        absent_columns=sync.absent_columns,
        started_at=sync.started_at,
        finished_at=sync.finished_at,
        progress=messages.RosterProgress(
            rows_received=rows_received,
            rows_checked=sync.rows_checked,
            rows_prepared=sync.rows_prepared,
            rows_total=sync.rows_total,
        ),
        report=messages.RosterReport(**sync.counts) if sync.counts and sync.is_final else None,
        refusal=messages.RosterRefusal(code=sync.refusal_code, detail=sync.refusal_detail)
        if sync.refusal_code
        else None,
        findings=[finding_shape(finding) for finding in findings],
        version=sync.version,
    )


def finding_shape(finding: RosterFinding) -> messages.Finding:
    return messages.Finding(
        line=finding.line,
        column=finding.field,
        kind=finding.kind,
        code=finding.code,
        detail=detail_of(finding.code, finding.other_line),
        before=finding.before,
        after=finding.after,
        other_line=finding.other_line,
    )
