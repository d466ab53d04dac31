from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.board.model import BoardCommunity
from gateway.board.projection import EFFECTS
from gateway.board.projector import BOARD
from gateway.board.rows import OutOfStep
from shared.ids import new_id
from shared.inbox import list_parked
from shared.messages.declare import Event
from shared.messages.engagement import Verdict
from shared.messages.envelope import Envelope, write_event
from shared.messages.membership import OrganisationEdited
from shared.reactor import Reactor
from tests.gateway.board.town import DUE_AT, NAME, TITLE, Town, commitments, counts, wish
from tests.harness import START, Harness
from tests.races import at_once

HOUR = timedelta(hours=1)


def steps(town: Town) -> list[Event]:
    """A whole life, with a lapse in it."""
    return [
        town.published(),
        town.claimed(),
        town.committed(),
        town.lapsed(),
        town.returned(),
        town.edited("一台收音机,能收戏曲台"),
        town.claimed(),
        town.delivered(),
        town.confirmed(has_commitment=False),
    ]


def reactor(harness: Harness) -> Reactor:
    return Reactor(BOARD, harness.database, harness.tools)


def park(harness: Harness, envelope: Envelope) -> str:
    """Put an event aside, as the consumer does with one that fails; the parked row's id."""
    reactor(harness).park(write_event(envelope), envelope.id, envelope.type, envelope.subject, "KeyError()", 1)
    with harness.database.reading() as session:
        return next(row.id for row in list_parked(session, 10) if row.event_id == envelope.id)


def test_a_community_is_named(harness: Harness, town: Town) -> None:
    with harness.database.reading() as session:
        row = session.get_one(BoardCommunity, town.community_id)

    assert (row.name, row.changed_at) == (NAME, START)
    assert counts(harness.database, town.community_id) == {}


def test_a_community_is_called_as_it_is_now(harness: Harness, town: Town) -> None:
    place = dict.fromkeys(("subdistrict", "district", "city"))
    fields = {"name": "水纺街第一社区", "code": "SFJ", "parent_id": None, **place}
    harness.tell(
        OrganisationEdited(
            organisation_id=town.community_id, kind="community", community_id=town.community_id, **fields
        ),
        OrganisationEdited(organisation_id=new_id(), kind="unit", unit_id=new_id(), **fields),
    )

    with harness.database.reading() as session:
        assert session.get_one(BoardCommunity, town.community_id).name == "水纺街第一社区"


def test_a_published_wish_is_on_the_wall(harness: Harness, town: Town) -> None:
    harness.tell(town.published())
    found = wish(harness.database, town.wish_id)

    assert (found.community_id, found.title, found.category, found.beneficiary_kind, found.state) == (
        town.community_id,
        TITLE,
        "生活用品",
        "独居老人",
        "published",
    )
    assert (found.published_at, found.changed_at) == (START, START)
    assert counts(harness.database, town.community_id) == {"published": 1}


def test_an_edited_wish_has_new_words(harness: Harness, town: Town) -> None:
    harness.tell(town.published())
    harness.clock.advance(HOUR)
    harness.tell(town.edited("一台能收戏曲台的收音机"))
    found = wish(harness.database, town.wish_id)

    assert (found.title, found.category) == ("一台能收戏曲台的收音机", "文化娱乐")
    assert (found.published_at, found.changed_at) == (START, START + HOUR)
    assert counts(harness.database, town.community_id) == {"published": 1}


@pytest.mark.parametrize(
    "length, state, expected",
    [
        (2, "claimed", {"claimed": 1}),
        (3, "claimed", {"claimed": 1, "commitments_open": 1}),
        (4, "claimed", {"claimed": 1, "commitments_lapsed": 1}),
        (5, "published", {"published": 1, "commitments_lapsed": 1}),
        (7, "claimed", {"claimed": 1, "commitments_lapsed": 1}),
        (8, "delivered", {"delivered": 1, "commitments_lapsed": 1}),
        (9, "fulfilled", {"fulfilled": 1, "commitments_lapsed": 1}),
    ],
)
@pytest.mark.parametrize("is_one_batch", [True, False])
def test_each_step_of_a_wish_moves_it_and_the_counts(
    harness: Harness, town: Town, length: int, state: str, expected: dict[str, int], is_one_batch: bool
) -> None:
    batches = [steps(town)[:length]] if is_one_batch else [[event] for event in steps(town)[:length]]
    for batch in batches:
        harness.clock.advance(HOUR)
        harness.tell(*batch)
    found = wish(harness.database, town.wish_id)

    assert (found.state, counts(harness.database, town.community_id)) == (state, expected)
    assert (found.published_at, found.changed_at <= harness.clock.now()) == (START + HOUR, True)


def test_a_commitment_is_shown_with_the_wish_it_is_for(harness: Harness, town: Town) -> None:
    harness.tell(town.published(), town.edited("一把轮椅"), town.claimed(), town.committed())
    (found,) = commitments(harness.database)

    assert (found.id, found.community_id, found.target_id) == (town.commitment_id, town.community_id, town.wish_id)
    assert (found.title, found.text, found.due_at, found.state) == ("一把轮椅", "一周内送到", DUE_AT, "open")


@pytest.mark.parametrize("verdict", ["kept", "partly", "broken"])
def test_a_confirmed_delivery_settles_the_commitment(harness: Harness, town: Town, verdict: Verdict) -> None:
    harness.tell(town.published(), town.claimed(), town.committed(), town.delivered(), town.confirmed(verdict=verdict))

    assert [one.state for one in commitments(harness.database)] == [verdict]
    assert counts(harness.database, town.community_id) == {"fulfilled": 1, f"commitments_{verdict}": 1}


