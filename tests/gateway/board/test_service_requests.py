"""What city apps may ask of the board: needs of a tenant, whatever the community."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from gateway.board.queries import BoardQueries
from gateway.board.service_requests import Wanted
from shared.ids import new_id
from shared.messages import engagement as m
from tests.gateway.board.test_needs import accepted, of
from tests.gateway.board.town import NAME, Town
from tests.harness import START, TENANT, Harness

DAY = timedelta(days=1)


def shown(queries: BoardQueries, tenant_id: str = TENANT, **asked: Any) -> list[str]:
    return [found["id"] for found in queries.service_requests(Wanted(tenant_id=tenant_id, **asked))]


def test_needs_of_all_communities_of_a_tenant_are_listed_by_when_they_were_submitted(
    harness: Harness, queries: BoardQueries, town: Town
) -> None:
    other, stranger, ids = Town(), Town(), [new_id() for _ in range(4)]
    harness.tell(other.opened("另一个社区"))
    harness.tell(stranger.opened(), accepted(stranger, ids[3], submitted_at=START), tenant_id=new_id())
    harness.tell(
        accepted(town, ids[0], submitted_at=START - DAY),
        accepted(other, ids[1], submitted_at=START - 3 * DAY, category="law"),
        accepted(town, ids[2], submitted_at=START - 2 * DAY),
        m.NeedResolved(**of(town, ids[2]), outcome="partly"),
    )

    assert shown(queries) == [ids[0], ids[2], ids[1]]
    assert shown(queries, skipped=1, limit=1) == [ids[2]]
    assert shown(queries, ids=(ids[1], ids[3])) == [ids[1]]
    assert shown(queries, categories=("law", "pets")) == [ids[1]]
    assert shown(queries, states=("accepted",)) == [ids[0], ids[1]]
    assert shown(queries, submitted_from=START - 2 * DAY) == [ids[0], ids[2]]
    assert shown(queries, submitted_until=START - 2 * DAY) == [ids[2], ids[1]]


def test_a_need_is_shown_with_its_community_and_its_coordinates(
    harness: Harness, queries: BoardQueries, town: Town
) -> None:
    need_id = new_id()
    harness.tell(accepted(town, need_id, latitude=43.8868, longitude=125.3245))
    (found,) = queries.service_requests(Wanted(tenant_id=TENANT))

    assert (found["latitude"], found["longitude"], found["community_name"]) == (43.8868, 125.3245, NAME)
    assert found["submitted_at"] == START


def test_a_tenants_communities_are_known_by_any_event_that_tells_of_them(
    harness: Harness, queries: BoardQueries, town: Town
) -> None:
    with harness.database.engine.begin() as connection:  # as before it was kept
        connection.execute(text("UPDATE board_communities SET tenant_id = NULL"))
    assert (queries.tenants(), queries.communities(TENANT)) == ([], [])
    harness.tell(town.published())

    assert queries.tenants() == [TENANT]
    assert queries.communities(TENANT) == [{"id": town.community_id, "name": NAME}]
    assert queries.communities(new_id()) == []


def test_a_need_that_was_put_up_before_tenants_were_kept_is_found_after_its_next_step(
    harness: Harness, queries: BoardQueries, town: Town
) -> None:
    need_id = new_id()
    harness.tell(accepted(town, need_id))
    with harness.database.engine.begin() as connection:
        connection.execute(text("UPDATE board_needs SET tenant_id = NULL"))
    assert shown(queries) == []
    harness.tell(m.NeedResolved(**of(town, need_id), outcome="resolved"))

    assert shown(queries) == [need_id]
