"""Settings: read once from the environment at a process's start, then handed in. Nothing else reads `os.environ`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SERVICES = ("membership", "engagement", "outsourcing", "evaluation", "notifications")
PROCESSES = (*SERVICES, "gateway")
EMBEDDED_BROKER = "memory://"


class BadSetting(Exception):
    """A setting can't be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """
    namespace: keeps systems on the same engines apart, by a prefix of queues and databases.
    database_url: without a database name for PostgreSQL; None keeps SQLite files under `home`.
    operator_secret: the client secret of `operator`, who opens tenants.
    encryption_keys: Fernet keys, newest first; the first encrypts, all decrypt.
    hash_key: keys the digests under which identity numbers are found again.
    signing_keys: path of a JWKS file with private Ed25519 keys, newest first.
    webhook_allow: private networks that webhooks may reach.
    rate_limit_per_minute: requests of one client to one gateway process; 0 turns all rate limits off.
    trusted_proxies: how many proxies before the gateway append to X-Forwarded-For.
    """

    home: Path
    database_url: str | None
    amqp_uri: str
    http_address: str
    public_url: str
    operator_secret: str = field(repr=False)
    encryption_keys: tuple[str, ...] = field(repr=False)
    hash_key: str = field(repr=False)
    signing_keys: Path = Path("signing-keys.json")
    webhook_allow: tuple[IPv4Network | IPv6Network, ...] = ()
    namespace: str = ""
    log_level: str = "INFO"
    call_timeout_seconds: float = 10.0
    rate_limit_per_minute: int = 1200
    trusted_proxies: int = 0

    @property
    def is_embedded(self) -> bool:
        return self.amqp_uri.startswith("memory")

    def database(self, service: str) -> URL:
        """The database of one service: a file of its own, or a PostgreSQL database `linli_<service>`."""
        if self.database_url is None:
            return URL.create("sqlite", database=str(self.home / f"{service}.db"))
        name = f"{self.namespace or 'linli'}_{service}"
        return make_url(self.database_url).set(drivername="postgresql+psycopg", database=name)


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise BadSetting(f"LINLI_WEBHOOK_ALLOW: {error}") from None


def _check_database_url(text: str | None) -> None:
    """The message never holds the value, which may hold a password."""
    try:
        if text is None or make_url(text).get_backend_name() == "postgresql":
            return
    except (ArgumentError, ValueError):
        pass
    raise BadSetting("DATABASE_URL: only postgresql://… is taken; leave it out for SQLite")


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise BadSetting(f"{name}: not a whole number of 0 or more")
    return int(value)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """
    Settings from the environment. Secrets that are not set stay empty; `linli` fills them from `<home>/keys.env`.

    Raises:
        BadSetting: a value can't be used.
    """
    env = os.environ if environment is None else environment
    home = Path(env.get("LINLI_HOME", "var"))
    address = env.get("LINLI_HTTP_ADDRESS", "127.0.0.1:8000")
    database_url = env.get("DATABASE_URL") or None
    _check_database_url(database_url)
    try:
        call_timeout_seconds = float(env.get("LINLI_CALL_TIMEOUT_SECONDS", "10"))
    except ValueError:
        raise BadSetting("LINLI_CALL_TIMEOUT_SECONDS: not a number") from None
    return Settings(
        home=home,
        database_url=database_url,
        amqp_uri=env.get("AMQP_URI") or EMBEDDED_BROKER,
        http_address=address,
        public_url=env.get("LINLI_PUBLIC_URL", f"http://{address}").rstrip("/"),
        operator_secret=env.get("LINLI_OPERATOR_SECRET", ""),
        encryption_keys=tuple(key for key in env.get("LINLI_ENCRYPTION_KEYS", "").split(",") if key),
        hash_key=env.get("LINLI_HASH_KEY", ""),
        signing_keys=Path(env.get("LINLI_SIGNING_KEYS", home / "signing-keys.json")),
        webhook_allow=_networks(env.get("LINLI_WEBHOOK_ALLOW", "")),
        namespace=env.get("LINLI_NAMESPACE", ""),
        log_level=env.get("LINLI_LOG_LEVEL", "INFO"),
        call_timeout_seconds=call_timeout_seconds,
        rate_limit_per_minute=_count(env, "LINLI_RATE_LIMIT_PER_MINUTE", 1200),
        trusted_proxies=_count(env, "LINLI_TRUSTED_PROXIES", 0),
    )


def choose_cooperative_driver() -> None:
    """Have psycopg wait where greenlets can run, instead of in C; before it is imported."""
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"


def child_environment(overrides: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process that we start: ours, with some values replaced."""
    return {**os.environ, **overrides}