@pytest.mark.parametrize("score, satisfied", [(1, 0), (3, 0), (4, 1), (5, 1)])
def test_a_rating_is_counted(harness: Harness, town: Town, score: int, satisfied: int) -> None:
    harness.tell(town.rated(score))
    found = counts(harness.database, town.community_id)

    assert (found["ratings"], found["ratings_sum"], found.get("ratings_satisfied", 0)) == (1, score, satisfied)


def test_communities_are_counted_apart(harness: Harness) -> None:
    here, there = Town(), Town()
    harness.tell(here.published(), there.published(), there.claimed())

    assert counts(harness.database, here.community_id) == {"published": 1}
    assert counts(harness.database, there.community_id) == {"claimed": 1}


def test_what_is_told_of_a_community_before_its_name_is_kept(harness: Harness) -> None:
    town = Town()
    harness.tell(town.published())
    harness.tell(town.claimed(), town.opened())

    assert counts(harness.database, town.community_id) == {"claimed": 1}
    with harness.database.reading() as session:
        assert session.get_one(BoardCommunity, town.community_id).name == NAME


def test_the_board_is_as_of_its_newest_event(harness: Harness, town: Town) -> None:
    late, early = harness.wrap(town.published()), replace(harness.wrap(town.rated(5)), time=START - HOUR)
    reactor(harness).react([late])
    reactor(harness).react([early])

    with harness.database.reading() as session:
        assert session.get_one(BoardCommunity, town.community_id).changed_at == START


def test_every_event_that_is_listened_to_has_an_effect(harness: Harness) -> None:
    assert BOARD.topics == {kind.type for kind in EFFECTS}


# out of step


@pytest.mark.parametrize("tell", [Town.claimed, Town.committed, Town.delivered, lambda town: town.edited("一把轮椅")])
def test_an_event_of_a_wish_that_never_came_says_so(
    harness: Harness, town: Town, tell: Callable[[Town], Event]
) -> None:
    with pytest.raises(OutOfStep, match=f"wish/{town.wish_id} isn't on the board"):
        harness.tell(tell(town))
    assert counts(harness.database, town.community_id) == {}


@pytest.mark.parametrize(
    "tell, message",
    [
        (Town.delivered, "is published on the board, not claimed"),
        (Town.returned, "is published on the board, not claimed"),
        (Town.confirmed, "is published on the board, not delivered"),
        (Town.lapsed, "commitment/.* isn't on the board"),
    ],
)
def test_an_event_before_which_one_is_missing_changes_nothing(
    harness: Harness, town: Town, tell: Callable[[Town], Event], message: str
) -> None:
    harness.tell(town.published())

    with pytest.raises(OutOfStep, match=message):
        harness.tell(tell(town))
    assert counts(harness.database, town.community_id) == {"published": 1}


def test_a_settled_commitment_is_not_settled_again(harness: Harness, town: Town) -> None:
    harness.tell(town.published(), town.claimed(), town.committed(), town.lapsed())

    with pytest.raises(OutOfStep, match="is lapsed on the board, not open"):
        harness.tell(town.lapsed())
    assert counts(harness.database, town.community_id) == {"claimed": 1, "commitments_lapsed": 1}


def test_parked_events_replayed_in_their_order_lead_to_the_same_board(harness: Harness, town: Town) -> None:
    events = [town.published(), town.claimed(), town.committed(), town.delivered(), town.confirmed()]
    wrapped = [harness.wrap(event) for event in events]
    reactor(harness).react(wrapped[:1])
    parked = [park(harness, wrapped[1])]
    for envelope in wrapped[2:]:
        try:
            reactor(harness).react([envelope])
        except OutOfStep:
            parked.append(park(harness, envelope))
    for parked_id in parked:
        reactor(harness).replay(parked_id)

    assert wish(harness.database, town.wish_id).state == "fulfilled"
    assert counts(harness.database, town.community_id) == {"fulfilled": 1, "commitments_kept": 1}


def test_a_parked_step_never_takes_a_wish_back(harness: Harness, town: Town) -> None:
    parked = park(harness, harness.wrap(town.claimed()))
    harness.tell(town.published(), town.claimed(), town.delivered())

    with pytest.raises(OutOfStep, match="is delivered on the board, not published"):
        reactor(harness).replay(parked)
    assert counts(harness.database, town.community_id) == {"delivered": 1}


def test_counts_hold_when_parked_events_are_replayed_beside_the_projector(on_postgresql: Harness) -> None:
    town = Town()
    on_postgresql.tell(town.opened())
    envelopes = [on_postgresql.wrap(town.rated(5)) for _ in range(40)]

    def react(number: int) -> None:
        for envelope in envelopes[number::4]:
            reactor(on_postgresql).react([envelope])

    at_once(4, react)

    assert counts(on_postgresql.database, town.community_id)["ratings"] == 40


def test_a_commitment_whose_maker_leaves_is_over_and_has_not_lapsed(harness: Harness, town: Town) -> None:
    harness.tell(town.published(), town.claimed(), town.committed(), town.released(), town.returned())

    assert [one.state for one in commitments(harness.database)] == ["released"]
    assert counts(harness.database, town.community_id) == {"published": 1}
