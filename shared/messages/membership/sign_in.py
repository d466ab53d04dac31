"""Messages of membership: one-time codes that go to a phone, and whom they sign in."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Event, Id, Pattern, Shape, command, event, shape
from shared.messages.membership.appointments import Phone
from shared.messages.membership.clients import Secret
from shared.messages.membership.organisations import OrganisationKind

SixDigits = Annotated[str, Pattern(r"[0-9]{6}", "six digits")]
SignInAs = Literal["member", "organisation"]


@shape
class CodeRequested(Shape):
    """The same for every phone, known or not."""

    valid_seconds: int
    again_after_seconds: int


@shape
class SignInChoice(Shape):
    """
    Whom a person may sign in as: a member (organisation_id: their unit), or one of an organisation's staff.

    `as`, `organisation_id` and `member_id` of the token request choose it. member_id, masked_name: of a member, for a
    unit may know several by one phone; null for staff.
    """

    sign_in_as: SignInAs
    organisation_id: Id
    organisation_kind: OrganisationKind
    organisation_name: str
    member_id: Id | None
    masked_name: str | None


@shape
class SignInChoices(Shape):
    """Empty where the code isn't good, whatever the cause."""

    items: list[SignInChoice]


@command("phone_code.request")
class RequestPhoneCode(Command):
    """
    Have a code sent to a phone, if it is a member's or a staff member's; the answer doesn't tell. One a minute and five
    an hour for a phone; a code is good for five minutes and five tries, and ends the one before.
    """

    tenant_id: Id
    phone: Phone


@command("phone_code.check")
class CheckPhoneCode(Command):
    """Whom a code may sign in as. It counts as a try, and doesn't use the code up."""

    tenant_id: Id
    phone: Phone
    code: SixDigits


@command("phone_code.redeem")
class RedeemPhoneCode(Command):
    """Answered by `SignIn`. Left out, `sign_in_as` is a member where the person is one; member_id narrows it more."""

    tenant_id: Secret
    phone: Secret
    code: Secret
    sign_in_as: Secret | None = None
    organisation_id: Secret | None = None
    member_id: Secret | None = None


@event("phone_code.issued", subject="code_id")
class PhoneCodeIssued(Event):
    """
    A code is to be sent. Phone and code are encrypted.

    address_encrypted: of nothing, where the phone is nobody's: so that both cases look and cost alike.
    """

    code_id: Id
    address_encrypted: str
    code_encrypted: str
    expires_at: datetime
