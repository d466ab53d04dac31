"""Identifiers: UUIDv7 (RFC 9562), so that keys made one after another lie side by side in an index."""

import uuid

import uuid_utils

COMMANDS = uuid.UUID("6a1f6d2e-3f0b-5b7e-9c40-0d3d6a1c7e11")


def new_id() -> str:
    return str(uuid_utils.uuid7())


def command_id(client_id: str, key: str) -> str:
    """The command id that an Idempotency-Key of one client stands for, the same in every process."""
    return str(uuid.uuid5(COMMANDS, f"{client_id}\n{key}"))


def is_id(text: str) -> bool:
    """Whether a text is an identifier in the one spelling that we hand out (lower case, with hyphens)."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
