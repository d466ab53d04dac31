"""The command `linli`."""

import os
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.patch import hush_eventlet
from shared.config import PROCESSES, BadSetting, Settings, read_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
parked = typer.Typer(no_args_is_help=True, help="Events that a service could not apply.")
app.add_typer(parked, name="parked")
console = Console()

Names = Annotated[list[str] | None, typer.Argument(help="Services to run in this process; all of them if none.")]


def _settings() -> Settings:
    """Settings, with secrets from `<home>/keys.env` where the environment gives none."""
    from deploy.keys import with_keys

    return with_keys(read_settings())


@app.command()
def up(
    names: Names = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo community and show what to open.")] = False,
) -> None:
    """Run services: named ones in this process; all in one process when embedded, else each in its own."""
    unknown = set(names or ()) - set(PROCESSES)
    if unknown:
        raise typer.BadParameter(f"no such service: {', '.join(sorted(unknown))}; there are {', '.join(PROCESSES)}")
    if names or read_settings().is_embedded:
        words = [*(names or ()), *(["--demo"] if demo else [])]
        os.execv(sys.executable, [sys.executable, "-m", "deploy.run", *words])  # noqa: S606 (our own program)
    _serve_apart(_settings(), demo)


def _serve_apart(settings: Settings, demo: bool) -> None:
    from deploy.supervisor import Supervisor
    from deploy.system import declare_all, migrate_all

    migrate_all(settings)
    declare_all(settings)
    supervisor = Supervisor(PROCESSES, {})
    supervisor.start()
    if demo:
        _welcome(settings)
    supervisor.run()


def _welcome(settings: Settings) -> None:
    from deploy.demo.welcome import show_welcome

    show_welcome(settings)


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


@app.command()
def keys() -> None:
    """Print fresh secrets as environment lines."""
    from deploy.keys import new_keys

    for name, value in new_keys().items():
        print(f"{name}={value}")


@app.command()
def doctor(
    service: Annotated[str | None, typer.Option(help="Look at one service only.")] = None,
) -> None:
    """Say what is wrong and what mends it; exits with 1 if anything is."""
    from deploy.doctor import examine
    from deploy.system import DATABASES, database_of

    names = DATABASES if service is None else (database_of(service),)
    findings = list(examine(_settings(), names))
    for finding in findings:
        console.print(f"[red]✗[/] {finding.what}\n  → {finding.mend}")
    if findings:
        raise typer.Exit(1)
    console.print("[green]✓[/] all is well")


@app.command()
def demo() -> None:
    """Play the story of one wish on a system of its own, and check how it ends."""
    from deploy.demo.play import play_demo

    raise typer.Exit(play_demo(read_settings(), console))


@parked.command("list")
def parked_list() -> None:
    """Show parked events with their errors."""
    from deploy.parked import show_parked

    table = Table("service", "id", "type", "subject", "tries", "parked at", "error")
    for one in show_parked(_settings()):
        at = one.parked_at.isoformat(timespec="seconds")
        table.add_row(one.service, one.id, one.type, one.subject, str(one.tries), at, one.error)
    console.print(table)


@parked.command("replay")
def parked_replay(service: str, parked_id: str) -> None:
    """Apply a parked event now; if it fails again it stays parked."""
    from deploy.parked import replay_parked

    if not replay_parked(_settings(), service, parked_id):
        raise typer.BadParameter("no such parked event")


@parked.command("drop")
def parked_drop(service: str, parked_id: str) -> None:
    """Forget a parked event for good."""
    from deploy.parked import drop_parked

    if not drop_parked(_settings(), service, parked_id):
        raise typer.BadParameter("no such parked event")


def main() -> None:
    """Entry point; a bad setting is one line, not a traceback."""
    hush_eventlet()
    try:
        app()
    except BadSetting as error:
        print(f"linli: {error}", file=sys.stderr)
        sys.exit(2)
