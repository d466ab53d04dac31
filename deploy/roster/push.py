"""One run of `linli roster push`: the file on its way, the job to its end, the report."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TransferSpeedColumn

from deploy.roster.asking import DONE, NOT_DONE, asked
from deploy.roster.remote import RosterApi, Sending
from deploy.roster.report import KINDS, has_errors, show_findings, show_job, write_errors
from deploy.roster.words import Words
from gateway.rosters import open_roster

POLL_SECONDS = 0.5
LOOKS = 6  # for a job that may have begun
FINAL = frozenset({"done", "refused", "cancelled"})
ROWS = {  # by the phase that counts them
    "receiving": "rows_received",
    "checking": "rows_checked",
    "comparing": "rows_prepared",
    "applying": "rows_prepared",
}


class Push:
    """
    Sends one roster and tells what became of it.

    errors: where to write the lines with errors.
    """

    def __init__(self, api: RosterApi, words: Words, console: Console, *, errors: Path | None) -> None:
        self._api = api
        self._words = words
        self._console = console
        self._aside = Console(stderr=True)  # progress is no part of the report
        self._errors = errors

    def run(self, sending: Sending) -> int:
        """The exit status."""
        return asked(lambda: self._push(sending), self._words, self._console, unit_id=sending.unit_id)

    def _push(self, sending: Sending) -> int:
        self._api.sign_in()
        job = self._follow(self._send(sending))
        self._report(job, sending)
        return DONE if job["state"] == "done" and not has_errors(job) else NOT_DONE

    def _send(self, sending: Sending) -> dict[str, Any]:
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        other = self._api.find_running(sending.unit_id)
        try:
            with Progress(*columns, console=self._aside, transient=True) as progress:
                task = progress.add_task(self._words.say("sending"), total=sending.path.stat().st_size)
                return self._api.push(sending, lambda sent: progress.update(task, completed=sent))
        except KeyboardInterrupt:
            self._say("stopped")
            self._give_up(sending.unit_id, other)
            raise

    def _give_up(self, unit_id: str, other: str | None) -> None:
        """Cancel the job that has begun with what was sent, which may take a moment to be seen. other: not this one."""
        for _ in range(LOOKS):
            begun = self._api.find_running(unit_id)
            if begun and begun != other:
                self._say("cancelling")
                self._api.cancel(begun)
                return
            time.sleep(POLL_SECONDS)

    def _follow(self, job: dict[str, Any]) -> dict[str, Any]:
        """The job once it has ended; interrupted, it is asked to end, and interrupted again it is left alone."""
        is_cancelled = False
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self._aside, transient=True) as progress:
            task = progress.add_task("")
            while job["state"] not in FINAL:
                self._show_phase(progress, task, job)
                try:
                    time.sleep(POLL_SECONDS)
                    job = self._api.job(job["id"])
                except KeyboardInterrupt:
                    if is_cancelled:
                        self._say("left running", job=job["id"])
                        raise
                    is_cancelled = True
                    self._say("cancelling")
                    job = self._api.cancel(job["id"])
        return job

    def _show_phase(self, progress: Progress, task: Any, job: Mapping[str, Any]) -> None:
        rows, state = job["progress"], job["state"]
        done = rows[ROWS[state]] if state in ROWS else 0
        description = self._words.say(state) if state in ROWS else state
        progress.update(task, description=description, total=rows["rows_total"], completed=done)

    def _report(self, job: Mapping[str, Any], sending: Sending) -> None:
        show_job(job, self._words, self._console)
        if not job["report"]:
            return
        for kind in KINDS:
            show_findings(kind, self._api.findings(job["id"], kind), self._words, self._console)
        if self._errors:
            findings = self._api.findings(job["id"], "error")
            with sending.path.open("rb") as file:
                rows = open_roster(file, sending.content_type, charset=None).rows
                write_errors(self._errors, rows, findings, self._words)
            self._say("kept", path=self._errors)

    def _say(self, name: str, **values: object) -> None:
        self._console.print(escape(self._words.say(name, **values)), highlight=False, soft_wrap=True)
