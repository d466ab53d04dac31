"""Messages of membership: members one by one, as their unit's own system keeps them."""

from dataclasses import field
from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Code,
    Command,
    Id,
    Length,
    Line,
    Name,
    Query,
    Range,
    Shape,
    Text,
    command,
    query,
    shape,
)
from shared.messages.membership.members import BirthMonth, Gender, IdentityNumber, MemberState, Phone

RosterState = Literal["active", "inactive"]
# Why somebody leaves a roster; of a list, so that no personal data get into an address.
LeavingReason = Literal["transferred", "retired", "resigned", "mistaken", "other"]
SearchedField = Literal[
    "id",
    "user_name",
    "provisioning_id",
    "name",
    "state",
    "department",
    "residence_code",
    "skill",
    "interest",
    "created_at",
    "changed_at",
]
Comparison = Literal["eq", "co", "sw", "gt", "ge", "lt", "le"]
SortField = Literal["id", "user_name", "name", "created_at", "changed_at"]


@shape
class NameParts(Shape):
    """A name in the parts that the unit's system keeps; the platform itself knows the whole name alone."""

    formatted: Name | None = None
    family_name: Name | None = None
    given_name: Name | None = None


@shape
class MemberFacts(Shape):
    """
    What a unit's system says of one member.

    user_name: under which that system knows the person, unique on the roster whatever the letters' case. It becomes
    the number on the roster too, where it has a number's form and is free; later changes leave the number as it is.
    provisioning_id: what the system calls its own record of the person; the platform only keeps it.
    name: the whole name. birth_month: `1983-09`. identity_number: GB 11643, with a correct check digit.
    residence_code: code of the community that the member lives in.
    """

    user_name: Line
    provisioning_id: Line | None = None
    name: Name
    name_parts: NameParts | None = None
    gender: Gender | None = None
    birth_month: BirthMonth | None = None
    identity_number: IdentityNumber | None = None
    phone: Phone | None = None
    department: Line | None = None
    skills: Annotated[list[Name], Length(0, 50)] = field(default_factory=list)
    interests: Annotated[list[Name], Length(0, 50)] = field(default_factory=list)
    residence_code: Code | None = None


@shape
class MemberRecord(Shape):
    """
    A member as their unit's own system reads them back, with the phone that it has given; the identity number never
    leaves.

    number: the unit's own number of the person on the roster.
    """

    id: Id
    user_name: str
    provisioning_id: str | None
    number: str
    name: str
    name_parts: NameParts | None
    gender: str | None
    birth_month: str | None
    phone: str | None
    department: str | None
    skills: list[str]
    interests: list[str]
    residence_code: str | None
    state: MemberState
    created_at: datetime
    changed_at: datetime
    version: int


@shape
class Condition(Shape):
    """
    One thing that must hold of a member.

    user_name and name are compared whatever the letters' case, the rest to the letter; instants stand in RFC 3339.
    """

    field: SearchedField
    comparison: Comparison
    value: Annotated[str, Length(0, 1000)]


@shape
class SearchPosition(Shape):
    """
    Between two members in the order of a search.

    value: what the list is sorted by, of the member whose id it is; None where it is sorted by id.
    is_before: the page ends before that member, where otherwise it begins behind them.
    """

    value: str | None
    id: Id
    is_before: bool = False


@shape
class MemberRecordPage(Shape):
    """
    total: of all pages. has_more: whether there are more in the direction that was read.

    sort_values: of each member what the list is sorted by, as `SearchPosition` takes it.
    """

    items: list[MemberRecord]
    sort_values: list[str | None]
    total: int
    has_more: bool


@command("member.add", secret_result=True)
class AddMember(MemberFacts, Command):
    """Puts one person on the acting unit's roster; who has left a roster before comes back as the same person."""

    state: RosterState = "active"


@command("member.edit", secret_result=True)
class EditMember(MemberFacts, Command):
    """
    Replaces what the unit says of one member: what is left out is gone, but for the identity number and the state,
    which stay.
    """

    member_id: Id
    state: RosterState | None = None


@command("member.set_state", secret_result=True)
class SetMemberState(Command):
    """inactive: on the roster, but on leave or suspended."""

    member_id: Id
    state: RosterState
    reason: Text | None = None


@command("member.remove")
class RemoveMember(Command):
    """Takes a member off the roster; the person and what they did stay known."""

    member_id: Id
    reason: LeavingReason = "other"


@query("member_record.show")
class ShowMemberRecord(Query):
    """Of a member on the acting unit's roster."""

    member_id: Id


@query("member_records.search")
class SearchMemberRecords(Query):
    """
    Those on the acting unit's roster of whom all conditions hold.

    offset: how many are passed over; counted from `position`, where one is given.
    """

    conditions: Annotated[list[Condition], Length(0, 20)] = field(default_factory=list)
    sort: SortField = "id"
    is_descending: bool = False
    position: SearchPosition | None = None
    offset: Annotated[int, Range(0, 2**31 - 1)] = 0
    limit: Annotated[int, Range(0, 500)] = 100
