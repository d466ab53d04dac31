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
