import random
from datetime import timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import event, insert, text

from gateway.board.model import BoardCommitment, BoardCommunity, BoardWish
from gateway.board.projection import COUNTS
from gateway.board.queries import BoardQueries, wilson
from shared.errors import Invalid, Unavailable
from shared.ids import new_id
from shared.messages.engagement import NeedState
from tests.gateway.board.town import DUE_AT, NAME, TITLE, Town
from tests.harness import START, Harness
from tests.shared.outage import outage

DAY = timedelta(days=1)
ALL: dict[str, Any] = dict.fromkeys(("state", "category", "beneficiary_kind", "after"))
NO_RATINGS = {"count": 0, "counted": 0, "average": None, "satisfied_low": None, "satisfied_high": None}


def all_pages(read: Any, limit: int, **asked: Any) -> list[list[str]]:
    """The identifiers on each page, from the first to the last."""
    pages, after = [], None
    while True:
        page = read(after=after, limit=limit, **asked)
        pages.append([item["id"] for item in page["items"]])
        after = page["next"]
        if after is None:
            return pages


def publish(harness: Harness, town: Town, count: int, **options: Any) -> list[str]:
    """Wishes on the wall, oldest first."""
    wishes = [new_id() for _ in range(count)]
    harness.tell(*(town.published(wish_id, **options) for wish_id in wishes))
    return wishes


def wishes(queries: BoardQueries, town: Town, limit: int = 50, **asked: Any) -> dict[str, Any]:
    page = queries.wishes(town.community_id, **(ALL | asked), limit=limit)
    assert page is not None
    return page


# at a glance


def test_a_summary_tells_what_has_happened(harness: Harness, town: Town, queries: BoardQueries) -> None:
    harness.tell(town.published(), town.claimed(), town.committed(), town.delivered(), town.confirmed())
    publish(harness, town, 2)
    harness.clock.advance(DAY)
    harness.tell(town.published(new_id()))

    assert queries.summary(town.community_id) == {
        "community_id": town.community_id,
        "name": NAME,
        "wishes": {"published": 3, "claimed": 0, "delivered": 0, "fulfilled": 1, "withdrawn": 0, "expired": 0},
        "done_last_30_days": 1,
        "commitments_open": 0,
        "commitments_kept": 1,
        "commitments_partly": 0,
        "commitments_broken": 0,
        "commitments_lapsed": 0,
        "needs": dict.fromkeys(get_args(NeedState), 0),
        "menu_items": 0,
        "ratings": NO_RATINGS,
        "as_of": START + DAY,
    }


def test_a_community_is_unknown_until_its_name_is_told(harness: Harness, queries: BoardQueries) -> None:
    town = Town()
    before = queries.summary(town.community_id)
    harness.tell(town.published())
    unnamed = queries.summary(town.community_id)
    harness.tell(town.opened())
    named = queries.summary(town.community_id)

    assert (before, unnamed) == (None, None)
    assert named is not None
    assert (named["name"], named["wishes"]["published"]) == (NAME, 1)


def test_what_was_done_counts_for_thirty_days(harness: Harness, town: Town, queries: BoardQueries) -> None:
    harness.tell(town.published(), town.claimed(), town.delivered(), town.confirmed(has_commitment=False))
    seen = []
    for step in (0 * DAY, 30 * DAY, timedelta(microseconds=1)):
        harness.clock.advance(step)
        summary = queries.summary(town.community_id)
        assert summary is not None
        seen.append((summary["done_last_30_days"], summary["wishes"]["fulfilled"]))

    assert seen == [(1, 1), (1, 1), (0, 1)]


@pytest.mark.parametrize(
    "scores, counted, figures",
    [
        ([5, 5, 5, 5], 0, (None, None, None)),
        ([5, 5, 5, 5, 5], 5, (5.0, 0.566, 1.0)),
        ([1, 1, 2, 3, 3], 5, (2.0, 0.0, 0.434)),
        ([4] * 8 + [1] * 2, 10, (3.4, 0.49, 0.943)),
    ],
)
def test_satisfaction_is_told_from_five_ratings_on(
    harness: Harness,
    town: Town,
    queries: BoardQueries,
    scores: list[int],
    counted: int,
    figures: tuple[float | None, ...],
) -> None:
    harness.tell(*(town.rated(score) for score in scores))
    summary = queries.summary(town.community_id)

    assert summary is not None
    told = dict(zip(("average", "satisfied_low", "satisfied_high"), figures, strict=True))
    assert summary["ratings"] == {"count": len(scores), "counted": counted} | told


