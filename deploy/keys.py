"""Secrets of an installation: made once, kept in `<home>/keys.env`, readable by their owner alone."""

import dataclasses
import os
from pathlib import Path

from cryptography.fernet import Fernet

from gateway.tokens import ensure_signing_keys
from shared.config import Settings
from shared.encryption import new_secret


def new_keys() -> dict[str, str]:
    """Fresh values for every secret setting."""
    return {
        "LINLI_OPERATOR_SECRET": new_secret(),
        "LINLI_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "LINLI_HASH_KEY": new_secret(),
    }


def with_keys(settings: Settings) -> Settings:
    """Settings with the secrets that the environment doesn't give, taken from `<home>/keys.env`, made if missing."""
    settings.home.mkdir(parents=True, exist_ok=True)
    path = settings.home / "keys.env"
    if not path.exists():
        _write_private(path, "".join(f"{name}={value}\n" for name, value in new_keys().items()))
    kept = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    ensure_signing_keys(settings.signing_keys)
    return dataclasses.replace(
        settings,
        operator_secret=settings.operator_secret or kept["LINLI_OPERATOR_SECRET"],
        encryption_keys=settings.encryption_keys or tuple(kept["LINLI_ENCRYPTION_KEYS"].split(",")),
        hash_key=settings.hash_key or kept["LINLI_HASH_KEY"],
    )


def _write_private(path: Path, text: str) -> None:
    """Write a file whole or not at all; of several processes the first wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
