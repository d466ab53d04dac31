"""The sub-command `linli roster`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from shared.ids import is_id

roster = typer.Typer(no_args_is_help=True, help="A unit's roster.")


def _unit(unit_id: str) -> str:
    if not is_id(unit_id):
        raise typer.BadParameter("not an identifier of a unit")
    return unit_id


def _url(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise typer.BadParameter("not an http or https address")
    return url


def _file(path: Path) -> Path:
    from deploy.roster.upload import CONTENT_TYPES

    if path.suffix.lower() not in CONTENT_TYPES:
        raise typer.BadParameter(f"what it is can't be told from its name; {', '.join(CONTENT_TYPES)} can")
    return path


def _errors(path: Path | None) -> Path | None:
    if path is not None and not path.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {path.parent}")
    return path


File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, callback=_file)]
Unit = Annotated[str, typer.Option("--unit", help="The unit's id.", callback=_unit)]
Url = Annotated[str, typer.Option(help="Where the platform is.", envvar="LINLI_URL", callback=_url)]
ClientId = Annotated[str, typer.Option(help="The unit's client.", envvar="LINLI_CLIENT_ID")]
ClientSecret = Annotated[
    str, typer.Option(help="Its secret; better given by the environment.", envvar="LINLI_CLIENT_SECRET")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what a sync would do.")]
Atomic = Annotated[bool, typer.Option("--atomic", help="Sync all lines, or none if one has an error.")]
ConfirmLeaving = Annotated[bool, typer.Option("--confirm-leaving", help="Many leave, and that is meant.")]
Errors = Annotated[
    Path | None, typer.Option(help="Write the lines with errors to this CSV file.", dir_okay=False, callback=_errors)
]
Language = Annotated[
    str, typer.Option("--lang", help="Chinese for zh, else English.", envvar=["LC_ALL", "LC_MESSAGES", "LANG"])
]


@roster.command("push")
def push(
    file: File,
    unit: Unit,
    client_id: ClientId,
    client_secret: ClientSecret,
    url: Url = "http://127.0.0.1:8000",
    dry_run: DryRun = False,
    atomic: Atomic = False,
    confirm_leaving: ConfirmLeaving = False,
    errors: Errors = None,
    lang: Language = "en",
) -> None:
    """
    Sync a unit's roster with a file: .csv, .xlsx or .ndjson.

    Exits with 0 when it is done, with 1 if it was refused or lines have errors, with 2 if the platform can't be reached
    or the command is wrong.
    """
    from deploy.roster.push import Push
    from deploy.roster.remote import RosterApi, Sending
    from deploy.roster.upload import CONTENT_TYPES
    from deploy.roster.words import Words

    if errors is not None and errors.resolve() == file.resolve():
        raise typer.BadParameter("the roster itself stays as it is", param_hint="--errors")
    words = Words(lang)
    given = {"dry_run": dry_run, "atomic": atomic, "confirm_leaving": confirm_leaving}
    options = {name: "true" for name, is_given in given.items() if is_given}
    api = RosterApi(url, client_id, client_secret, language=words.tag)
    sending = Sending(file, unit, CONTENT_TYPES[file.suffix.lower()], options)
    raise typer.Exit(Push(api, words, Console(), errors=errors).run(sending))


@roster.command("cancel")
def cancel(
    unit: Unit,
    client_id: ClientId,
    client_secret: ClientSecret,
    url: Url = "http://127.0.0.1:8000",
    lang: Language = "en",
) -> None:
    """
    Cancel the unit's sync that is running, before it changes anything.

    Exits with 0 when none runs any more, with 1 if it has ended otherwise, with 2 if the platform can't be reached or
    the command is wrong.
    """
    from deploy.roster.cancel import cancel_running
    from deploy.roster.remote import RosterApi
    from deploy.roster.words import Words

    words = Words(lang)
    api = RosterApi(url, client_id, client_secret, language=words.tag)
    raise typer.Exit(cancel_running(api, words, Console(), unit_id=unit))
