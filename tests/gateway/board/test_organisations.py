"""Social organisations on the board: who may propose, and who is banned."""

from datetime import date, timedelta
from typing import Any

import pytest

from gateway.board.queries import BoardQueries
from gateway.board.rows import OutOfStep
from shared.errors import Invalid
from shared.ids import new_id
from shared.messages.membership import OrganisationClosed, OrganisationEdited, OrganisationReopened
from shared.messages.outsourcing.bans import BanEnded, OrganisationBanned
from shared.messages.outsourcing.profiles import OrganisationProfileEdited, OrganisationRated
from shared.messages.outsourcing.qualifications import OrganisationQualified, QualificationExpired, QualificationRevoked
from tests.harness import TENANT, Harness

UNTIL = date(2027, 12, 31)


def qualified(organisation_id: str, **said: Any) -> OrganisationQualified:
    defaults: dict[str, Any] = {
        "name": "睦邻",
        "kind": "social_group",
        "fields": ["elderly"],
        "introduction": "为老服务。",
        "website": None,
        "rating": 4,
        "rating_valid_until": date(2027, 1, 31),
        "valid_until": UNTIL,
        "note": "内部",
    }
    return OrganisationQualified(social_organisation_id=organisation_id, **(defaults | said))


def banned(organisation_id: str, ban_id: str, until_on: date | None = None) -> OrganisationBanned:
    return OrganisationBanned(
        ban_id=ban_id,
        social_organisation_id=organisation_id,
        name="睦邻",
        kind="social_group",
        from_on=date(2026, 11, 24),
        until_on=until_on,
        reason="弄虚作假",
        legal_basis="管理办法",
    )


def ended(organisation_id: str, ban_id: str) -> BanEnded:
    return BanEnded(ban_id=ban_id, social_organisation_id=organisation_id, ending="lifted", reason="复核")


def page_of(queries: BoardQueries, **asked: Any) -> dict[str, Any]:
    defaults = {"tenant_id": TENANT, "kind": None, "standing": None, "after": None, "limit": 50}
    return queries.organisations(**(defaults | asked))


def listed(queries: BoardQueries, **asked: Any) -> list[str]:
    return [item["id"] for item in page_of(queries, **asked)["items"]]


@pytest.fixture
def one(harness: Harness) -> str:
    organisation_id = new_id()
    harness.tell(qualified(organisation_id))
    return organisation_id


def test_who_is_qualified_is_shown_as_the_public_may_see_it(harness: Harness, queries: BoardQueries, one: str) -> None:
    (item,) = page_of(queries)["items"]

    assert item == {
        "id": one,
        "name": "睦邻",
        "kind": "social_group",
        "fields": ["elderly"],
        "introduction": "为老服务。",
        "website": None,
        "rating": 4,
        "qualified_until": UNTIL,
        "ban": None,
        "changed_at": harness.clock.now(),
    }


def test_it_follows_what_is_said_of_it(harness: Harness, queries: BoardQueries, one: str) -> None:
    place = dict.fromkeys(("subdistrict", "district", "city"))
    stranger = new_id()
    harness.tell(
        OrganisationEdited(organisation_id=one, kind="organisation", name="新睦邻", code="X", parent_id=None, **place),
        OrganisationRated(social_organisation_id=one, rating=5, rating_valid_until=date(2030, 1, 1)),
        *(
            OrganisationProfileEdited(
                social_organisation_id=who, kind="social_group", fields=["health"], introduction=None, website=None
            )
            for who in (one, stranger)
        ),
    )
    (item,) = page_of(queries)["items"]

    assert (item["name"], item["rating"], item["fields"], item["introduction"]) == ("新睦邻", 5, ["health"], None)


def test_what_is_over_is_shown_no_more_before_anything_tells_of_it(
    harness: Harness, queries: BoardQueries, one: str
) -> None:
    harness.clock.advance(timedelta(days=70))
    assert page_of(queries)["items"][0]["rating"] is None
    harness.clock.advance(timedelta(days=365))

    assert listed(queries) == []


@pytest.mark.parametrize("is_revoked", [True, False])
def test_whose_qualification_ends_is_gone(harness: Harness, queries: BoardQueries, one: str, is_revoked: bool) -> None:
    over = QualificationRevoked(social_organisation_id=one, reason="x")
    harness.tell(over if is_revoked else QualificationExpired(social_organisation_id=one, valid_until=UNTIL))

    assert listed(queries) == []
    harness.tell(qualified(one, valid_until=date(2028, 1, 1)))
    harness.tell(QualificationExpired(social_organisation_id=one, valid_until=UNTIL))  # told late
    assert listed(queries) == [one]


def test_who_is_banned_is_shown_with_the_reason_qualified_or_not(
    harness: Harness, queries: BoardQueries, one: str
) -> None:
    other, ban_id, other_ban_id = new_id(), new_id(), new_id()
    harness.tell(banned(one, ban_id), banned(other, other_ban_id, date(2026, 11, 30)))
    items = page_of(queries, standing="banned")["items"]

    assert [(item["id"], item["qualified_until"]) for item in items] == [(other, None), (one, UNTIL)]
    assert items[0]["ban"] == {
        "from_on": date(2026, 11, 24),
        "until_on": date(2026, 11, 30),
        "reason": "弄虚作假",
        "legal_basis": "管理办法",
    }
    assert listed(queries, standing="qualified") == [one]
    harness.tell(ended(one, new_id()))  # of an earlier one
    assert listed(queries, standing="banned") == [other, one]
    harness.tell(ended(one, ban_id))
    assert listed(queries, standing="banned") == [other]
    harness.clock.advance(timedelta(days=7))
    assert listed(queries) == [one]


def test_a_closed_one_is_not_shown_until_it_is_open_again(harness: Harness, queries: BoardQueries, one: str) -> None:
    harness.tell(OrganisationClosed(organisation_id=one, kind="organisation"))
    assert listed(queries) == []
    harness.tell(OrganisationReopened(organisation_id=one, kind="organisation"))

    assert listed(queries) == [one]


def test_they_are_read_by_kind_by_tenant_and_by_pages(harness: Harness, queries: BoardQueries, one: str) -> None:
    later = new_id()
    harness.tell(qualified(later, kind="foundation"))
    harness.tell(qualified(new_id()), tenant_id=new_id())

    assert listed(queries, kind="foundation") == [later]
    first = page_of(queries, limit=1)
    assert ([item["id"] for item in first["items"]], first["next"]) == ([later], later)
    assert listed(queries, after=later) == [one]
    with pytest.raises(Invalid):
        page_of(queries, after="x")


def test_an_end_without_a_beginning_is_parked(harness: Harness) -> None:
    with pytest.raises(OutOfStep, match="social_organisation/"):
        harness.tell(QualificationRevoked(social_organisation_id=new_id(), reason="x"))
