"""Messages of membership: many registrations at once."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Id, Length, Shape, command, shape
from shared.messages.membership.registrations import RegistrationKind


@shape
class RegistrationEntry(Shape):
    """community_id: left out, the community that the member lives in, by the roster's residence code."""

    member_id: Id
    community_id: Id | None = None
    kind: RegistrationKind = "residence"


@shape
class RequestOutcome(Shape):
    """
    What became of one entry.

    registration_id: the new one, or the one that is live already. code: why an entry was refused; null for others.
    """

    member_id: Id
    outcome: Literal["requested", "exists", "refused"]
    registration_id: Id | None
    code: str | None


@shape
class RequestReport(Shape):
    """What became of each entry, in the order of the request."""

    requested: int
    exists: int
    refused: int
    registrations: list[RequestOutcome]


@shape
class ConfirmationOutcome(Shape):
    """What became of one registration. code: why it couldn't be confirmed; null for one that is."""

    registration_id: Id
    outcome: Literal["confirmed", "refused"]
    receipt_number: str | None
    code: str | None


@shape
class ConfirmationReport(Shape):
    """
    What became of each registration, in the order of the request, or of their age.

    has_more: more were requested before the instant than are confirmed at once; ask again, with a new key.
    """

    confirmed: int
    refused: int
    has_more: bool
    registrations: list[ConfirmationOutcome]


@command("registrations.request")
class RequestRegistrations(Command):
    """Entries that are good go through, whatever becomes of the others."""

    unit_id: Id
    registrations: Annotated[list[RegistrationEntry], Length(1, 500)]


@command("registrations.confirm")
class ConfirmRegistrations(Command):
    """
    Confirms those listed, or those that were requested before an instant, 500 at most: one or the other is given.
    Receipt numbers follow one another.
    """

    community_id: Id
    registration_ids: Annotated[list[Id], Length(1, 500)] | None = None
    all_requested_before: datetime | None = None
