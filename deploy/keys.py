"""Secrets of an installation: made once, kept in `<home>/keys.env`, readable by their owner alone."""

import dataclasses

from cryptography.fernet import Fernet

from gateway.tokens import ensure_signing_keys
from shared.config import BadSetting, Settings
from shared.encryption import new_secret
from shared.files import write_private


def new_keys() -> dict[str, str]:
    """Fresh values for every secret setting."""
    return {
        "LINLI_OPERATOR_SECRET": new_secret(),
        "LINLI_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "LINLI_HASH_KEY": new_secret(),
    }


def with_keys(settings: Settings) -> Settings:
    """
    Settings with all secrets: those that the environment doesn't give are kept in `<home>/keys.env`, made if missing.

    Raises:
        BadSetting: an existing file lacks one.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    ensure_signing_keys(settings.signing_keys)
    path = settings.home / "keys.env"
    if missing_keys(settings):
        write_private(path, "".join(f"{name}={value}\n" for name, value in new_keys().items()))
    filled = with_kept_keys(settings)
    if missing := missing_keys(filled):
        raise BadSetting(f"{path} lacks {', '.join(missing)}")
    return filled


def with_kept_keys(settings: Settings) -> Settings:
    """Settings with the secrets that the environment doesn't give, as far as `<home>/keys.env` has them."""
    path = settings.home / "keys.env"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    kept = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    encryption_keys = tuple(key for key in kept.get("LINLI_ENCRYPTION_KEYS", "").split(",") if key)
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
