import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from deploy import process
from deploy.demo.play import free_port
from deploy.process import wait_for_engines
from shared.broker import BROKER_ERRORS
from tests.databases import POSTGRESQL, need_postgresql
from tests.deploy.installations import installation

CHECK = f"""
import os, eventlet

eventlet.monkey_patch()
os.environ["PSYCOPG_WAIT_FUNC"] = "{{wait}}"

from sqlalchemy.engine import make_url
from deploy.process import DriverBlocks, check_driver
from shared.db import Database

try:
    check_driver(Database(make_url({POSTGRESQL!r}).set(database="postgres")))
except DriverBlocks:
    print("blocks")
else:
    print("cooperates")
"""


@pytest.mark.parametrize("wait, answer", [("wait_c", "blocks"), ("wait_select", "cooperates")])
def test_a_driver_that_blocks_is_refused(wait: str, answer: str) -> None:
    need_postgresql()
    command = [sys.executable, "-W", "ignore", "-c", CHECK.format(wait=wait)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (result.stdout, result.stderr) == (f"{answer}\n", "")


def test_our_processes_choose_the_driver_that_does_not_block() -> None:
    need_postgresql()
    patched = CHECK.format(wait="wait_c").replace(
        "from sqlalchemy", "from deploy.patch import patch_process\npatch_process()\nfrom sqlalchemy"
    )
    command = [sys.executable, "-W", "ignore", "-c", patched]

    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == "cooperates\n"


def test_engines_that_are_up_are_not_waited_for(tmp_path: Path) -> None:
    with installation("embedded", tmp_path, ["evaluation"]) as settings:
        wait_for_engines(settings, ["evaluation"])


def test_engines_that_stay_away_are_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "WAIT_SECONDS", 0.1)
    with installation("embedded", tmp_path, ["evaluation"]) as settings:
        no_broker = replace(settings, amqp_uri=f"amqp://127.0.0.1:{free_port()}//")
        no_database = replace(settings, database_url=f"postgresql+psycopg://127.0.0.1:{free_port()}")

        with pytest.raises(BROKER_ERRORS):
            wait_for_engines(no_broker, ["evaluation"])
        with pytest.raises(OperationalError):
            wait_for_engines(no_database, ["evaluation"])


FAILING = """
from deploy.patch import hush_eventlet, patch_process

hush_eventlet()
patch_process()

import eventlet
from nameko.extensions import DependencyProvider

from deploy import process
from shared.config import read_settings
from shared.logging import set_up_logging


class Failing(DependencyProvider):
    def start(self):
        self.container.spawn_managed_thread(self.fail)

    def fail(self):
        {failure}


class Service:
    name = "failing"
    part = Failing()


set_up_logging("INFO")
process.process_classes = lambda _: [Service]
process.serve(read_settings({{}}), ["failing"])
"""


def run_failing(failure: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", FAILING.format(failure=failure)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("failure", ["raise ValueError(1)", "eventlet.sleep(0.1); raise ValueError(1)"])
def test_a_process_whose_service_fails_ends_with_a_status_that_says_so(failure: str) -> None:
    ended = run_failing(failure)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]

    assert ended.returncode == 1
    assert lines[-1]["event"] == "services have ended"
    assert any("ValueError" in line.get("exception", "") for line in lines)


def test_a_process_that_is_told_to_stop_ends_well() -> None:
    assert run_failing("import os, signal; os.kill(os.getpid(), signal.SIGTERM)").returncode == 0


def test_greenlets_that_nobody_looks_after_fail_in_json_too() -> None:
    ended = run_failing(
        "eventlet.spawn_n(int, 'x'); eventlet.sleep(0.1); import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
    )
    lines = [json.loads(line) for line in ended.stderr.splitlines()]

    assert [line["level"] for line in lines if "ValueError" in line.get("exception", "")] == ["error"]
