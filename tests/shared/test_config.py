import pytest
from cryptography.fernet import Fernet

from shared.config import LOG_LEVELS, BadSetting, read_settings

KEY = "bmVpZ2hib3Vycy1uZWlnaGJvdXJzLW5laWdoYm91cnM="
ADDRESS = "LINLI_HTTP_ADDRESS: not host:port, such as 127.0.0.1:8000 or [::1]:8000"
PORT = "LINLI_HTTP_ADDRESS: {} is no port, which are 1 to 65535"
BROKER = "AMQP_URI: only amqp://… and amqps://… are taken; leave it out for the embedded mode"
DATABASE = "DATABASE_URL: only postgresql://… is taken; leave it out for SQLite"
LEVEL = "LINLI_LOG_LEVEL: not one of DEBUG, INFO, WARNING, ERROR, CRITICAL"
TIMEOUT = "LINLI_CALL_TIMEOUT_SECONDS: not a number of seconds above 0"
COUNT = "LINLI_TRUSTED_PROXIES: not a whole number of 0 or more"
KEYS = "LINLI_ENCRYPTION_KEYS: key {} is no Fernet key; `linli keys` prints one"
NETWORK = "LINLI_WEBHOOK_ALLOW: 'there' does not appear to be an IPv4 or IPv6 network"

BAD = [
    ("LINLI_HTTP_ADDRESS", "8000", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "", ADDRESS),
    ("LINLI_HTTP_ADDRESS", ":8000", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "localhost", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "localhost:", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "localhost:http", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "localhost:-1", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "localhost:8000\n", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "http://localhost:8000", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "local host:8000", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "::1:8000", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "[]:8000", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "[::1]", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "[::1:8000", ADDRESS),
    ("LINLI_HTTP_ADDRESS", "[127.0.0.1]:8000", "LINLI_HTTP_ADDRESS: 127.0.0.1 is no IPv6 address"),
    ("LINLI_HTTP_ADDRESS", "127.0.0.1:0", PORT.format("0")),
    ("LINLI_HTTP_ADDRESS", "127.0.0.1:65536", PORT.format("65536")),
    ("LINLI_HTTP_ADDRESS", "127.0.0.1:99999", PORT.format("99999")),
    ("LINLI_LOG_LEVEL", "LOUD", LEVEL),
    ("LINLI_LOG_LEVEL", "", LEVEL),
    ("LINLI_LOG_LEVEL", "10", LEVEL),
    ("LINLI_ENCRYPTION_KEYS", "geheim", KEYS.format("1 of 1")),
    ("LINLI_ENCRYPTION_KEYS", f"{KEY},geheim", KEYS.format("2 of 2")),
    ("LINLI_ENCRYPTION_KEYS", KEY[:-4], KEYS.format("1 of 1")),
    ("LINLI_ENCRYPTION_KEYS", "钥匙", KEYS.format("1 of 1")),
    ("AMQP_URI", "http://guest:geheim@127.0.0.1", BROKER),
    ("AMQP_URI", "guest:geheim@127.0.0.1", BROKER),
    ("AMQP_URI", "127.0.0.1", BROKER),
    ("AMQP_URI", "amqp", BROKER),
    ("AMQP_URI", "amqp:guest:geheim@127.0.0.1", BROKER),
    ("AMQP_URI", "amqp://guest:geheim@127.0.0.1:port//", BROKER),
    ("AMQP_URI", "amqp://guest:geheim@127.0.0.1:99999//", BROKER),
    ("AMQP_URI", "amqp://guest:geheim@[::1", BROKER),
    ("AMQP_URI", "memory", BROKER),
    ("AMQP_URI", "redis://:geheim@127.0.0.1", BROKER),
    ("DATABASE_URL", "mysql://root:geheim@127.0.0.1", DATABASE),
    ("LINLI_CALL_TIMEOUT_SECONDS", "0", TIMEOUT),
    ("LINLI_CALL_TIMEOUT_SECONDS", "-1", TIMEOUT),
    ("LINLI_CALL_TIMEOUT_SECONDS", "nan", TIMEOUT),
    ("LINLI_CALL_TIMEOUT_SECONDS", "inf", TIMEOUT),
    ("LINLI_CALL_TIMEOUT_SECONDS", "soon", TIMEOUT),
    ("LINLI_CALL_TIMEOUT_SECONDS", "", TIMEOUT),
    ("LINLI_TRUSTED_PROXIES", "-1", COUNT),
    ("LINLI_TRUSTED_PROXIES", "two", COUNT),
    ("LINLI_WEBHOOK_ALLOW", "10.0.0.0/8,there", NETWORK),
    ("LINLI_SCAN_COMMAND", "clamdscan 'x", "LINLI_SCAN_COMMAND: No closing quotation"),
]  # fmt: skip


