"""What the table of roles is made of."""

from dataclasses import dataclass

from shared.messages.envelope import Role


@dataclass(frozen=True)
class Rule:
    """
    Lets one role in.

    own: the path parameter that must be the caller's own organisation; None where the service decides what is theirs.
    """

    role: Role
    own: str | None = None


def any_of(*roles: Role) -> tuple[Rule, ...]:
    return tuple(Rule(role) for role in roles)


def own(parameter: str, *roles: Role) -> tuple[Rule, ...]:
    return tuple(Rule(role, parameter) for role in roles)


IN_TENANT = any_of("department", "subdistrict", "community", "unit", "organisation", "member")
WITH_RESIDENTS = IN_TENANT + any_of("resident")
