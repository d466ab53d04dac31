"""`linli demo`: a system of its own, the stories, their timelines and sums, the end."""

import contextlib
import dataclasses
import random
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import requests
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.demo.api import Api, Overdue, Problem, eventually
from deploy.demo.data import yuan_of
from deploy.demo.lines import Line, Wrong
from deploy.demo.projects import Projects, Row
from deploy.demo.receiver import Receiver
from deploy.demo.stage import Stage
from deploy.demo.story import Story
from deploy.keys import with_keys
from deploy.system import remove_all
from shared.config import Settings, child_environment
from shared.ids import new_id

GRACE_SECONDS = 30
READY_SECONDS = 120.0  # many processes may start at once
PORTS = range(20000, 30000)
AMOUNTS = ("asked_minor", "awarded_minor", "paid_minor", "freed_minor")


def free_port() -> int:
    """A port that nobody listens on, outside the range from which outgoing connections are given theirs."""
    while True:
        port = random.choice(PORTS)  # noqa: S311 (any will do)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def play_demo(settings: Settings, console: Console) -> int:
    """Start a system beside whatever runs already, play, stop it; the exit status, 0 if the story ended well."""
    with tempfile.TemporaryDirectory(prefix="linli-demo-") as folder:
        address = f"127.0.0.1:{free_port()}"
        home = Path(folder)
        own = dataclasses.replace(
            settings,
            home=home,
            namespace="" if settings.is_embedded else f"demo_{new_id()[-8:]}",
            log_level="ERROR",
            http_address=address,
            public_url=f"http://{address}",
            signing_keys=home / "signing-keys.json",
        )
        own = with_keys(own)
        mode = "embedded" if own.is_embedded else "RabbitMQ, each service in its own process"
        console.print(f"[bold]Linli demo[/] · {mode} · {own.public_url}")
        tell = _progress(console)
        tell("the system is starting")
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy", "up"], env=environment_of(own), stdout=subprocess.DEVNULL
        )
        receiver = Receiver()
        try:
            wait_until_ready(own.public_url, process)
            story = Story(Api(own.public_url), own.operator_secret, new_id(), tell)
            story.play(receiver)
            projects = Projects(Stage(story.api, own, story.town, story.members, tell))
            projects.play(receiver)
        except (Wrong, Overdue, Problem) as error:
            console.print(f"[red]✗ the story went wrong:[/] {error}", markup=True)
            return 1
        finally:
            receiver.close()
            _stop(process)
            if own.namespace:
                remove_all(own)
    _show(console, story, projects)
    return 0


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment for a child process with these settings; webhooks may reach this machine."""
    given = {
        "LINLI_NAMESPACE": settings.namespace,
        "LINLI_HOME": str(settings.home),
        "LINLI_HTTP_ADDRESS": settings.http_address,
        "LINLI_PUBLIC_URL": settings.public_url,
        "LINLI_OPERATOR_SECRET": settings.operator_secret,
        "LINLI_ENCRYPTION_KEYS": ",".join(settings.encryption_keys),
        "LINLI_HASH_KEY": settings.hash_key,
        "LINLI_SIGNING_KEYS": str(settings.signing_keys),
        "LINLI_WEBHOOK_ALLOW": "127.0.0.0/8",
        "LINLI_LOG_LEVEL": settings.log_level,
        "LINLI_RATE_LIMIT_PER_MINUTE": str(settings.rate_limit_per_minute),
        "LINLI_TRUSTED_PROXIES": str(settings.trusted_proxies),
        "LINLI_CALL_TIMEOUT_SECONDS": str(settings.call_timeout_seconds),
        "LINLI_CODE_CHANNEL": settings.code_channel,
        "LINLI_SCAN_COMMAND": shlex.join(settings.scan_command),
        "AMQP_URI": settings.amqp_uri,
        "DATABASE_URL": settings.database_url or "",
    }
    return child_environment(given)


def wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    """
    Raises:
        Wrong: the process has ended. Overdue: it isn't ready after two minutes.
    """

    def ready() -> bool:
        if process.poll() is not None:
            raise Wrong(f"the system ended with status {process.returncode}")
        try:
            return requests.get(f"{url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    eventually("the system is ready", ready, READY_SECONDS)


def _progress(console: Console) -> Callable[[str], None]:
    return lambda text: console.print(f"  [dim]·[/] {text}", highlight=False)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _show(console: Console, story: Story, projects: Projects) -> None:
    for title, told in (("one wish", story), ("one call", projects)):
        console.print(timeline(told.lines, title))
        console.print(between(told.unmentioned))
    console.print(sums(projects.rows, projects.balances))
    console.print(
        "[green]✓[/] every step arrived once and in order, in the feed and at the webhook; each fen is in its place"
    )


def between(unmentioned: Mapping[str, list[int]]) -> Table:
    """The events that no step of the timeline names, with their positions: so nothing is left out of the feed."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title="between them", title_justify="left")
    table.add_column("event", no_wrap=True)
    table.add_column("#")
    for topic, positions in unmentioned.items():
        table.add_row(topic, ", ".join(map(str, positions)))
    return table


def timeline(lines: Sequence[Line], title: str) -> Table:
    """The steps with seconds since the first and positions in the feed; on 80 columns only what was done wraps."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title=title, title_justify="left")
    table.add_column("time", justify="right", no_wrap=True)
    table.add_column("who", no_wrap=True)
    table.add_column("what")
    table.add_column("event", no_wrap=True)
    table.add_column("#", justify="right", no_wrap=True)
    for line in lines:
        seconds = (line.at - lines[0].at).total_seconds()
        position = "" if line.position is None else str(line.position)
        table.add_row(f"{seconds:.1f}", line.who, escape(line.what), line.topic or "", position)
    return table


def sums(rows: Sequence[Row], balances: Mapping[str, int]) -> Table:
    """What became of each project's money, with the totals, and where all of the budget stands; in yuan."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title="the money, in yuan", title_justify="left")
    table.add_column("project")
    for name in ("asked", "awarded", "paid", "free again"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(row.project, *(yuan_of(getattr(row, name)) for name in AMOUNTS))
    totals = [sum(getattr(row, name) for row in rows) for name in AMOUNTS]
    table.add_row("all", *map(yuan_of, totals), style="bold")
    stands = ", ".join(f"{name} {yuan_of(amount)}" for name, amount in balances.items() if amount)
    table.caption, table.caption_justify = f"the budget: {stands}", "left"
    return table
