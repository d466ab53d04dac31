"""Secrets of an installation: made once, kept in `<home>/keys.env`, readable by their owner alone."""

import contextlib
import dataclasses
from collections.abc import Iterator

from cryptography.fernet import Fernet

from gateway.tokens import BadSigningKeys, ensure_signing_keys, read_signing_keys
from shared.config import BadSetting, Settings, check_encryption_keys
from shared.encryption import new_secret
from shared.files import write_private


def new_keys() -> dict[str, str]:
    """Fresh values for every secret setting."""
    return {
        "LINLI_OPERATOR_SECRET": new_secret(),
        "LINLI_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "LINLI_HASH_KEY": new_secret(),
    }


def make_signing_keys(settings: Settings) -> None:
    """
    Create the file of signing keys if there is none.

    Raises:
        BadSetting: it can't be written there, or holds something else.
    """
    with _as_setting("LINLI_SIGNING_KEYS"):
        ensure_signing_keys(settings.signing_keys)
    try:
        read_signing_keys(settings.signing_keys)
    except BadSigningKeys as error:
        raise BadSetting(f"LINLI_SIGNING_KEYS: {error}") from None


@contextlib.contextmanager
def _as_setting(name: str) -> Iterator[None]:
    """A file or folder that can't be used is the fault of the setting that names it."""
    try:
        yield
    except OSError as error:
        raise BadSetting(f"{name}: {error.filename}: {error.strerror}") from None


def with_keys(settings: Settings) -> Settings:
    """
    Settings with all secrets: those that the environment doesn't give are kept in `<home>/keys.env`, made if missing.

    Raises:
        BadSetting: an existing file lacks one, or a place for files can't be used.
    """
    path = settings.home / "keys.env"
    with _as_setting("LINLI_HOME"):
        settings.home.mkdir(parents=True, exist_ok=True)
    make_signing_keys(settings)
    if missing_keys(settings):
        with _as_setting("LINLI_HOME"):
            write_private(path, "".join(f"{name}={value}\n" for name, value in new_keys().items()))
    filled = with_kept_keys(settings)
    if missing := missing_keys(filled):
        raise BadSetting(f"{path} lacks {', '.join(missing)}")
    return filled


def with_kept_keys(settings: Settings) -> Settings:
    """
    Settings with the secrets that the environment doesn't give, as far as `<home>/keys.env` has them.

    Raises:
        BadSetting: the file can't be read, or holds a key that is none.
    """
    path = settings.home / "keys.env"
    with _as_setting("LINLI_HOME"):
        text = path.read_text(encoding="utf-8") if path.exists() else ""
    kept = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    encryption_keys = tuple(key for key in kept.get("LINLI_ENCRYPTION_KEYS", "").split(",") if key)
    check_encryption_keys(encryption_keys, f"LINLI_ENCRYPTION_KEYS in {path}")
    return dataclasses.replace(
        settings,
        operator_secret=settings.operator_secret or kept.get("LINLI_OPERATOR_SECRET", ""),
        encryption_keys=settings.encryption_keys or encryption_keys,
        hash_key=settings.hash_key or kept.get("LINLI_HASH_KEY", ""),
    )


def missing_keys(settings: Settings) -> list[str]:
    """The names of the secrets that are not set."""
    given = {
        "LINLI_OPERATOR_SECRET": settings.operator_secret,
        "LINLI_ENCRYPTION_KEYS": settings.encryption_keys,
        "LINLI_HASH_KEY": settings.hash_key,
    }
    return [name for name, value in given.items() if not value]
