"""`linli roster cancel`: ends a unit's sync that is running."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from typer.testing import CliRunner

from deploy.cli import app
from deploy.demo.play import free_port
from tests.deploy.roster.standin import JOB, UNIT, StandIn, job, standing_in

CANCEL = f"POST /v1/jobs/{JOB}/cancellation"
GET = f"GET /v1/jobs/{JOB}"


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("deploy.roster.remote.PAUSE_SECONDS", 0.0)
    with standing_in() as found:
        yield found


@pytest.fixture
def cancel(town: StandIn) -> Callable[..., Result]:
    def run(*, unit: str = UNIT, lang: str = "C", url: str = "") -> Result:
        environment = {"LINLI_CLIENT_ID": "a", "LINLI_CLIENT_SECRET": "geheim", "LANG": lang, "COLUMNS": "200"}
        given = ["roster", "cancel", "--unit", unit, "--url", url or town.url]
        return CliRunner().invoke(app, given, env=environment)

    return run


@pytest.mark.parametrize("lang, said", [("C", "✓ The sync was cancelled."), ("zh_CN.UTF-8", "✓ 同步已取消。")])
def test_the_sync_that_runs_is_cancelled(town: StandIn, cancel: Callable[..., Result], lang: str, said: str) -> None:
    town.running, town.answers = [[JOB]], {CANCEL: [None, (200, job("cancelled"))]}
    result = cancel(lang=lang)

    assert (result.exit_code, result.stdout) == (0, f"{said}\n")
    assert town.steps == ["POST /oauth/token", CANCEL, CANCEL]


@pytest.mark.parametrize(
    "lang, said", [("C", "No sync of this unit is running."), ("zh", "该单位没有正在进行的同步。")]
)
def test_where_none_runs_there_is_nothing_to_do(cancel: Callable[..., Result], lang: str, said: str) -> None:
    result = cancel(lang=lang)

    assert (result.exit_code, result.stdout) == (0, f"{said}\n")


def test_one_that_has_ended_meanwhile_is_told_as_it_ended(town: StandIn, cancel: Callable[..., Result]) -> None:
    town.running = [[JOB]]
    town.answers = {CANCEL: [(409, {"code": "roster.sync_over", "title": "Over"})], GET: [(200, job("done", lines=3))]}
    result = cancel()

    assert result.exit_code == 1
    assert result.stdout.startswith("✓ The roster is synced.\n")


def test_a_refusal_is_told(town: StandIn, cancel: Callable[..., Result]) -> None:
    town.running = [[JOB]]
    town.answers = {CANCEL: [(403, {"code": "job.not_yours", "title": "Another unit's"})], GET: [(403, {"code": "x"})]}
    town.answers["POST /oauth"] = [(401, {"code": "client.unknown", "title": "Unknown"})]
    refused = cancel()

    assert (refused.exit_code, refused.stdout) == (2, "✗ Unknown (client.unknown)\n")


def test_nobody_there_is_one_line(cancel: Callable[..., Result]) -> None:
    result = cancel(url=f"http://127.0.0.1:{free_port()}")

    assert (result.exit_code, result.stdout.count("\n")) == (2, 1)


def test_a_wrong_command_asks_nobody(town: StandIn, cancel: Callable[..., Result]) -> None:
    assert (cancel(unit="7").exit_code, town.asked) == (2, [])
