"""Settings: read once from the environment at a process's start, then handed in. Nothing else reads `os.environ`."""

import math
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SERVICES = ("membership", "engagement", "outsourcing", "evaluation", "notifications")
PROCESSES = (*SERVICES, "gateway")
EMBEDDED_BROKER = "memory://"
BROKER_SCHEMES = ("amqp", "amqps", "pyamqp", "memory")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
TO_FILE = "file"  # a channel for codes: they are written down, for trying things out
UNREGISTERED = "ocds-000000"
OCDS_PREFIX = re.compile("[a-z0-9]+-[a-z0-9]+")
HOST_AND_PORT = re.compile(r"(?:\[(?P<ipv6>[^\[\]]+)\]|(?P<host>[A-Za-z0-9._-]+)):(?P<port>[0-9]{1,5})")


class BadSetting(Exception):
    """A setting can't be used; the message names it, and holds no secret."""


@dataclass(frozen=True)
class Settings:
    """
    namespace: keeps systems on the same engines apart, by a prefix of queues and databases.
    database_url: without a database name for PostgreSQL; None keeps SQLite files under `home`.
    http_address: `host:port`, an IPv6 address in brackets; what the gateway listens on.
    operator_secret: the client secret of `operator`, who opens tenants.
    encryption_keys: Fernet keys, newest first; the first encrypts, all decrypt.
    hash_key: keys the digests under which identity numbers are found again.
    signing_keys: path of a JWKS file with private Ed25519 keys, newest first.
    webhook_allow: private networks that webhooks may reach.
    rate_limit_per_minute: requests of one client to one gateway process; 0 turns all rate limits off.
    roster_leave_percent: more than this share of a roster leaves by a file only if that is confirmed.
    code_channel: how codes reach phones: `file`, or an address of Apprise with `{phone}` in it; empty for a file in
        embedded mode, and for none otherwise.
    scan_command: looks for viruses in what is attached: reads a file at its standard input, ends with 0 where it is
        clean and with 1 where it isn't; empty for none.
    news_per_phone_hour, news_per_tenant_day: texts about needs; 0 for as many as there are.
    ocds_prefix: of the ids of contracting processes; registered with the Open Contracting Partnership, or plainly not.
    ocds_publisher, ocds_publisher_url, ocds_licence_url: who answers for what is published by OCDS, and its licence.
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
    ocds_prefix: str = UNREGISTERED
    ocds_publisher: str = "Linli"
    ocds_publisher_url: str = ""
    ocds_licence_url: str = ""
    roster_leave_percent: int = 20
    news_per_phone_hour: int = 10
    news_per_tenant_day: int = 5000
    code_channel: str = field(default="", repr=False)
    scan_command: tuple[str, ...] = ()

    @property
    def is_embedded(self) -> bool:
        return self.amqp_uri.startswith("memory")

    @property
    def way_of_codes(self) -> str:
        """The channel by which codes reach phones; empty where there is none."""
        return self.code_channel or (TO_FILE if self.is_embedded else "")

    @property
    def listens_at(self) -> tuple[str, int]:
        """Host and port, as sockets take them."""
        return split_address(self.http_address)

    def database(self, service: str) -> URL:
        """The database of one service: a file of its own, or a PostgreSQL database `linli_<service>`."""
        if self.database_url is None:
            return URL.create("sqlite", database=str(self.home / f"{service}.db"))
        name = f"{self.namespace or 'linli'}_{service}"
        return make_url(self.database_url).set(drivername="postgresql+psycopg", database=name)


def split_address(text: str) -> tuple[str, int]:
    """
    Host, without brackets, and port of an address to listen on.

    Raises:
        BadSetting: a part is missing or can't be.
    """
    found = HOST_AND_PORT.fullmatch(text)
    if found is None:
        raise BadSetting("LINLI_HTTP_ADDRESS: not host:port, such as 127.0.0.1:8000 or [::1]:8000")
    if not 1 <= int(found["port"]) <= 65535:
        raise BadSetting(f"LINLI_HTTP_ADDRESS: {found['port']} is no port, which are 1 to 65535")
    if found["ipv6"]:
        try:
            IPv6Address(found["ipv6"])
        except ValueError:
            raise BadSetting(f"LINLI_HTTP_ADDRESS: {found['ipv6']} is no IPv6 address") from None
    return found["ipv6"] or found["host"], int(found["port"])


def check_encryption_keys(keys: Sequence[str], where: str = "LINLI_ENCRYPTION_KEYS") -> None:
    """
    Raises:
        BadSetting: one isn't a Fernet key; it is named by its place in the list alone.
    """
    for place, key in enumerate(keys, 1):
        try:
            Fernet(key)
        except ValueError:
            message = f"{where}: key {place} of {len(keys)} is no Fernet key; `linli keys` prints one"
            raise BadSetting(message) from None


def _address(env: Mapping[str, str]) -> str:
    text = env.get("LINLI_HTTP_ADDRESS", "127.0.0.1:8000")
    split_address(text)
    return text


def _encryption_keys(env: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(key for key in env.get("LINLI_ENCRYPTION_KEYS", "").split(",") if key)
    check_encryption_keys(keys)
    return keys


def _amqp_uri(env: Mapping[str, str]) -> str:
    """The message never holds the value, which may hold a password."""
    uri = env.get("AMQP_URI") or EMBEDDED_BROKER
    try:
        parts = urlsplit(uri)
        is_known = parts.scheme in BROKER_SCHEMES and "://" in uri and parts.port != 0
    except ValueError:
        is_known = False
    if not is_known:
        raise BadSetting("AMQP_URI: only amqp://… and amqps://… are taken; leave it out for the embedded mode")
    return uri


def _log_level(env: Mapping[str, str]) -> str:
    level = env.get("LINLI_LOG_LEVEL", "INFO")
    if level not in LOG_LEVELS:
        raise BadSetting(f"LINLI_LOG_LEVEL: not one of {', '.join(LOG_LEVELS)}")
    return level


def _call_timeout_seconds(env: Mapping[str, str]) -> float:
    try:
        seconds = float(env.get("LINLI_CALL_TIMEOUT_SECONDS", "10"))
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds) or seconds <= 0:
        raise BadSetting("LINLI_CALL_TIMEOUT_SECONDS: not a number of seconds above 0")
    return seconds


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


def _code_channel(env: Mapping[str, str]) -> str:
    """The message never holds the value, which may hold a password."""
    channel = env.get("LINLI_CODE_CHANNEL", "")
    if channel not in ("", TO_FILE) and not ("://" in channel and "{phone}" in channel):
        raise BadSetting("LINLI_CODE_CHANNEL: file, or an address of Apprise with {phone} in it")
    return channel


def _ocds_prefix(env: Mapping[str, str]) -> str:
    prefix = env.get("LINLI_OCDS_PREFIX") or UNREGISTERED
    if not OCDS_PREFIX.fullmatch(prefix) or len(prefix) > 30:
        raise BadSetting("LINLI_OCDS_PREFIX: not small letters and digits with a hyphen between, such as ocds-213czf")
    return prefix


def _web_address(env: Mapping[str, str], name: str) -> str:
    address = env.get(name, "")
    if address and not address.startswith(("https://", "http://")):
        raise BadSetting(f"{name}: no address that begins with https:// or http://")
    return address


def _scan_command(env: Mapping[str, str]) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(env.get("LINLI_SCAN_COMMAND", "")))
    except ValueError as error:
        raise BadSetting(f"LINLI_SCAN_COMMAND: {error}") from None


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
    address = _address(env)
    database_url = env.get("DATABASE_URL") or None
    _check_database_url(database_url)
    return Settings(
        home=home,
        database_url=database_url,
        amqp_uri=_amqp_uri(env),
        http_address=address,
        public_url=env.get("LINLI_PUBLIC_URL", f"http://{address}").rstrip("/"),
        operator_secret=env.get("LINLI_OPERATOR_SECRET", ""),
        encryption_keys=_encryption_keys(env),
        hash_key=env.get("LINLI_HASH_KEY", ""),
        signing_keys=Path(env.get("LINLI_SIGNING_KEYS", home / "signing-keys.json")),
        webhook_allow=_networks(env.get("LINLI_WEBHOOK_ALLOW", "")),
        namespace=env.get("LINLI_NAMESPACE", ""),
        log_level=_log_level(env),
        call_timeout_seconds=_call_timeout_seconds(env),
        rate_limit_per_minute=_count(env, "LINLI_RATE_LIMIT_PER_MINUTE", 1200),
        roster_leave_percent=_count(env, "LINLI_ROSTER_LEAVE_PERCENT", 20),
        trusted_proxies=_count(env, "LINLI_TRUSTED_PROXIES", 0),
        news_per_phone_hour=_count(env, "LINLI_NEWS_PER_PHONE_HOUR", 10),
        news_per_tenant_day=_count(env, "LINLI_NEWS_PER_TENANT_DAY", 5000),
        code_channel=_code_channel(env),
        scan_command=_scan_command(env),
        ocds_prefix=_ocds_prefix(env),
        ocds_publisher=env.get("LINLI_OCDS_PUBLISHER") or "Linli",
        ocds_publisher_url=_web_address(env, "LINLI_OCDS_PUBLISHER_URL"),
        ocds_licence_url=_web_address(env, "LINLI_OCDS_LICENCE_URL"),
    )


def choose_cooperative_driver() -> None:
    """Have psycopg wait where greenlets can run, instead of in C; before it is imported."""
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"


def child_environment(overrides: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process that we start: ours, with some values replaced."""
    return {**os.environ, **overrides}
