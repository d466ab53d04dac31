import dataclasses
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from deploy.demo.play import environment_of
from deploy.keys import missing_keys, new_keys, with_kept_keys, with_keys
from gateway.tokens import read_signing_keys
from shared.config import BadSetting, Settings, read_settings
from shared.encryption import Cipher

PRINT_SECRETS = """
from deploy.keys import with_keys
from shared.config import read_settings

settings = with_keys(read_settings())
print(settings.operator_secret, settings.encryption_keys, settings.hash_key, settings.signing_keys.read_text())
"""


@pytest.fixture
def bare(tmp_path: Path) -> Settings:
    """Settings as the environment gives them when nothing is set but the home."""
    return read_settings({"LINLI_HOME": str(tmp_path / "家")})


def secrets(settings: Settings) -> tuple[object, ...]:
    return settings.operator_secret, settings.encryption_keys, settings.hash_key


def test_secrets_are_made_once_and_kept(bare: Settings) -> None:
    first, second = with_keys(bare), with_keys(bare)

    assert secrets(first) == secrets(second)
    assert (missing_keys(bare), missing_keys(first)) == (list(new_keys()), [])


def test_what_is_kept_is_for_its_owner_alone(bare: Settings) -> None:
    with_keys(bare)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in bare.home.iterdir()}

    assert modes == {"keys.env": 0o600, "signing-keys.json": 0o600}


def test_what_is_made_can_be_used(bare: Settings) -> None:
    settings = with_keys(bare)
    cipher = Cipher(settings.encryption_keys, settings.hash_key)

    assert cipher.decrypt(cipher.encrypt("610104199001011234")) == "610104199001011234"
    assert len(read_signing_keys(settings.signing_keys)) == 1


def test_each_installation_has_secrets_of_its_own() -> None:
    first, second = new_keys(), new_keys()

    assert first.keys() == second.keys()
    assert not set(first.values()) & set(second.values())


def test_the_environment_wins(bare: Settings) -> None:
    kept = with_keys(bare)
    given = with_keys(dataclasses.replace(bare, operator_secret="from the environment", encryption_keys=("b", "a")))

    assert secrets(given) == ("from the environment", ("b", "a"), kept.hash_key)


def test_what_the_environment_gives_is_not_made_again(bare: Settings) -> None:
    with_keys(dataclasses.replace(bare, operator_secret="a", encryption_keys=("b",), hash_key="c"))

    assert not (bare.home / "keys.env").exists()


def test_several_encryption_keys_keep_their_order(bare: Settings) -> None:
    bare.home.mkdir()
    new, old = (Fernet.generate_key().decode() for _ in range(2))
    (bare.home / "keys.env").write_text(
        f"LINLI_OPERATOR_SECRET=a=b\n\nLINLI_ENCRYPTION_KEYS={new},{old}\nLINLI_HASH_KEY=c"
    )

    assert secrets(with_keys(bare)) == ("a=b", (new, old), "c")


def test_a_kept_key_that_is_none_is_told_and_not_shown(bare: Settings) -> None:
    bare.home.mkdir()
    path = bare.home / "keys.env"
    path.write_text("LINLI_OPERATOR_SECRET=a\nLINLI_ENCRYPTION_KEYS=geheim\nLINLI_HASH_KEY=c")
    with pytest.raises(BadSetting) as refused:
        with_keys(bare)

    assert str(refused.value) == (
        f"LINLI_ENCRYPTION_KEYS in {path}: key 1 of 1 is no Fernet key; `linli keys` prints one"
    )


def test_a_home_that_cannot_be_made_is_told(bare: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match=f"^LINLI_HOME: {tmp_path}/file/home: Not a directory$"):
        with_keys(dataclasses.replace(bare, home=tmp_path / "file" / "home"))
    with pytest.raises(BadSetting, match=f"^LINLI_HOME: {tmp_path}/file: File exists$"):
        with_keys(dataclasses.replace(bare, home=tmp_path / "file"))


def test_signing_keys_that_cannot_be_written_are_told(bare: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match=r"^LINLI_SIGNING_KEYS: .*/file: File exists$"):
        with_keys(dataclasses.replace(bare, signing_keys=tmp_path / "file" / "signing-keys.json"))


def test_signing_keys_that_are_none_are_told(bare: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text('{"keys": []}')
    with pytest.raises(BadSetting, match=r"^LINLI_SIGNING_KEYS: .*/file: needs private Ed25519 keys$"):
        with_keys(dataclasses.replace(bare, signing_keys=tmp_path / "file"))


def test_a_file_of_keys_that_cannot_be_read_is_told(bare: Settings) -> None:
    (bare.home / "keys.env").mkdir(parents=True)
    with pytest.raises(BadSetting, match=r"^LINLI_HOME: .*keys\.env: Is a directory$"):
        with_kept_keys(bare)


def test_a_file_that_lacks_a_secret_is_told_and_left_alone(bare: Settings) -> None:
    bare.home.mkdir()
    path = bare.home / "keys.env"
    path.write_text("LINLI_OPERATOR_SECRET=a\nLINLI_HASH_KEY=\n")

    with pytest.raises(BadSetting, match=r"keys\.env lacks LINLI_ENCRYPTION_KEYS, LINLI_HASH_KEY"):
        with_keys(bare)
    assert path.read_text() == "LINLI_OPERATOR_SECRET=a\nLINLI_HASH_KEY=\n"


def test_to_look_makes_nothing(bare: Settings) -> None:
    assert secrets(with_kept_keys(bare)) == ("", (), "")
    assert not bare.home.exists()


def test_processes_that_start_at_once_agree(bare: Settings) -> None:
    command = [sys.executable, "-c", PRINT_SECRETS]
    environment = environment_of(bare)
    processes = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(3)]
    told = {process.communicate()[0] for process in processes}

    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(told) == 1
