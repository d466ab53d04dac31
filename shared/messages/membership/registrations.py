"""Messages of membership: registrations of members with communities."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import Command, Event, ForUnit, Id, Public, Query, Shape, command, event, query, shape
from shared.messages.paging import Cursor, Limit

RegistrationState = Literal["requested", "confirmed"]


@shape
class Registration(Shape):
    """A member's registration (报到) with a community; the receipt (回执) is given when it is confirmed."""

    id: Id
    community_id: Id
    member_id: Id
    member_name: str
    unit_id: Id
    state: RegistrationState
    receipt_number: str | None
    requested_at: datetime
    confirmed_at: datetime | None
    version: int


@shape
class RegistrationPage(Shape):
    items: list[Registration]
    next: str | None


@command("registration.request", secret_result=True)
class RequestRegistration(Command):
    community_id: Id


@command("registration.confirm", secret_result=True)
class ConfirmRegistration(Command):
    registration_id: Id


@query("registration.show")
class ShowRegistration(Query):
    registration_id: Id


@query("registrations.list")
class ListRegistrations(Query):
    community_id: Id
    state: RegistrationState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@event("registration.requested", subject="registration_id")
class RegistrationRequested(Event):
    """A member has asked to register (报到) with a community."""

    registration_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("registration.confirmed", subject="registration_id")
class RegistrationConfirmed(Event):
    """The community has confirmed a registration and given its receipt (回执)."""

    registration_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    receipt_number: ForUnit[str]
