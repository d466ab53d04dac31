"""What SCIM says of members and teams: of the core schema what the platform holds, and an extension for the rest."""

from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    CaseExact,
    ComplexAttribute,
    Extension,
    Mutability,
    Reference,
    Required,
    Resource,
    Returned,
    Uniqueness,
)

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
EXTENSION = "urn:ietf:params:scim:schemas:extension:linli:2.0:Member"
MOBILE = "mobile"
USERS = "Users"

# The texts below the attributes are what `/Schemas` says of them.


class Name(ComplexAttribute):
    formatted: str | None = None
    """The whole name as the unit's system sets it."""

    family_name: str | None = None
    """The family name, 陈 in 陈华英."""

    given_name: str | None = None
    """The given name, 华英 in 陈华英."""


class PhoneNumber(ComplexAttribute):
    value: str | None = None
    """A mainland mobile number, 13800138000 or tel:+86-138-0013-8000."""

    type: Annotated[str | None, Field(examples=[MOBILE])] = None
    """Always mobile."""


class Member(Extension):
    __schema__ = URN(EXTENSION)

    department: Annotated[str | None, CaseExact.true] = None
    """The department, 内科."""

    skills: Annotated[list[str] | None, CaseExact.true] = None
    """What the member can do, 义诊."""

    interests: Annotated[list[str] | None, CaseExact.true] = None
    """What the member likes to do, 摄影."""

    residence: Annotated[str | None, CaseExact.true] = None
    """The code of the community that the member lives in."""

    gender: Annotated[str | None, CaseExact.true, Field(examples=["男", "女"])] = None
    """男 or 女."""

    birth_month: Annotated[str | None, CaseExact.true] = None
    """The month of birth, 1983-09."""

    identity_number: Annotated[str | None, CaseExact.true, Mutability.write_only, Returned.never] = None
    """The identity number (GB 11643), by which who has left is known again. It is never told; left out, it stays."""


class User(Resource[AnyExtension]):
    __schema__ = URN(CORE)

    user_name: Annotated[str | None, Required.true, Uniqueness.server] = None
    """Under which the unit's system knows the person; their number on rosters too, where it has a number's form."""

    display_name: Annotated[str | None, Required.true] = None
    """The whole name, 陈华英."""

    name: Name | None = None
    """The name in parts, kept as they are given; the platform itself uses displayName alone."""

    active: Annotated[bool | None, Required.true] = True
    """False for who is on leave or suspended; left out, it is true."""

    phone_numbers: list[PhoneNumber] | None = None
    """One mobile number."""


class GroupMember(ComplexAttribute):
    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    """The id of the user."""

    ref: Annotated[
        Reference["User"] | None,  # type: ignore[type-arg]
        Mutability.immutable,
        Field(serialization_alias="$ref", validation_alias="$ref"),
    ] = None
    """The address of the user."""

    type: Annotated[str | None, Mutability.immutable, Field(examples=["User"])] = None
    """Always User."""


class Group(Resource[Any]):
    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true] = None
    """The team's name, unique in the tenant."""

    members: list[GroupMember] | None = None
    """Who is in the team; the first one named leads it. It is a team for others as long as somebody is in it."""
