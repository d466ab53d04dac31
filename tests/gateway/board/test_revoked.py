from datetime import timedelta

from gateway.board.queries import BoardQueries
from gateway.revocations import Revocation
from shared.ids import new_id
from shared.messages.membership import (
    ClientRevoked,
    MemberErased,
    MemberLeft,
    MemberMoved,
    OrganisationClosed,
    OrganisationReopened,
)
from tests.harness import Harness

HOUR = timedelta(hours=1)


def revoked(harness: Harness) -> ClientRevoked:
    return ClientRevoked(client_id=new_id(), revoked_at=harness.clock.now())


def test_revoked_clients_are_known_for_an_hour_and_then_forgotten(harness: Harness, queries: BoardQueries) -> None:
    first = revoked(harness)
    harness.tell(first)

    assert list(queries.revoked()) == [first.client_id]

    harness.clock.advance(HOUR - timedelta(seconds=1))
    second = revoked(harness)
    harness.tell(second)
    assert set(queries.revoked()) == {first.client_id, second.client_id}

    harness.clock.advance(timedelta(seconds=2))
    assert list(queries.revoked()) == [second.client_id]


def test_a_closed_organisation_is_refused_until_it_is_open_again(harness: Harness, queries: BoardQueries) -> None:
    unit_id = new_id()
    closed = OrganisationClosed(organisation_id=unit_id, kind="unit", unit_id=unit_id)
    reopened = OrganisationReopened(organisation_id=unit_id, kind="unit", unit_id=unit_id)
    harness.tell(closed)

    assert list(queries.revoked()) == [unit_id]

    harness.tell(reopened)
    assert list(queries.revoked()) == []

    harness.tell(closed, reopened, closed)
    assert list(queries.revoked()) == [unit_id]


def test_what_is_told_twice_is_kept_once(harness: Harness, queries: BoardQueries) -> None:
    event = revoked(harness)
    harness.tell(event, event)
    harness.tell(event)

    assert list(queries.revoked()) == [event.client_id]


def test_members_who_have_left_moved_or_were_erased_are_known_with_the_instant_and_their_version(
    harness: Harness, queries: BoardQueries
) -> None:
    left, moved, erased, unit_id = (new_id() for _ in range(4))
    at = harness.clock.now()
    harness.tell(MemberLeft(member_id=left, unit_id=unit_id))  # as it was told before versions were
    harness.clock.advance(timedelta(seconds=30))
    parties = {"member_id": moved, "unit_id": unit_id, "from_unit_id": new_id(), "masked_name": "陈**"}
    harness.tell(MemberMoved(**parties, member_version=2))
    harness.tell(MemberMoved(**parties, member_version=5), MemberErased(member_id=erased, unit_id=unit_id))

    now = harness.clock.now()
    assert queries.revoked() == {left: Revocation(at), moved: Revocation(now, 5), erased: Revocation(now)}
