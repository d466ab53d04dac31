import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from shared.files import write_private
from tests.races import at_once

CUT_SHORT = """
import os, sys
from pathlib import Path
from shared.files import write_private

os.{step} = lambda *_: os._exit(9)
write_private(Path(sys.argv[1]), "秘密")
"""


def test_a_file_is_created_with_its_folder_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "密钥" / "keys.env"
    write_private(path, "秘密\n")

    assert path.read_text(encoding="utf-8") == "秘密\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_an_existing_file_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "keys.env"
    for text in ("first", "second"):
        write_private(path, text)

    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_process_that_is_killed_leaves_no_half_a_file(tmp_path: Path, step: str) -> None:
    path = tmp_path / "keys.env"
    command = [sys.executable, "-c", CUT_SHORT.format(step=step), str(path)]
    status = subprocess.run(command, check=False).returncode

    assert (status, path.exists()) == (9, False)


def test_what_can_not_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="disk full"):
        write_private(tmp_path / "keys.env", "secret")
    assert list(tmp_path.iterdir()) == []


def test_of_several_who_write_at_once_one_wins_and_is_whole(tmp_path: Path) -> None:
    texts = [str(number) * 20_000 for number in range(8)]
    at_once(8, lambda number: write_private(tmp_path / "keys.env", texts[number]))

    assert (tmp_path / "keys.env").read_text() in texts
    assert len(list(tmp_path.iterdir())) == 1
