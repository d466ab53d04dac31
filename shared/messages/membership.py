"""Messages of membership: organisations, API clients, members, registrations."""

from dataclasses import field
from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Code,
    Command,
    Event,
    ForUnit,
    Id,
    Length,
    Line,
    Name,
    Pattern,
    Public,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.envelope import Role
from shared.messages.paging import Cursor, Limit

Secret = Annotated[str, Length(1, 200)]
OrganisationKind = Literal["department", "community", "unit"]
RegistrationState = Literal["requested", "confirmed"]


@shape
class Organisation(Shape):
    """A department, community or unit. `code` is the community's short code, unique in the tenant."""

    id: Id
    kind: OrganisationKind
    name: Line
    code: str | None
    tenant_id: Id
    version: int


@shape
class OrganisationPage(Shape):
    items: list[Organisation]
    next: str | None


@shape
class ClientCredentials(Shape):
    """An API client. The secret is kept as a digest, and encrypted in the answer to a repeated Idempotency-Key."""

    client_id: Id
    client_secret: str
    organisation_id: Id
    label: Line


@shape
class ApiClient(Shape):
    """An API client without its secret. revoked_at: null as long as it may ask for tokens."""

    client_id: Id
    organisation_id: Id
    label: Line
    revoked_at: datetime | None


@shape
class ApiClientPage(Shape):
    items: list[ApiClient]
    next: str | None


@shape
class Tenant(Shape):
    """A city or county with its organisation department and the department's first client."""

    id: Id
    name: Line
    department: Organisation
    client: ClientCredentials


@shape
class Principal(Shape):
    """Whom a token is made out to."""

    role: Role
    client_id: str
    tenant_id: Id | None
    organisation_id: Id | None
    member_id: Id | None = None


@shape
class RosterEntry(Shape):
    """
    One member as the unit's personnel system knows them.

    external_id: the unit's own number of the person; the key within the unit.
    birth_month: `1983-09`. identity_number: GB 11643, with a correct check digit. phone: a mainland mobile number.
    residence_code: code of the community that the member lives in.
    """

    external_id: Code
    name: Name
    gender: Literal["男", "女"] | None = None
    birth_month: Annotated[str, Pattern(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", "a month such as 1983-09")] | None = None
    identity_number: Annotated[str, Pattern(r"[0-9]{17}[0-9X]", "17 digits and a check digit or X")]
    phone: Annotated[str, Pattern(r"1[0-9]{10}", "eleven digits that begin with 1")] | None = None
    department: Line | None = None
    skills: Annotated[list[Name], Length(0, 50)] = field(default_factory=list)
    interests: Annotated[list[Name], Length(0, 50)] = field(default_factory=list)
    residence_code: Code | None = None


@shape
class Member(Shape):
    """A member as their unit sees them: the identity number never leaves, the phone is masked."""

    id: Id
    unit_id: Id
    external_id: str
    name: str
    phone: str | None
    department: str | None
    skills: list[str]
    interests: list[str]
    residence_code: str | None
    version: int


@shape
class MemberPage(Shape):
    items: list[Member]
    next: str | None


@shape
class Enrolment(Shape):
    """What became of one roster entry."""

    external_id: str
    member_id: Id
    outcome: Literal["created", "changed", "unchanged"]


@shape
class EnrolmentReport(Shape):
    created: int
    changed: int
    unchanged: int
    members: list[Enrolment]


@shape
class SignInCode(Shape):
    """
    A one-time code for one member, good until `expires_at`. It is kept as a digest, and encrypted in the answer to a
    repeated Idempotency-Key.
    """

    member_id: Id
    code: str
    expires_at: datetime


@shape
class SignIn(Shape):
    """
    What came of a try to sign in.

    principal: None where the code is not good, whatever the cause (`sign_in.code_invalid`). This is an answer and no
    refusal, because a refusal would undo that the try was counted.
    """

    principal: Principal | None


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


@command("tenant.open", secret_result=True)
class OpenTenant(Command):
    name: Line
    department_name: Line


@command("community.open")
class OpenCommunity(Command):
    code: Code
    name: Line
    subdistrict: Line
    district: Line
    city: Line


@command("unit.open")
class OpenUnit(Command):
    name: Line


@command("client.issue", secret_result=True)
class IssueClient(Command):
    organisation_id: Id
    label: Line


@command("client.revoke")
class RevokeClient(Command):
    """
    No new tokens for the client. A token that it holds lives on until it expires, 15 minutes at most; but nothing can
    be given out by it any more: no clients, no sign-in codes, no roster, no receipts.
    """

    client_id: Id
    reason: Text | None = None


@query("client.authenticate")
class AuthenticateClient(Query):
    client_id: Secret
    client_secret: Secret


@command("members.enrol")
class EnrolMembers(Command):
    """All entries or none; an entry whose `external_id` is known updates that member."""

    unit_id: Id
    members: Annotated[list[RosterEntry], Length(1, 500)]


@command("sign_in_code.issue", secret_result=True)
class IssueSignInCode(Command):
    member_id: Id


@command("sign_in_code.redeem")
class RedeemSignInCode(Command):
    """Answered by `SignIn`. Five tries a code, also the wrong ones."""

    member_id: Secret
    code: Secret


@command("registration.request", secret_result=True)
class RequestRegistration(Command):
    community_id: Id


@command("registration.confirm", secret_result=True)
class ConfirmRegistration(Command):
    registration_id: Id


@query("organisation.show")
class ShowOrganisation(Query):
    organisation_id: Id


@query("communities.list")
class ListCommunities(Query):
    after: Cursor | None = None
    limit: Limit = 50


@query("clients.list")
class ListClients(Query):
    """An organisation's API clients, oldest first."""

    organisation_id: Id
    after: Cursor | None = None
    limit: Limit = 50


@query("member.show")
class ShowMember(Query):
    member_id: Id


@query("members.list")
class ListMembers(Query):
    """A unit's members; `name` is the whole name."""

    unit_id: Id
    name: Name | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("registration.show")
class ShowRegistration(Query):
    registration_id: Id


@query("registrations.list")
class ListRegistrations(Query):
    community_id: Id
    state: RegistrationState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@event("community.opened", subject="community_id")
class CommunityOpened(Event):
    """A department has opened a community: the first event of its stream."""

    community_id: Public[Id]
    code: Public[Code]
    name: Public[Line]
    subdistrict: Public[Line]
    district: Public[Line]
    city: Public[Line]


@event("unit.opened", subject="unit_id")
class UnitOpened(Event):
    """A department has opened a unit: the first event of its stream."""

    unit_id: ForUnit[Id]
    name: ForUnit[Line]


@event("member.enrolled", subject="member_id")
class MemberEnrolled(Event):
    """A member is on a unit's roster for the first time. The name is masked (陈**)."""

    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    masked_name: ForUnit[str]


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