def test_no_two_reads_tell_a_single_score(harness: Harness, town: Town, queries: BoardQueries) -> None:
    told = []
    for score in [5, 5, 5, 5, 5, 1, 1, 1, 1, 1, 3]:
        harness.tell(town.rated(score))
        ratings = (queries.summary(town.community_id) or {})["ratings"]
        told.append((ratings["count"], ratings["counted"], ratings["average"]))

    assert told[3:] == [
        (4, 0, None),
        *((count, 5, 5.0) for count in range(5, 10)),
        (10, 10, 3.0),
        (11, 10, 3.0),
    ]


@pytest.mark.parametrize(
    "hits, total, low, high",
    [  # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_the_interval_is_wilsons(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("total", [1, 5, 17, 1000])
def test_an_interval_holds_the_share_and_lies_between_none_and_all(total: int) -> None:
    for hits in range(total + 1):
        low, high = wilson(hits, total)

        assert 0 <= low <= hits / total + 1e-12
        assert hits / total - 1e-12 <= high <= 1


# pages


def test_a_wish_is_shown_as_it_stands(harness: Harness, town: Town, queries: BoardQueries) -> None:
    harness.tell(town.published())
    harness.clock.advance(DAY)
    harness.tell(town.claimed())

    assert wishes(queries, town) == {
        "items": [
            {
                "id": town.wish_id,
                "title": TITLE,
                "category": "生活用品",
                "beneficiary_kind": "独居老人",
                "state": "claimed",
                "published_at": START,
                "expires_at": None,
                "changed_at": START + DAY,
            }
        ],
        "next": None,
    }


def test_a_commitment_is_shown_as_it_stands(harness: Harness, town: Town, queries: BoardQueries) -> None:
    harness.tell(town.published(), town.claimed(), town.committed())

    assert queries.commitments(town.community_id, after=None, limit=50) == {
        "items": [
            {
                "id": town.commitment_id,
                "kind": "wish",
                "target_id": town.wish_id,
                "title": TITLE,
                "text": "一周内送到",
                "made_at": START,
                "due_at": DUE_AT,
                "extended_from": None,
                "state": "open",
            }
        ],
        "next": None,
    }


def test_a_commitment_is_shown_by_itself_with_its_community(
    harness: Harness, town: Town, queries: BoardQueries
) -> None:
    harness.tell(town.opened(), town.published(), town.claimed(), town.committed())
    found = queries.commitment(town.commitment_id)

    assert found is not None
    assert (found["community_id"], found["community_name"]) == (town.community_id, NAME)
    assert (found["title"], found["state"]) == (TITLE, "open")
    assert queries.commitment(new_id()) is queries.commitment("nothing") is None


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7])
def test_pages_hold_every_wish_once_newest_first(
    harness: Harness, town: Town, queries: BoardQueries, count: int
) -> None:
    published = publish(harness, town, count)
    publish(harness, Town(), 2)
    newest_first = published[::-1]

    pages = all_pages(lambda **asked: wishes(queries, town, **asked), 3)

    assert pages == [newest_first[start : start + 3] for start in range(0, max(count, 1), 3)]


def test_wishes_published_meanwhile_shift_no_page(harness: Harness, town: Town, queries: BoardQueries) -> None:
    published = publish(harness, town, 4)
    first = wishes(queries, town, limit=2)
    publish(harness, town, 3)
    second = wishes(queries, town, limit=2, after=first["next"])

    assert [item["id"] for item in first["items"] + second["items"]] == published[::-1]


def test_wishes_are_chosen_by_state_and_category(harness: Harness, town: Town, queries: BoardQueries) -> None:
    repairs = publish(harness, town, 3, category="维修")
    goods = publish(harness, town, 2)
    harness.tell(town.claimed(repairs[0]), town.claimed(goods[1]))

    def chosen(**asked: Any) -> list[list[str]]:
        return all_pages(lambda **page: wishes(queries, town, **asked, **page), 2)

    assert chosen(category="维修") == [[repairs[2], repairs[1]], [repairs[0]]]
    assert chosen(state="published") == [[goods[0], repairs[2]], [repairs[1]]]
    assert chosen(state="claimed", category="维修") == [[repairs[0]]]
    assert chosen(state="fulfilled") == [[]]


def test_pages_of_commitments_hold_every_one_once_newest_first(
    harness: Harness, town: Town, queries: BoardQueries
) -> None:
    promised = []
    for _ in range(5):
        one = Town(community_id=town.community_id)
        promised.append(one.commitment_id)
        harness.tell(one.published(), one.claimed(), one.committed())

    pages = all_pages(lambda **asked: queries.commitments(town.community_id, **asked), 2)

    assert pages == [promised[4:2:-1], promised[2:0:-1], promised[:1]]


