"""What a service holds on a person, part by part, as it goes into their export."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from shared.errors import Forbidden
from shared.inbox import find_acts
from shared.masks import hide_numbers
from shared.messages.personal_data import ExportPart, HeldData
from shared.messages.wire import to_plain
from shared.unit_of_work import UnitOfWork

Items = Sequence[Any]


class Collected(NamedTuple):
    """One part: what it is called, and what collects it of the member with an id."""

    name: str
    collect: Callable[[str, Any], Items]


def held_by(service: str, member_id: str, uow: UnitOfWork, parts: Iterable[Collected]) -> HeldData:
    """
    These parts, and what the member did as the service's log tells it.

    Raises:
        Forbidden: `member.not_yours`, neither the member nor the department.
    """
    is_own = uow.actor.role == "member" and uow.actor.member_id == member_id
    if not (is_own or uow.actor.role == "department"):
        raise Forbidden("member.not_yours")
    return HeldData(parts=[export_part(service, name, collect(member_id, uow)) for name, collect in (*parts, ACTS)])


def export_part(service: str, name: str, items: Items) -> ExportPart:
    """What others have given as a reason is told without the numbers that they typed into it."""
    return ExportPart(service=service, name=name, items=[_told(to_plain(item)) for item in items])


def _told(item: dict[str, Any]) -> dict[str, Any]:
    reasons = {name: text for name, text in item.items() if name.endswith("reason") and text}
    return item | {name: hide_numbers(text) for name, text in reasons.items()}


def _acts(member_id: str, uow: UnitOfWork) -> Items:
    return find_acts(uow.session, uow.tenant_id, member_id)


ACTS = Collected("log", _acts)
