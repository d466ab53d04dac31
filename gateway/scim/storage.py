"""What scim2-server reads and writes: a unit's roster and teams, by the calls that all requests lead to."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from scim2_models import (
    InvalidCursorException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    TooManyException,
)
from scim2_server.memory import InMemoryStorage
from scim2_server.storage import ScimStorage, SearchPage

from gateway.scim import members, teams
from gateway.scim.caller import Caller
from gateway.scim.filters import conditions_of, sort_of
from gateway.scim.members import Members, user_of
from gateway.scim.models import Member, User
from gateway.scim.names import version_of
from gateway.scim.teams import Teams
from shared.messages.membership import Condition, MemberRecordPage, SearchMemberRecords, SearchPosition, SortField

MOST_LOOKED_THROUGH = 5000
PAGE = 500
LAST_OFFSET = 2**31 - 1


class UnitStorage(ScimStorage):
    """One request's way to what its unit has."""

    supports_cursors = True

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self._members = Members(caller)
        self._teams = Teams(caller)

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        return self._of(resource_type).get(resource_id)

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        return self._of(resource_type).create(resource)

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        return self._of(resource_type).update(resource, version_of(expected_version))

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        self._of(resource_type).delete(resource_id, version_of(expected_version))

    def _of(self, resource_type: ResourceType) -> Members | Teams:
        return self._teams if resource_type.name == teams.TYPE else self._members

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """
        By the roster's indexes, where they answer it; or else by looking through what they leave.

        Raises:
            TooManyException: more than 5,000 would have to be looked through (RFC 7644, 3.4.2.2).
        """
        names = {resource_type.name for resource_type in resource_types}
        conditions: list[Condition] = []
        if names == {members.TYPE}:
            conditions, is_whole = conditions_of(search_request, User[Member])
            sort = sort_of(search_request, User[Member])
            if is_whole and sort:
                return self._read(search_request, conditions, sort, position)
        looked_through = InMemoryStorage()
        looked_through.resources = [
            *(self._members_with(conditions) if members.TYPE in names else ()),
            *(islice(self._teams.all(), MOST_LOOKED_THROUGH) if teams.TYPE in names else ()),
        ]
        return looked_through.search(resource_types, search_request, position=position)

    def _read(
        self, request: SearchRequest[Any], conditions: list[Condition], sort: SortField, position: Any
    ) -> SearchPage:
        search = SearchMemberRecords(
            conditions=conditions,
            sort=sort,
            is_descending=request.sort_order == SearchRequest.SortOrder.descending,
            position=_position(position),
            offset=min(request.start_index_0 or 0, LAST_OFFSET),
            limit=min(cast(int, request.count), PAGE),
        )
        found = self._members.search(search)
        page = SearchPage(found.total, [user_of(record) for record in found.items])
        if request.cursor is not None and found.items:
            is_backward = search.position is not None and search.position.is_before
            if is_backward or found.has_more:
                page.next = _place(found, -1, is_before=False)
            if found.has_more if is_backward else search.position is not None:
                page.previous = _place(found, 0, is_before=True)
        return page

    def _members_with(self, conditions: list[Condition]) -> Iterator[Resource[Any]]:
        position, count = None, 0
        while True:
            found = self._members.search(SearchMemberRecords(conditions=conditions, position=position, limit=PAGE))
            count += len(found.items)
            if count > MOST_LOOKED_THROUGH or found.total > MOST_LOOKED_THROUGH:
                raise TooManyException
            yield from (user_of(record) for record in found.items)
            if not found.has_more:
                return
            position = SearchPosition(value=None, id=found.items[-1].id)


def _place(found: MemberRecordPage, index: int, *, is_before: bool) -> dict[str, Any]:
    return {"v": found.sort_values[index], "i": found.items[index].id, "b": is_before}


def _position(place: Any) -> SearchPosition | None:
    if place is None:
        return None
    try:
        return SearchPosition(value=place["v"], id=place["i"], is_before=place["b"])
    except (KeyError, TypeError):
        raise InvalidCursorException from None
