"""Answers that were given before and are asked for once more."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from services.membership.repository import MembershipUnitOfWork
from shared.errors import Gone
from shared.ids import is_id
from shared.messages.membership import EraseMember
from shared.service import Answered

LEEWAY = timedelta(minutes=1)  # clocks differ, and an erasure waits for what is under way


def check_repeat(answered: Answered, uow: MembershipUnitOfWork) -> None:
    """
    Refuse to tell what was told of people who were erased since; the erasure itself tells nothing of anybody.

    Raises:
        Gone: `idempotency.answer_erased`; nothing is carried out again.
    """
    if answered.command is EraseMember:
        return
    ids = {text for text in _texts(answered.result) if is_id(text)}
    if ids and uow.erasures.have_reached(ids, since=answered.at - LEEWAY):
        raise Gone("idempotency.answer_erased")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
