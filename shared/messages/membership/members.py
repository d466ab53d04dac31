"""Messages of membership: members, their rosters, and how they sign in."""

from dataclasses import field
from datetime import date, datetime
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
    Query,
    Shape,
    command,
    event,
    query,
    shape,
)
from shared.messages.membership.clients import Network, Principal, Secret
from shared.messages.membership.free_times import FreeTime

# inactive: on the roster, but on leave or suspended. left: on no roster any more. erased: anonymised.
MemberState = Literal["active", "inactive", "left", "erased"]
Gender = Literal["男", "女"]
BirthMonth = Annotated[str, Pattern(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", "a month such as 1983-09")]
IdentityNumber = Annotated[str, Pattern(r"[0-9]{17}[0-9X]", "17 digits and a check digit or X")]
Phone = Annotated[str, Pattern(r"1[0-9]{10}", "eleven digits that begin with 1")]


@shape
class RosterEntry(Shape):
    """
    One member as the unit's personnel system knows them.

    external_id: the unit's own number of the person; the key within the unit.
    birth_month: `1983-09`. identity_number: GB 11643, with a correct check digit. phone: a mainland mobile number.
    residence_code: code of the community that the member lives in. state: `inactive` while on leave or suspended.
    """

    external_id: Code
    name: Name
    gender: Gender | None = None
    birth_month: BirthMonth | None = None
    identity_number: IdentityNumber
    phone: Phone | None = None
    department: Line | None = None
    skills: Annotated[list[Name], Length(0, 50)] = field(default_factory=list)
    interests: Annotated[list[Name], Length(0, 50)] = field(default_factory=list)
    residence_code: Code | None = None
    state: Literal["active", "inactive"] = "active"


@shape
class Member(Shape):
    """
    A member, with as much as the caller may see: the identity number never leaves, and no list has a whole phone.

    skills, interests: by their canonical words where they are listed. own_skills, own_interests: those of them that the
    member has added to what the roster says. free_times: in an ordinary week. paused_until: the day from which they are
    to be had again. phone: whole where one member is shown to their unit, or to a community that may call; else masked.

    A community sees of who is registered with it the name, unit and state; with their consent to
    `data_sharing_with_community` also skills, interests, free times and pause, with that to `contact_by_phone` also the
    phone. Of who only lives there it sees the masked name, unit and state. It finds nobody by what it doesn't see.
    """

    id: Id
    unit_id: Id
    external_id: str | None
    state: MemberState
    name: str
    phone: str | None
    department: str | None
    skills: list[str]
    interests: list[str]
    own_skills: list[str]
    own_interests: list[str]
    free_times: list[FreeTime]
    paused_until: date | None
    residence_code: str | None
    created_at: datetime
    changed_at: datetime
    version: int


@shape
class MemberPage(Shape):
    items: list[Member]
    next: str | None


EnrolmentOutcome = Literal["created", "changed", "returned", "unchanged"]


@shape
class Enrolment(Shape):
    """What became of one roster entry; `returned` for somebody who had left this roster or another's."""

    external_id: str
    member_id: Id
    outcome: EnrolmentOutcome


@shape
class EnrolmentReport(Shape):
    """
    unlisted_skills, unlisted_interests: words of entries that are new or changed which the lists don't have; they are
    kept as they are.
    """

    created: int
    changed: int
    returned: int
    unchanged: int
    members: list[Enrolment]
    unlisted_skills: list[str]
    unlisted_interests: list[str]


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
    has_choice: the code is good, but leaves open as whom of several (`sign_in.choice_needed`); it stays good.
    """

    principal: Principal | None
    has_choice: bool = False


@command("members.enrol", secret_result=True)
class EnrolMembers(Command):
    """All entries or none; an entry whose `external_id` is known updates that member."""

    unit_id: Id
    members: Annotated[list[RosterEntry], Length(1, 500)]


@command("sign_in_code.issue", secret_result=True)
class IssueSignInCode(Command):
    member_id: Id


@command("sign_in_code.redeem")
class RedeemSignInCode(Command):
    """Answered by `SignIn`. network: where it comes from, as the gateway sees it; it has five tries with a code."""

    member_id: Secret
    code: Secret
    network: Network = ""


@query("member.show")
class ShowMember(Query):
    member_id: Id


@event("member.enrolled", subject="member_id")
class MemberEnrolled(Event):
    """A member is on a unit's roster for the first time, or again. The name is masked (陈**)."""

    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    masked_name: ForUnit[str]


@event("member.changed", subject="member_id")
class MemberChanged(Event):
    """What a unit's roster says of a member has changed. The name is masked (陈**)."""

    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    state: ForUnit[MemberState]
    masked_name: ForUnit[str]


@event("member.moved", subject="member_id")
class MemberMoved(Event):
    """
    A member is on another unit's roster now; the person and what they did stay the same.

    member_version: the member's from then on; tokens of an older one name the former unit.
    """

    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    from_unit_id: ForUnit[Id]
    masked_name: ForUnit[str]
    member_version: int | None = None


@event("member.left", subject="member_id")
class MemberLeft(Event):
    """
    A member is on no roster any more.

    member_version: the member's from then on; tokens of an older one are good no more.
    """

    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    member_version: int | None = None
