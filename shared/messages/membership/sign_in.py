"""Messages of membership: one-time codes that go to a phone, and whom they sign in."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Event, Id, Pattern, Shape, command, event, shape
from shared.messages.membership.appointments import Phone
from shared.messages.membership.clients import Network, Secret
from shared.messages.membership.organisations import OrganisationKind

SixDigits = Annotated[str, Pattern(r"[0-9]{6}", "six digits")]
SignInAs = Literal["member", "organisation", "resident"]
AsResident = Literal["resident"]


@shape
class CodeRequested(Shape):
    """The same for every phone, known or not."""

    valid_seconds: int
    again_after_seconds: int


@shape
class SignInChoice(Shape):
    """
    Whom a person may sign in as: a member (organisation_id: their unit), one of an organisation's staff, or, where that
    is asked for, a resident, of whom all else is null.

    `as`, `organisation_id`, `member_id` and `appointment_id` of the token request choose it.

    masked_name: the person's, but for its first character. masked_number: a member's number on the roster, but for its
    last characters. member_id, appointment_id: one of them, the other is null.
    """

    sign_in_as: SignInAs
    organisation_id: Id | None
    organisation_kind: OrganisationKind | None
    organisation_name: str | None
    masked_name: str | None
    masked_number: str | None
    member_id: Id | None
    appointment_id: Id | None


@shape
class SignInChoices(Shape):
    """Empty where the code isn't good, whatever the cause."""

    items: list[SignInChoice]


@command("phone_code.request")
class RequestPhoneCode(Command):
    """
    Have a code sent to a phone, if it is a member's or a staff member's; the answer doesn't tell. From where you are,
    one a minute and five an hour for a phone, and ten an hour from everywhere; one whose tries are used up is replaced
    at once. A code is good for five minutes and five tries, and ends the one that you have asked for before.

    sign_in_as: `resident` has a code sent to whatever phone it is, for anybody may sign in as a resident.
    """

    tenant_id: Id
    phone: Phone
    sign_in_as: AsResident | None = None
    network: Network = ""


@command("phone_code.check")
class CheckPhoneCode(Command):
    """
    Whom a code may sign in as. It counts as a try, and doesn't use the code up.

    sign_in_as: `resident` has that listed too.
    """

    tenant_id: Id
    phone: Phone
    code: SixDigits
    sign_in_as: AsResident | None = None
    network: Network = ""


@command("phone_code.redeem")
class RedeemPhoneCode(Command):
    """
    Answered by `SignIn`. Left out, `sign_in_as` is a member where the person is one.

    network: where it comes from, as the gateway sees it. From others than the one that asked for a code, two of its
    five tries are to be had.
    """

    tenant_id: Secret
    phone: Secret
    code: Secret
    sign_in_as: Secret | None = None
    organisation_id: Secret | None = None
    member_id: Secret | None = None
    appointment_id: Secret | None = None
    network: Network = ""


@command("resident_code.redeem", secret_result=True)
class RedeemResidentCode(Command):
    """Answered by `SignIn`: as a resident, whoever else has this phone. The answer holds the phone, encrypted."""

    tenant_id: Secret
    phone: Secret
    code: Secret
    network: Network = ""


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
