"""Looks for viruses in files by the command that the installation names."""

import subprocess
import tempfile
from collections.abc import Sequence

from shared.errors import Invalid, Unavailable

CLEAN, INFECTED = 0, 1


def scan(command: Sequence[str], body: bytes, timeout_seconds: float) -> None:
    """
    Have a file looked at; nothing is done where no command is named. To be done aside: it waits for the command.

    Raises:
        Invalid: `file.infected`.
        Unavailable: `file.scan_unavailable`, the command can't be run, takes too long, or can't tell.
    """
    if not command:
        return
    try:
        with tempfile.TemporaryFile() as file:
            file.write(body)
            file.seek(0)
            done = subprocess.run(  # noqa: S603 (the installation's own setting)
                command,
                stdin=file,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=timeout_seconds,
                check=False,
            )
    except (OSError, subprocess.SubprocessError):
        raise Unavailable("file.scan_unavailable", retry_after_seconds=2) from None
    if done.returncode == INFECTED:
        raise Invalid("file.infected")
    if done.returncode != CLEAN:
        raise Unavailable("file.scan_unavailable", retry_after_seconds=2)