def test_a_community_that_nobody_has_opened_has_no_pages(harness: Harness, town: Town, queries: BoardQueries) -> None:
    unknown, unnamed = Town(), Town()
    harness.tell(unnamed.rated(5))
    for one in (unknown, unnamed):
        assert queries.wishes(one.community_id, **ALL, limit=5) is None
        assert queries.commitments(one.community_id, after=None, limit=5) is None

    assert wishes(queries, town) == {"items": [], "next": None}
    assert queries.commitments(town.community_id, after=None, limit=5) == {"items": [], "next": None}


def test_a_read_with_something_to_show_is_one_statement(harness: Harness, town: Town, queries: BoardQueries) -> None:
    harness.tell(town.published(), town.claimed(), town.committed())
    statements: list[str] = []
    event.listen(
        harness.database.engine,
        "before_cursor_execute",
        lambda *told: statements.append(told[2]) if told[2].startswith("SELECT") else None,
    )
    queries.summary(town.community_id)
    wishes(queries, town)
    queries.commitments(town.community_id, after=None, limit=5)

    assert len(statements) == 3


@pytest.mark.parametrize("cursor", ["", "x", "01976A00-0000-7000-8000-000000000001", "'; DROP TABLE board_wishes"])
def test_a_cursor_that_no_page_has_given_is_refused(town: Town, queries: BoardQueries, cursor: str) -> None:
    for read in (
        lambda: wishes(queries, town, after=cursor),
        lambda: queries.commitments(town.community_id, after=cursor, limit=5),
    ):
        with pytest.raises(Invalid, match=r"request\.invalid"):
            read()


def test_with_the_database_away_a_reader_is_told_so(harness: Harness, town: Town, queries: BoardQueries) -> None:
    with outage(harness.database):
        for read in (
            lambda: queries.summary(town.community_id),
            lambda: wishes(queries, town),
            lambda: queries.commitments(town.community_id, after=None, limit=5),
        ):
            with pytest.raises(Unavailable, match=r"database\.unavailable"):
                read()

    assert queries.summary(town.community_id) is not None


# plans


PROMISE = {"kind": "wish", "text": "一周内", "due_at": DUE_AT, "state": "open"}


def fill(harness: Harness, communities: int, each: int) -> str:
    """Some thousand rows, in all states; the identifier of one of the communities."""
    chance = random.Random(1)
    places = [new_id() for _ in range(communities)]
    wanted = [{"id": new_id(), "community_id": place, "title": TITLE} for place in places for _ in range(each)]
    counts = dict.fromkeys(COUNTS, 0)
    with harness.database.engine.begin() as connection:
        connection.execute(
            insert(BoardCommunity), [{"id": place, "name": NAME, "changed_at": START} | counts for place in places]
        )
        connection.execute(
            insert(BoardWish),
            [
                {
                    "id": row["id"],
                    "community_id": row["community_id"],
                    "title": TITLE,
                    "category": "维修",
                    "beneficiary_kind": "独居老人",
                    "state": chance.choice(("published", "claimed", "delivered", "fulfilled")),
                    "published_at": START,
                    "changed_at": START - chance.randrange(400) * DAY,
                }
                for row in wanted
            ],
        )
        connection.execute(
            insert(BoardCommitment),
            [row | PROMISE | {"target_id": row["id"]} for row in wanted],
        )
        connection.execute(text("ANALYZE"))
    return places[communities // 2]


def test_no_read_goes_through_a_whole_table(on_postgresql: Harness) -> None:
    community_id = fill(on_postgresql, 1500, 4)
    queries = BoardQueries(on_postgresql.database, on_postgresql.clock)
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT board_"):
            with connection.connection.cursor() as other:
                plans.append("\n".join(row[0] for row in other.execute(f"EXPLAIN {statement}", parameters)))

    event.listen(on_postgresql.database.engine, "before_cursor_execute", explain)
    asked: dict[str, Any] = {"after": new_id(), "limit": 50}
    queries.summary(community_id)
    for state in (None, "fulfilled"):
        queries.wishes(community_id, state=state, category=None, beneficiary_kind=None, **asked)
    queries.wishes(community_id, state="fulfilled", category="维修", beneficiary_kind="独居老人", **asked)
    for wanted in ({}, {"state": "open"}, {"kind": "post"}):
        queries.commitments(community_id, **wanted, **asked)
    queries.commitment(new_id())

    assert len(plans) == 9  # with one that asks whether the community is known at all
    assert [plan for plan in plans if "Seq Scan" in plan or "Index" not in plan] == []
