"""Groups are the teams that the unit has founded; one in which nobody is yet is planned."""

from collections.abc import Iterator
from typing import Any

from scim2_models import InvalidValueException, Meta, NotFoundException, Reference, Resource

from gateway.scim.caller import Caller
from gateway.scim.models import USERS, Group, GroupMember
from gateway.scim.names import renamed, unknown
from shared.errors import Invalid, Refusal
from shared.ids import is_id
from shared.messages import membership as m

TYPE = "Group"
PAGE = 200
REASON = "单位人事系统解散"
NAMES = {"name": "displayName", "provisioning_id": "externalId", "member_ids": "members"}


class Teams:
    """The unit's own teams."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(self, team_id: str) -> Group:
        """
        Raises:
            NotFoundException: no living team that the unit has founded.
        """
        if not is_id(team_id):
            raise unknown(team_id)
        try:
            return group_of(self._caller.ask(m.ShowTeamRecord(team_id=team_id), m.TeamRecord))
        except Refusal as refusal:
            raise _told(refusal, team_id) from refusal

    def all(self) -> Iterator[Group]:
        after = None
        while True:
            page = self._caller.ask(m.ListTeamRecords(after=after, limit=PAGE), m.TeamRecordPage)
            yield from map(group_of, page.items)
            if (after := page.next) is None:
                return

    def create(self, group: Resource[Any]) -> Group:
        """
        Raises:
            Refusal: as for `FoundStaffedTeam`.
        """
        given = facts_of(group)
        answer, is_repeat = self._tell(m.FoundStaffedTeam, given)
        if is_repeat and not self._caller.has_key:
            try:
                return self.get(answer.id)
            except NotFoundException:  # the same request as long ago, whose team has been dissolved meanwhile
                self._caller.begin_anew()
                answer, _ = self._tell(m.FoundStaffedTeam, given)
        return group_of(answer)

    def update(self, group: Resource[Any], expected_version: int | None) -> Group:
        """
        Raises:
            NotFoundException: no living team that the unit has founded.
            Refusal: as for `RestaffTeam`.
        """
        team_id = str(group.id)
        try:
            answer, _ = self._tell(m.RestaffTeam, facts_of(group) | {"team_id": team_id}, expected_version)
        except Refusal as refusal:
            raise _told(refusal, team_id) from refusal
        return group_of(answer)

    def delete(self, team_id: str, expected_version: int | None) -> None:
        """
        Raises:
            NotFoundException: no living team that the unit has founded.
        """
        if not is_id(team_id):
            raise unknown(team_id)
        given = {"team_id": team_id, "reason": REASON}
        try:
            self._caller.tell(m.RemoveTeamRecord, given, expected_version=expected_version)
        except Refusal as refusal:
            raise _told(refusal, team_id) from refusal

    def _tell(
        self, command: Any, given: dict[str, Any], expected_version: int | None = None
    ) -> tuple[m.TeamRecord, bool]:
        try:
            return self._caller.tell(command, given, m.TeamRecord, expected_version=expected_version)
        except Invalid as refusal:
            raise renamed(refusal, NAMES) from None


def group_of(record: m.TeamRecord) -> Group:
    """A team as SCIM shows it, the leader first."""
    return Group(
        id=record.id,
        external_id=record.provisioning_id,
        display_name=record.name,
        members=[
            GroupMember(value=member_id, ref=Reference(f"{USERS}/{member_id}"), type="User")
            for member_id in record.member_ids
        ],
        meta=Meta(
            resource_type=TYPE,
            created=record.created_at,
            last_modified=record.changed_at,
            version=f'W/"{record.version}"',
        ),
    )


def facts_of(group: Any) -> dict[str, Any]:
    """
    What a group says, as `FoundStaffedTeam` and `RestaffTeam` take it.

    Raises:
        InvalidValueException: a member that is no user of the unit.
    """
    member_ids = list(dict.fromkeys(map(_member_id, group.members or [])))
    said = {"name": group.display_name, "provisioning_id": group.external_id, "member_ids": member_ids}
    return {field: value for field, value in said.items() if value is not None}


def _member_id(member: GroupMember) -> str:
    member_id = member.value or str(member.ref or "").rpartition("/")[2]
    if not is_id(member_id) or (member.type or "User").lower() != "user":
        raise InvalidValueException(detail="members: takes users of the unit by their ids")
    return member_id


def _told(refusal: Refusal, team_id: str) -> Exception:
    return unknown(team_id) if refusal.code == "team.unknown" else refusal
