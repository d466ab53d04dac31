"""The command `linli`."""

import os
import sys
from threading import Thread
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table
from sqlalchemy.exc import SQLAlchemyError

from deploy.ending import told_in_one_line
from deploy.exclusive import check_address, exclusive_home
from deploy.patch import hush_eventlet
from deploy.roster.command import roster
from shared.config import PROCESSES, BadSetting, Settings, read_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
parked = typer.Typer(no_args_is_help=True, help="Events that a service could not apply.")
app.add_typer(parked, name="parked")
keys = typer.Typer(help="Secrets of the installation.")
app.add_typer(keys, name="keys")
app.add_typer(roster, name="roster")
console = Console()


def _processes(names: list[str] | None) -> list[str] | None:
    for name in names or ():
        if name not in PROCESSES:
            raise typer.BadParameter(f"no such service: {name}; there are {', '.join(PROCESSES)}")
    return names


def _database(name: str | None) -> str | None:
    """The service whose database is meant; the gateway's is the board."""
    from deploy.system import DATABASES, database_of

    if name is None or database_of(name) in DATABASES:
        return name and database_of(name)
    raise typer.BadParameter(f"no such service: {name}; there are {', '.join(DATABASES)}")


Names = Annotated[
    list[str] | None,
    typer.Argument(help="Services to run in this process; all of them if none.", callback=_processes),
]
Service = Annotated[str, typer.Argument(callback=_database)]
ParkedId = Annotated[str, typer.Argument(help="As `linli parked list` shows it.")]


def _settings() -> Settings:
    """Settings, with secrets from `<home>/keys.env` where the environment gives none."""
    from deploy.keys import with_keys

    return with_keys(read_settings())


def _kept_settings() -> Settings:
    """Settings for commands that look or repair: databases must be there, and nothing is made to look at them."""
    from deploy.databases import check_ready
    from deploy.keys import with_kept_keys

    settings = with_kept_keys(read_settings())
    check_ready(settings)
    return settings


@app.command()
def up(
    names: Names = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo community and show what to open.")] = False,
) -> None:
    """Run services: named ones in this process; all in one process when embedded, else each in its own."""
    if names or read_settings().is_embedded:
        words = [*(names or ()), *(["--demo"] if demo else [])]
        os.execv(sys.executable, [sys.executable, "-m", "deploy.run", *words])  # noqa: S606 (our own program)
    _serve_apart(_settings(), demo)


def _serve_apart(settings: Settings, demo: bool) -> None:
    from deploy.demo.welcome import for_demo, show_welcome
    from deploy.notice import say_running, say_starting, say_stopping
    from deploy.supervisor import Supervisor
    from deploy.system import declare_all, migrate_all
    from shared.logging import set_up_logging

    settings = for_demo(settings) if demo else settings
    environment = {
        "LINLI_LOG_LEVEL": settings.log_level,
        "LINLI_WEBHOOK_ALLOW": ",".join(map(str, settings.webhook_allow)),
    }
    tell = show_welcome if demo else say_running
    page = Thread(target=tell, args=[settings], daemon=True)  # the processes need tending meanwhile
    set_up_logging(settings.log_level)
    with exclusive_home(settings.home, settings.http_address):
        check_address(settings, is_shared=False)
        say_starting()
        migrate_all(settings)
        declare_all(settings)
        Supervisor(PROCESSES, environment).run(page.start, say_stopping)


@app.command()
def migrate() -> None:
    """Bring every service's database to the newest version."""
    from deploy.system import migrate_all

    migrate_all(_settings())


@app.command()
def topology() -> None:
    """Declare the exchange, the queues and what they are bound to."""
    from deploy.system import declare_all

    declare_all(_settings())


@keys.callback(invoke_without_command=True)
def print_keys(context: typer.Context) -> None:
    """Print fresh secrets as environment lines, and create the file of signing keys if there is none."""
    from deploy.keys import make_signing_keys, new_keys

    if context.invoked_subcommand is not None:
        return
    make_signing_keys(read_settings())
    for name, value in new_keys().items():
        print(f"{name}={value}")