@pytest.mark.parametrize("name, value, message", BAD)
def test_a_setting_that_cannot_be_used_is_named_and_secrets_are_not_shown(name: str, value: str, message: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({name: value})

    assert str(refused.value) == message
    assert "geheim" not in message


@pytest.mark.parametrize(
    "address, host, port",
    [
        ("127.0.0.1:8000", "127.0.0.1", 8000),
        ("0.0.0.0:1", "0.0.0.0", 1),  # noqa: S104 (only parsed)
        ("localhost:65535", "localhost", 65535),
        ("linli-1.example.org:80", "linli-1.example.org", 80),
        ("[::1]:8000", "::1", 8000),
        ("[::]:8000", "::", 8000),
        ("[2001:db8::7]:8000", "2001:db8::7", 8000),
    ],
)
def test_an_address_is_a_host_and_a_port(address: str, host: str, port: int) -> None:
    settings = read_settings({"LINLI_HTTP_ADDRESS": address})

    assert settings.listens_at == (host, port)
    assert settings.public_url == f"http://{address}"


@pytest.mark.parametrize(
    "uri, is_embedded",
    [
        ("", True),
        ("memory://", True),
        ("amqp://", False),
        ("amqp://guest:guest@127.0.0.1//", False),
        ("amqps://guest:guest@broker.example.org:5671/linli?heartbeat=10", False),
        ("pyamqp://[::1]:5672//", False),
    ],
)
def test_the_broker_chooses_the_mode(uri: str, is_embedded: bool) -> None:
    assert read_settings({"AMQP_URI": uri}).is_embedded is is_embedded


@pytest.mark.parametrize("text, command", [("", ()), ("clamdscan --no-summary -", ("clamdscan", "--no-summary", "-"))])
def test_a_command_is_taken_apart_as_a_shell_does(text: str, command: tuple[str, ...]) -> None:
    assert read_settings({"LINLI_SCAN_COMMAND": text}).scan_command == command


@pytest.mark.parametrize("level", LOG_LEVELS)
def test_levels_of_logging_are_taken(level: str) -> None:
    assert read_settings({"LINLI_LOG_LEVEL": level}).log_level == level


def test_encryption_keys_are_taken_in_their_order() -> None:
    keys = tuple(Fernet.generate_key().decode() for _ in range(2))

    assert read_settings({"LINLI_ENCRYPTION_KEYS": ",".join(keys)}).encryption_keys == keys


def test_what_is_set_to_nothing_is_as_if_it_were_not_set() -> None:
    settings = read_settings(
        {"DATABASE_URL": "", "AMQP_URI": "", "LINLI_ENCRYPTION_KEYS": "", "LINLI_WEBHOOK_ALLOW": ""}
    )

    assert settings == read_settings({})


def test_settings_do_not_show_their_secrets() -> None:
    secrets = {"LINLI_ENCRYPTION_KEYS": KEY, "LINLI_HASH_KEY": "geheim-1", "LINLI_OPERATOR_SECRET": "geheim-2"}
    shown = repr(read_settings(secrets))

    assert KEY not in shown
    assert "geheim" not in shown
