"""Messages of membership: registrations of members with communities."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Public,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit

RegistrationKind = Literal["residence", "paired"]
RegistrationState = Literal["requested", "confirmed", "refused", "withdrawn", "ended", "transferred"]
RegistrationSide = Literal["member", "community", "unit"]
RegistrationStep = Literal["confirm", "refuse", "withdraw", "end", "transfer"]
EndCause = Literal["by_member", "by_community", "by_unit", "member_left", "member_moved", "pairing_ended"]


@shape
class Registration(Shape):
    """
    A member's registration (报到) with a community; the receipt (回执) is given when it is confirmed.

    kind: `residence`, with the community that the member lives in, or `paired`, with one that the unit is paired with;
    one of each kind can be live, which means requested or confirmed.
    follows_id: the registration in whose place this one comes when it is confirmed; null for one that stands alone.
    reason: in the words of who refused or ended it. cause: why a registration has ended.
    decided_by, decided_at: who took the last step, and when; null for one that waits. `system`: it followed from
    something else, as from the member's leaving.
    allowed: what who asks may do next.
    """

    id: Id
    community_id: Id
    member_id: Id
    member_name: str
    unit_id: Id
    kind: RegistrationKind
    state: RegistrationState
    receipt_number: str | None
    follows_id: Id | None
    reason: str | None
    cause: EndCause | None
    requested_at: datetime
    confirmed_at: datetime | None
    decided_by: Literal["member", "community", "unit", "system"] | None
    decided_at: datetime | None
    allowed: list[RegistrationStep]
    version: int


@shape
class RegistrationPage(Shape):
    items: list[Registration]
    next: str | None


@command("registration.request", secret_result=True)
class RequestRegistration(Command):
    """`paired` is for a community that the member's unit is paired with."""

    community_id: Id
    kind: RegistrationKind = "residence"


@command("registration.confirm", secret_result=True)
class ConfirmRegistration(Command):
    """One that follows another takes its place: the other is `transferred` from then on."""

    registration_id: Id


@command("registration.refuse", secret_result=True)
class RefuseRegistration(Command):
    registration_id: Id
    reason: Text


@command("registration.withdraw", secret_result=True)
class WithdrawRegistration(Command):
    """Before it is confirmed; after that it is ended."""

    registration_id: Id


@command("registration.end", secret_result=True)
class EndRegistration(Command):
    """A transfer that waits goes on as a request that stands alone."""

    registration_id: Id
    reason: Text


@command("registration.transfer", secret_result=True)
class TransferRegistration(Command):
    """
    Answers with the new registration, which that community is to confirm. Until then the old one stays as it is, so
    that the member is never without one.
    """

    registration_id: Id
    community_id: Id


@query("registration.show")
class ShowRegistration(Query):
    registration_id: Id


@query("registrations.list")
class ListRegistrations(Query):
    community_id: Id
    state: RegistrationState | None = None
    kind: RegistrationKind | None = None
    unit_id: Id | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("registrations.list_of_unit")
class ListUnitRegistrations(Query):
    unit_id: Id
    state: RegistrationState | None = None
    kind: RegistrationKind | None = None
    community_id: Id | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("registrations.list_of_member")
class ListMemberRegistrations(Query):
    member_id: Id
    after: Cursor | None = None
    limit: Limit = 50


@event("registration.requested", subject="registration_id")
class RegistrationRequested(Event):
    """A member has asked to register (报到) with a community, or their unit has for them."""

    registration_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    kind: Public[RegistrationKind] = "residence"


@event("registration.confirmed", subject="registration_id")
class RegistrationConfirmed(Event):
    """The community has confirmed a registration and given its receipt (回执)."""

    registration_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    receipt_number: ForUnit[str]
    kind: Public[RegistrationKind] = "residence"


@event("registration.refused", subject="registration_id")
class RegistrationRefused(Event):
    """The community has refused a registration; the reason can be read there."""

    registration_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    kind: Public[RegistrationKind]


@event("registration.withdrawn", subject="registration_id")
class RegistrationWithdrawn(Event):
    """A request to register is taken back, by the member or because they have left."""

    registration_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    kind: Public[RegistrationKind]


@event("registration.ended", subject="registration_id")
class RegistrationEnded(Event):
    """A registration that was confirmed has ended."""

    registration_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    kind: Public[RegistrationKind]
    cause: ForUnit[EndCause]


@event("registration.transferred", subject="registration_id")
class RegistrationTransferred(Event):
    """Another community has confirmed the registration that takes the place of this one."""

    registration_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    kind: Public[RegistrationKind]
    followed_by_id: ForUnit[Id]