@keys.command("rotate")
def rotate_keys() -> None:
    """
    Write everything that is kept encrypted under the newest key, the first of LINLI_ENCRYPTION_KEYS.

    Put a new key before the old ones, start all processes anew, and run this; then the old ones can go. It may run
    while the platform does, and again if it was stopped.
    """
    from cryptography.fernet import InvalidToken

    from deploy.rotation import rotate_all

    try:
        is_done = rotate_all(
            _kept_settings(),
            lambda place, count: console.print(f"{place}: {count.rotated} of {count.texts}", highlight=False),
        )
    except InvalidToken:
        console.print("[red]✗[/] there are texts that none of the keys in LINLI_ENCRYPTION_KEYS decrypts")
        raise typer.Exit(1) from None
    if not is_done:
        console.print("[yellow]![/] some came under an older key meanwhile: start all processes anew, then repeat")
        raise typer.Exit(1)
    console.print("[green]✓[/] all is under the newest key; the older ones can go")


@app.command()
def doctor(
    service: Annotated[str | None, typer.Option(help="Look at one service only.", callback=_database)] = None,
) -> None:
    """
    Say what is wrong and what mends it; changes nothing.

    Exits with 1 if anything is wrong, else with 0: so too where nothing is yet, since `linli up` makes what it needs.
    """
    from deploy.doctor import describe, examine, is_untouched
    from deploy.keys import with_kept_keys
    from deploy.system import DATABASES

    names = DATABASES if service is None else (service,)
    settings = with_kept_keys(read_settings())
    console.print(f"[dim]·[/] {describe(settings)}", highlight=False, soft_wrap=True)
    findings = list(examine(settings, names))
    for finding in findings:
        console.print(f"[red]✗[/] {escape(finding.what)}\n  → {escape(finding.mend)}", soft_wrap=True)
    if findings:
        raise typer.Exit(1)
    if not is_untouched(settings):
        console.print("[green]✓[/] all is well")


@app.command()
def demo() -> None:
    """Play a wish and a published call on a system of its own, and check how they end."""
    from deploy.demo.play import play_demo

    raise typer.Exit(play_demo(read_settings(), console))


@parked.command("list")
def parked_list() -> None:
    """Show parked events with their errors."""
    from deploy.parked import show_parked

    whole = (Column(name, no_wrap=True) for name in ("service", "id"))  # so that they can be copied
    table = Table(*whole, "type", "subject", "tries", "parked at", "error")
    for one in show_parked(_kept_settings()):
        at = one.parked_at.isoformat(timespec="seconds")
        table.add_row(one.service, one.id, one.type, one.subject, str(one.tries), at, escape(one.error))
    if table.row_count:
        console.print(table)
    console.print(f"{table.row_count} parked", highlight=False)


@parked.command("replay")
def parked_replay(service: Service, parked_id: ParkedId) -> None:
    """Apply a parked event now; if it fails again it stays parked."""
    from deploy.parked import replay_parked

    settings = _kept_settings()
    try:
        found = replay_parked(settings, service, parked_id)
    except (BadSetting, SQLAlchemyError):
        raise
    except Exception as error:  # noqa: BLE001 (whatever the reaction raises is what is to be seen)
        console.print(f"[red]✗[/] it stays parked: {escape(repr(error))}", soft_wrap=True)
        raise typer.Exit(1) from None
    if not found:
        raise typer.BadParameter("no such parked event")


@parked.command("drop")
def parked_drop(service: Service, parked_id: ParkedId) -> None:
    """Forget a parked event for good."""
    from deploy.parked import drop_parked

    if not drop_parked(_kept_settings(), service, parked_id):
        raise typer.BadParameter("no such parked event")


@parked.command("collect")
def parked_collect() -> None:
    """Fetch the events that the broker has put aside, because nobody could take them, and park them here."""
    from deploy.parked import collect_parked

    for service, count in collect_parked(_kept_settings()).items():
        if count:
            console.print(f"{service}: {count}", highlight=False)


def main() -> None:
    """Entry point."""
    hush_eventlet()
    with told_in_one_line():
        app()
