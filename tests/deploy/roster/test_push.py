import csv
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from deploy.cli import app
from deploy.demo.play import free_port
from tests.deploy.roster.standin import JOB, UNIT, StandIn, finding, job, standing_in

ROSTER = "工号,姓名,身份证号,手机号,备注\n1,罗军,9,=1+1,x\n2,李明,9,-5,x\n\n4,赵远,9,5,x\n"
PUT = f"PUT /v1/units/{UNIT}/roster"
GET = f"GET /v1/jobs/{JOB}"
CANCEL = f"POST /v1/jobs/{JOB}/cancellation"


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LINLI_URL", "LINLI_CLIENT_ID", "LINLI_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("deploy.roster.remote.PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("deploy.roster.push.POLL_SECONDS", 0.0)
    with standing_in() as found:
        yield found


@pytest.fixture
def push(town: StandIn, tmp_path: Path) -> Callable[..., Result]:
    """`linli roster push` of a file of this name."""

    def run(*words: str, name: str = "roster.csv", lang: str = "C", url: str = "") -> Result:
        path = tmp_path / name
        path.write_text(ROSTER, "utf-8")
        given = ["--unit", UNIT, "--url", url or town.url, *words]
        environment = {"LINLI_CLIENT_ID": "a", "LINLI_CLIENT_SECRET": "geheim", "LANG": lang, "COLUMNS": "200"}
        return CliRunner().invoke(app, ["roster", "push", str(path), *given], env=environment)

    return run


def test_a_roster_is_sent_as_it_is_and_followed_to_its_end(town: StandIn, push: Callable[..., Result]) -> None:
    town.answers = {
        PUT: [(202, job("receiving"))],
        GET: [(200, job("checking")), (200, job("done", lines=3, created=2))],
    }
    result = push()

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "✓ The roster is synced."
    assert {"3  lines read", "2  new", "0  left"} <= {line.strip() for line in result.stdout.splitlines()}
    assert town.steps == ["POST /oauth/token", PUT, GET, GET]
    assert town.bodies == [ROSTER.encode()]
    assert town.headers[0]["Content-Type"] == "text/csv"
    assert town.headers[0]["Content-Length"] == str(len(ROSTER.encode()))


@pytest.mark.parametrize(
    "name, media_type",
    [
        ("a.NDJSON", "application/x-ndjson"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.tsv", "text/csv"),
    ],
)
def test_the_name_tells_what_a_file_is(town: StandIn, push: Callable[..., Result], name: str, media_type: str) -> None:
    town.answers = {PUT: [(200, job("done"))]}

    assert push(name=name).exit_code == 0
    assert town.headers[0]["Content-Type"] == media_type


def test_options_are_told_and_a_dry_run_says_so(town: StandIn, push: Callable[..., Result]) -> None:
    town.answers = {PUT: [(200, job("done", is_dry_run=True))]}
    result = push("--dry-run", "--atomic", "--confirm-leaving")

    assert town.asked[2] == f"{PUT}?dry_run=true&atomic=true&confirm_leaving=true"
    assert "Nothing was changed; this is what a sync would do." in result.stdout


def test_each_run_has_a_key_of_its_own_which_all_its_tries_share(town: StandIn, push: Callable[..., Result]) -> None:
    running = (409, {"code": "roster.sync_running", "title": "A sync is running"})
    away = (503, {"code": "service.unavailable", "title": "Away"})
    town.answers = {PUT: [None, running, away, (200, job("done"))]}
    codes = [push().exit_code, push().exit_code]
    keys = [headers["Idempotency-Key"] for headers in town.headers]

    assert codes == [0, 0]
    assert town.bodies == [ROSTER.encode()] * 5
    assert (len(set(keys[:4])), len(set(keys))) == (1, 2)


@pytest.mark.parametrize("lang, hint", [("C", "To cancel it: "), ("zh_CN.UTF-8", "如需取消：")])
def test_that_another_sync_is_running_is_told_at_once_with_what_to_do(
    town: StandIn, push: Callable[..., Result], lang: str, hint: str
) -> None:
    town.answers = {PUT: [(409, {"code": "roster.sync_running", "title": "A sync is running"})]}
    result = push(lang=lang)

    assert (result.exit_code, result.stdout.splitlines()) == (
        1,
        ["✗ A sync is running (roster.sync_running)", f"  → {hint}linli roster cancel --unit {UNIT}"],
    )
    assert len(town.bodies) == 1


def test_tries_end(town: StandIn, push: Callable[..., Result]) -> None:
    town.answers = {PUT: [None]}
    result = push()

    assert (result.exit_code, len(town.bodies)) == (2, 5)
    assert f"{town.url}/v1/units/{UNIT}/roster can't be reached: ConnectionError" in result.stdout.replace("\n", "")


@pytest.mark.parametrize("content", [b"<html>", b"[]", b'"x"'])
def test_something_else_than_the_platform_is_told_apart(
    town: StandIn, push: Callable[..., Result], content: bytes
) -> None:
    town.answers = {"POST /oauth": [(200, content)]}

    assert push().exit_code == 2


def test_nobody_there_is_one_line(push: Callable[..., Result]) -> None:
    result = push(url=f"http://127.0.0.1:{free_port()}")

    assert (result.exit_code, result.stdout.count("\n")) == (2, 1)
    assert "geheim" not in result.output


def test_an_expired_token_is_renewed(town: StandIn, push: Callable[..., Result]) -> None:
    expired = (401, {"code": "token.expired", "title": "Expired"})
    town.answers = {PUT: [(202, job("checking"))], GET: [(200, job("checking")), expired, (200, job("done"))]}

    assert push().exit_code == 0
    assert town.steps == ["POST /oauth/token", PUT, GET, GET, "POST /oauth/token", GET]


def test_a_wrong_secret_is_told_at_once(town: StandIn, push: Callable[..., Result]) -> None:
    town.answers = {"POST /oauth": [(401, {"error": "invalid_client", "error_description": "Unknown client"})]}
    result = push()

    assert (result.exit_code, result.stdout) == (2, "✗ Unknown client (invalid_client)\n")
    assert len(town.asked) == 1


def test_a_refusal_names_each_fault(town: StandIn, push: Callable[..., Result]) -> None:
    errors = [{"pointer": "#/phone", "code": "missing", "detail": "没有此列。"}]
    problem = {"code": "roster.header_missing", "title": "缺少列", "detail": "[red]", "errors": errors}
    town.answers = {PUT: [(422, problem)]}
    result = push(lang="zh_CN.UTF-8")

    assert (result.exit_code, result.stdout) == (1, "✗ 缺少列: [red] (roster.header_missing)\n  手机号: 没有此列。\n")
    assert town.headers[0]["Accept-Language"] == "zh-CN"
    assert len(town.bodies) == 1


def test_that_many_would_leave_is_told_with_what_to_do(town: StandIn, push: Callable[..., Result]) -> None:
    town.answers = {PUT: [(409, {"code": "roster.too_many_leave", "title": "Many would leave"})]}
    result = push()

    assert result.exit_code == 1
    assert "--confirm-leaving" in result.stdout


@pytest.mark.parametrize("state", ["refused", "cancelled"])
def test_a_job_that_did_not_end_well_is_told(town: StandIn, push: Callable[..., Result], state: str) -> None:
    refusal = {"code": "roster.encoding", "detail": "Line 7 can't be read."} if state == "refused" else None
    town.answers = {PUT: [(202, job(state, refusal=refusal))]}
    result = push()

    assert result.exit_code == 1
    assert result.stdout.startswith("✗ ")
    assert ("Line 7 can't be read." in result.stdout) == (state == "refused")


def test_the_first_twenty_findings_of_each_kind_are_told_by_line(town: StandIn, push: Callable[..., Result]) -> None:
    repaired = finding(3, "name", detail="空格已去除", before=" 罗军", after="罗军")
    town.answers = {PUT: [(200, job("done", errors=25, repaired=1))]}
    town.findings = {"error": [finding(line) for line in range(2, 27)], "repaired": [repaired]}
    result = push(lang="zh_CN.UTF-8")

    assert result.exit_code == 1
    assert "Wrong on 21." in result.stdout
    assert "Wrong on 22." not in result.stdout
    assert "……还有更多" in result.stdout
    assert "空格已去除  罗军 → 罗军" in result.stdout


def test_a_line_of_somebody_elses_member_is_no_success(town: StandIn, push: Callable[..., Result]) -> None:
    town.answers = {PUT: [(200, job("done", conflicts=1))]}

    assert push().exit_code == 1


def test_lines_with_errors_are_written_to_be_mended(town: StandIn, push: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "errors.csv"
    path.write_text("of an earlier run", "utf-8")
    found = [finding(2), finding(2, "name", detail="@x"), finding(3), finding(5, None), finding(99)]
    town.answers = {PUT: [(200, job("done", errors=4))]}
    town.findings = {"error": found}
    result = push("--errors", str(path), lang="zh_CN.UTF-8")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert result.exit_code == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [(row["行号"], row["列名"], row["问题"], row["人员编号"], row["手机号"]) for row in rows] == [
        ("2", "手机号", "Wrong on 2.", "1", "'=1+1"),
        ("2", "姓名", "'@x", "1", "'=1+1"),
        ("3", "手机号", "Wrong on 3.", "2", "'-5"),
        ("5", "", "Wrong on 5.", "4", "5"),
        ("99", "手机号", "Wrong on 99.", None, None),
    ]


def interrupt(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Ctrl-C at each of the first waits."""
    left = iter(range(times))

    def wait(_: float) -> None:
        if next(left, None) is not None:
            raise KeyboardInterrupt

    monkeypatch.setattr("deploy.roster.push.time.sleep", wait)


@pytest.mark.parametrize("is_too_late", [False, True])
def test_an_interrupt_asks_the_job_to_end(
    town: StandIn, push: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, is_too_late: bool
) -> None:
    interrupt(monkeypatch, 1)
    asked = (409, {"code": "job.ended", "title": "It has ended"}) if is_too_late else (200, job("applying"))
    town.answers = {PUT: [(202, job("checking"))], CANCEL: [asked], GET: [(200, job("cancelled"))]}
    result = push()

    assert (result.exit_code, result.stdout) == (1, "Asking the platform to stop …\n✗ The sync was cancelled.\n")
    assert town.steps == ["POST /oauth/token", PUT, CANCEL, GET]


def test_a_second_interrupt_leaves_the_job_alone(
    town: StandIn, push: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(monkeypatch, 2)
    town.answers = {PUT: [(202, job("checking"))], CANCEL: [(200, job("checking"))], GET: [(200, job("checking"))]}
    result = push()

    assert result.exit_code == 1
    assert result.stdout.splitlines()[1:] == [f"The sync goes on without being watched; it is job {JOB}."]


@pytest.mark.parametrize(
    "running, is_ours",
    [([[], [JOB]], True), ([[], [], [JOB]], True), ([[JOB], [JOB]], False), ([], False)],
)
def test_an_interrupt_while_the_file_is_sent_stops_that_and_the_job_that_has_begun(
    town: StandIn, push: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, running: list[list[str]], is_ours: bool
) -> None:
    def read(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("deploy.roster.upload.Upload.read", read)
    interrupt(monkeypatch, 0)
    town.running = running
    town.answers = {CANCEL: [(200, job("cancelled"))]}
    result = push()

    asked = "Asking the platform to stop …\n" if is_ours else ""
    assert (result.exit_code, result.stdout) == (1, f"Sending was stopped.\n{asked}")
    assert (CANCEL in town.steps) is is_ours


@pytest.mark.parametrize(
    "words",
    [
        ["--unit", "7"],
        ["--url", "ftp://x"],
        ["--errors", "/nowhere/at/all.csv"],
        ["--colour"],
    ],
)
def test_a_wrong_command_asks_nobody(town: StandIn, push: Callable[..., Result], words: list[str]) -> None:
    assert push(*words).exit_code == 2
    assert town.asked == []


def test_a_file_that_is_none_asks_nobody(town: StandIn, push: Callable[..., Result], tmp_path: Path) -> None:
    assert push(name="roster.pdf").exit_code == 2
    assert push("--errors", str(tmp_path / "roster.csv")).exit_code == 2
    assert CliRunner().invoke(app, ["roster", "push", str(tmp_path), "--unit", UNIT]).exit_code == 2
    assert town.asked == []
