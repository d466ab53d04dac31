"""Whose names an actor sees among those who are in teams."""

from dataclasses import dataclass

from services.membership.model import Member


@dataclass(frozen=True, slots=True)
class Onlooker:
    """
    Who looks at teams.

    has_oversight: sees all names. unit_id: the unit that acts, which sees its own. member_id: who sees themselves, and
    everybody in the teams they are in themselves.
    """

    has_oversight: bool = False
    unit_id: str | None = None
    member_id: str | None = None
    team_ids: frozenset[str] = frozenset()

    def sees(self, member: Member, team_id: str) -> bool:
        is_own = member.id == self.member_id or member.unit_id == self.unit_id
        return self.has_oversight or is_own or team_id in self.team_ids
