"""What `linli up` tells whoever watches it: that it starts, where it runs, that it stops."""

import dataclasses

import requests
from sqlalchemy.engine import make_url

from deploy.demo.api import Overdue, eventually
from deploy.exclusive import local_url
from deploy.keys import with_kept_keys
from shared.config import Settings

RUNNING = """
Linli is running.

  open     {url}/docs    the API, with examples
  sign in  client id operator, secret {secret}
  kept     {kept}

Ctrl-C stops it.
"""


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 (for the person who has started it)


def say_starting() -> None:
    say("Linli is starting …")


def say_stopping() -> None:
    say("Linli stops; what is under way is finished first.")


def say_running(settings: Settings) -> None:
    """Wait until the gateway is ready, then tell what to open; never a secret, since the output may be kept."""
    if is_soon_ready(settings):
        page = RUNNING.format(url=settings.public_url, secret=_where_secret(settings), kept=where_kept(settings))
        say(page)
    else:
        say("Linli isn't ready yet; `linli doctor` says what is wrong.")


def is_soon_ready(settings: Settings) -> bool:
    """Whether the gateway says within a minute that it is ready."""

    def probe() -> bool:
        try:
            with requests.Session() as session:
                session.trust_env = False  # a proxy has no part in this
                return session.get(f"{local_url(settings.http_address)}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    try:
        return eventually("the gateway is ready", probe)
    except Overdue:
        return False


def where_kept(settings: Settings) -> str:
    """Where the data and the secrets are."""
    if settings.database_url is None:
        return f"data and secrets under {settings.home}"
    url = make_url(settings.database_url)
    server = f"{url.host or 'localhost'}:{url.port or 5432}"
    return f"data in PostgreSQL at {server}, secrets under {settings.home}"


def _where_secret(settings: Settings) -> str:
    kept = with_kept_keys(dataclasses.replace(settings, operator_secret="")).operator_secret
    is_kept = kept == settings.operator_secret
    return f"in {settings.home / 'keys.env'}" if is_kept else "as LINLI_OPERATOR_SECRET gives it"
