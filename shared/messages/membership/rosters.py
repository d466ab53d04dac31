"""Messages of membership: whole rosters, synced as jobs."""

from dataclasses import field
from datetime import datetime
from typing import Annotated, Literal, get_args

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Length,
    Line,
    Pattern,
    Query,
    Range,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit

RosterColumn = Literal[
    "external_id",
    "name",
    "gender",
    "birth_month",
    "identity_number",
    "phone",
    "department",
    "skills",
    "interests",
    "residence_code",
    "status",
]
ROSTER_COLUMNS: tuple[RosterColumn, ...] = get_args(RosterColumn)
ROWS_A_PART = 2000
# From receiving to applying it runs; of one unit one does.
RosterSyncState = Literal["receiving", "checking", "comparing", "applying", "done", "refused", "cancelled"]
FindingKind = Literal["error", "repaired", "warning"]
LineNumber = Annotated[int, Range(1, 2**31 - 1)]


@shape
class RosterProgress(Shape):
    """Rows so far. rows_total: null until the whole file has come in."""

    rows_received: int
    rows_checked: int
    rows_prepared: int
    rows_total: int | None


@shape
class RosterReport(Shape):
    """
    What became of a roster's lines, or would become in a dry run.

    created, changed, returned, unchanged: members by what the file did to them; returned had left a roster before.
    left: members who are taken off the roster, because the file doesn't have them or says so.
    conflicts: lines of people who are on another unit's roster. errors: lines that weren't taken over.
    repaired, warnings: findings of these kinds; their lines were taken over.
    """

    lines: int
    created: int
    changed: int
    returned: int
    unchanged: int
    left: int
    conflicts: int
    errors: int
    repaired: int
    warnings: int


@shape
class RosterRefusal(Shape):
    """Why nothing of a roster was taken over."""

    code: str
    detail: str | None


@shape
class Finding(Shape):
    """
    What there is to say of one line of the file.

    line: as an editor counts them, the header is 1; the row of a workbook. column: null for the whole line.
    before, after: the cell as it came and as it was taken over; of personal numbers the most part is masked.
    other_line: of a line that repeats an earlier one, the first that says the same.
    """

    line: int
    column: str | None
    kind: FindingKind
    code: str
    detail: str
    before: str | None
    after: str | None
    other_line: int | None


@shape
class RosterSync(Shape):
    """
    The sync of one roster file.

    absent_columns: those that the file hasn't, of which what is known stays.
    finished_at, report: null while it runs. refusal: why nothing was taken over.
    findings: the first hundred, once it is over; `/v1/jobs/{job_id}/findings` lists all.
    """

    id: Id
    kind: Literal["roster_sync"]
    unit_id: Id
    state: RosterSyncState
    is_dry_run: bool
    is_atomic: bool
    absent_columns: list[RosterColumn]
    started_at: datetime
    finished_at: datetime | None
    progress: RosterProgress
    report: RosterReport | None
    refusal: RosterRefusal | None
    findings: list[Finding]
    version: int


@shape
class RosterSyncPage(Shape):
    items: list[RosterSync]
    next: str | None


@shape
class FindingPage(Shape):
    items: list[Finding]
    next: str | None


@command("roster_sync.begin")
class BeginRosterSync(Command):
    """
    Take over a unit's whole roster: CSV (UTF-8, UTF-16, GB18030; comma, semicolon or tab), NDJSON or a workbook
    (.xlsx), of 100 MB (a workbook 16 MB) and 300,000 lines at most.

    Columns, and the keys of NDJSON, may be named in Chinese or English, in any order. Needed: 人员编号 (external_id),
    姓名 (name), 身份证号 (identity_number). Known: 性别 (gender), 出生年月 (birth_month), 手机号 (phone), 部门
    (department), 专业特长 (skills), 兴趣方向 (interests), 居住社区代码 (residence_code), 在职状态 (status: 在职 or
    active; 借调, 病休, 休假 or inactive, who stays on the roster without taking part; 离职, 退休, 调出 or left, who is
    taken off it). Others are ignored. Of a column that the file hasn't, what is known of people stays as it is; a cell
    that is empty empties it.

    Who isn't in the file leaves the roster, three always and more up to a set share of it.

    dry_run: only the report is wanted. atomic: one line with an error, and nothing is taken over.
    confirm_leaving: it is right that many leave. ignored_columns: headings of the file that mean nothing here.
    absent_columns: those that it hasn't.
    """

    unit_id: Id
    dry_run: bool = False
    atomic: bool = False
    confirm_leaving: bool = False
    ignored_columns: Annotated[list[Line], Length(0, 200)] = field(default_factory=list)
    absent_columns: list[RosterColumn] = field(default_factory=list)


@command("roster_sync.append")
class AppendRosterRows(Command):
    """
    A part of the file, from 0 on; the same part again changes nothing.

    content: the rows as a JSON list of `[line, cells, fault]`. cells: texts in the order of `ROSTER_COLUMNS`, empty
    where there is nothing, several values as a list. fault: the code of what makes the line unreadable, or null.
    """

    sync_id: Id
    number: Annotated[int, Range(0, 10**6)]
    rows: Annotated[int, Range(1, ROWS_A_PART)]
    content: Annotated[str, Length(2, 10**7)]


@command("roster_sync.complete")
class CompleteRosterUpload(Command):
    """
    The whole file has come in.

    digest: SHA-256 of its bytes, by which the same key with another file is found out.
    """

    sync_id: Id
    parts: Annotated[int, Range(0, 10**6)]
    digest: Annotated[str, Pattern(r"[0-9a-f]{64}", "a SHA-256 digest in hexadecimal")]


@command("roster_sync.cancel")
class CancelRosterSync(Command):
    sync_id: Id
    reason: Text | None = None


@command("roster_sync.advance")
class AdvanceRosterSync(Command):
    """Carries out the next step; the platform itself sends it."""

    sync_id: Id


@command("roster_sync.abandon")
class AbandonRosterSync(Command):
    """Gives up on a file of which nothing more has come; the platform itself sends it."""

    sync_id: Id


@query("roster_sync.show")
class ShowRosterSync(Query):
    sync_id: Id


@query("roster_syncs.list")
class ListRosterSyncs(Query):
    """A unit's roster syncs, the newest first. running: those alone that aren't over."""

    unit_id: Id
    running: bool = False
    after: Cursor | None = None
    limit: Limit = 50


@query("roster_findings.list")
class ListFindings(Query):
    """What there is to say of a roster's lines, in their order."""

    sync_id: Id
    kind: FindingKind | None = None
    after: Annotated[int, Range(0, 2**53)] | None = None
    limit: Annotated[int, Range(1, 1000)] = 200


@event("roster.synced", subject="sync_id")
class RosterSynced(Event):
    """A unit's roster was taken over; each member who is changed by it is told of before."""

    sync_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    created: ForUnit[int]
    changed: ForUnit[int]
    returned: ForUnit[int]
    unchanged: ForUnit[int]
    left: ForUnit[int]
    conflicts: ForUnit[int]
    errors: ForUnit[int]
