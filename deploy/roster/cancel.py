"""One run of `linli roster cancel`."""

from rich.console import Console
from rich.markup import escape

from deploy.roster.asking import DONE, NOT_DONE, asked
from deploy.roster.remote import RosterApi
from deploy.roster.report import show_job
from deploy.roster.words import Words


def cancel_running(api: RosterApi, words: Words, console: Console, *, unit_id: str) -> int:
    """Cancel the unit's sync that is running; the exit status."""

    def act() -> int:
        api.sign_in()
        job_id = api.find_running(unit_id)
        if job_id is None:
            console.print(escape(words.say("idle")))
            return DONE
        job = api.cancel(job_id)
        if job["state"] == "cancelled":
            console.print(f"[green]✓[/] {escape(words.say('cancelled'))}")
            return DONE
        show_job(job, words, console)
        return NOT_DONE

    return asked(act, words, console, unit_id=unit_id)
