"""
Whatever is done with activities, places and the clock, in whatever order: the rules hold after each step, and the
board, from events alone, shows what engagement keeps.
"""

import itertools
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from gateway.board.model import BoardCommunity, BoardMenuItem
from gateway.board.projector import BOARD
from services.engagement.model import CommunityDay, MenuItem, PlaceClaim, PlaceHolder
from services.engagement.service import ENGAGEMENT
from shared.errors import Broken, Refusal
from shared.messages import engagement as messages
from shared.messages.envelope import read_event
from shared.outbox import OUTBOX
from shared.reactor import Reactor
from tests.harness import Harness, harness_for
from tests.services.engagement.menu import DAY, HOUR, Menu
from tests.services.engagement.world import open_world

NUMBERS = st.integers(0, 7)
MOSTLY = st.sampled_from((True, True, True, False))
MOST_ITEMS = 4
COUNTS = {"held": "taken", "offered": "taken", "waiting": "waiting"}


@contextmanager
def allowed() -> Iterator[None]:
    """A step that doesn't fit is refused, and never breaks anything."""
    with suppress(Refusal):
        try:
            yield
        except Broken as fault:
            raise AssertionError("a step broke") from fault


class Places(RuleBasedStateMachine):
    """A community with a few activities at overlapping times, and a few members, one team among them."""

    def __init__(self) -> None:
        super().__init__()
        folder = Path(tempfile.mkdtemp(prefix="linli-places-"))
        self.running = [harness_for(service, "sqlite", folder) for service in (ENGAGEMENT, BOARD)]
        kept, shown = (next(harness) for harness in self.running)
        self.harness: Harness = kept
        self.board: Harness = shown
        self.told = 0
        self.menu = Menu(open_world(self.harness))
        self.members = [self.menu.world.enrol() for _ in range(6)]
        self.team_id = self.menu.found_team(*self.members[:3])
        self.items: list[Any] = []
        self.claims: list[tuple[Any, Any]] = []
        self.publish(1, 0)
        self.publish(2, 1)

    def teardown(self) -> None:
        for harness in self.running:
            harness.close()

    @precondition(lambda self: len(self.items) < MOST_ITEMS)
    @rule(places=st.integers(1, 2), number=NUMBERS)
    def publish(self, places: int, number: int) -> None:
        starts_at = self.menu.now + 3 * DAY + number % 3 * HOUR
        times = {"starts_at": starts_at, "ends_at": starts_at + 2 * HOUR}
        self.items.append(self.menu.publish(places=places, fewest=number % 2, **times))

    @rule(number=NUMBERS, who=NUMBERS, may_wait=MOSTLY)
    def claim(self, number: int, who: int, may_wait: bool) -> None:
        member = self.members[who % len(self.members)]
        with allowed():
            self.claims.append((self.menu.claim(self._item(number), member, may_wait=may_wait), member))

    @rule(number=NUMBERS, size=st.integers(1, 3), may_wait=MOSTLY)
    def claim_as_team(self, number: int, size: int, may_wait: bool) -> None:
        ids = [str(member.member_id) for member in self.members[:size]]
        with allowed():
            fields = {"team_id": self.team_id, "member_ids": ids, "may_wait": may_wait}
            self.claims.append((self.menu.claim(self._item(number), self.members[0], **fields), self.members[0]))

    @precondition(lambda self: self.claims)
    @rule(number=NUMBERS)
    def withdraw(self, number: int) -> None:
        self._with_claim(number, self.menu.withdraw)

    @rule(number=NUMBERS)
    def accept(self, number: int) -> None:
        self._with_claim(number, self.menu.accept)

    @rule(number=NUMBERS)
    def decline(self, number: int) -> None:
        self._with_claim(number, self.menu.decline)

    @precondition(lambda self: self.claims)
    @rule(number=NUMBERS)
    def release(self, number: int) -> None:
        self._with_claim(number, lambda claim, _: self.menu.release(claim))

    @rule(number=NUMBERS, places=st.integers(1, 3))
    def resize(self, number: int, places: int) -> None:
        with allowed():
            self.menu.resize(self._item(number), places)

    @precondition(lambda self: len(self.items) > 2)
    @rule(number=NUMBERS)
    def call_off(self, number: int) -> None:
        with allowed():
            self.menu.call_off(self._item(number))

    @rule(ceiling=st.sampled_from((None, None, 3, 6)))
    def set_ceiling(self, ceiling: int | None) -> None:
        community_id = str(self.menu.world.community.organisation_id)
        self.menu.send(messages.community_days.SetDailyCeiling(community_id=community_id, ceiling=ceiling))

    @rule(hours=st.sampled_from((1, 1, 12, 30)))
    def wait(self, hours: int) -> None:
        self.harness.wait(timedelta(hours=hours))

    @invariant()
    def each_role_and_day_counts_what_is_held(self) -> None:
        with self.harness.database.reading() as session:
            claims = session.scalars(select(PlaceClaim)).all()
            items = session.scalars(select(MenuItem)).all()
            days = session.scalars(select(CommunityDay)).all()
        counted: dict[str, dict[str, int]] = defaultdict(lambda: {"taken": 0, "waiting": 0})
        on_day: dict[str | None, int] = defaultdict(int)
        day_of = {item.id: item.day_id for item in items}
        for claim in claims:
            if of := COUNTS.get(claim.state):
                counted[claim.role_id][of] += claim.places
                on_day[day_of[claim.menu_item_id]] += claim.places if of == "taken" else 0
        for item in items:
            for role in item.roles:
                assert {"taken": role.taken, "waiting": role.waiting} == counted[role.id]
                assert role.taken <= role.max_places
        assert {day.id: day.taken for day in days} == {day.id: on_day[day.id] for day in days}

    @invariant()
    def nobody_is_in_two_places_at_once(self) -> None:
        with self.harness.database.reading() as session:
            holders = session.scalars(select(PlaceHolder).where(PlaceHolder.is_live)).all()
        assert len({(holder.menu_item_id, holder.member_id) for holder in holders}) == len(holders)
        busy: dict[str, list[Any]] = defaultdict(list)
        for holder in holders:
            if holder.busy_from:
                busy[holder.member_id].append((holder.busy_from, holder.busy_until))
        for times in busy.values():
            times.sort()
            assert all(one[1] <= other[0] for one, other in itertools.pairwise(times))

    @invariant()
    def the_board_shows_what_is_kept(self) -> None:
        with self.harness.database.reading() as session:
            rows = session.execute(select(OUTBOX.c.number, OUTBOX.c.body).where(OUTBOX.c.number > self.told))
            found = sorted(rows.all())
            items = {item.id: item for item in session.scalars(select(MenuItem))}
        envelopes = [
            envelope for _, body in found if (envelope := read_event(body)) and type(envelope.data) in BOARD.listens_to
        ]
        self.told = found[-1][0] if found else self.told
        Reactor(BOARD, self.board.database, self.board.tools).react(envelopes)
        with self.board.database.reading() as session:
            shown = {row.id: row for row in session.scalars(select(BoardMenuItem))}
            open_items = session.scalar(select(BoardCommunity.menu_items))
        assert {item_id: item.state for item_id, item in items.items()} == {
            item_id: row.state for item_id, row in shown.items()
        }
        for item_id, item in items.items():
            expected = [(role.id, role.free, role.waiting) for role in item.roles]
            assert [(role["role_id"], role["free"], role["waiting"]) for role in shown[item_id].roles] == expected
            assert shown[item_id].sign_up_closes_at == item.sign_up_closes_at
        assert open_items == sum(item.state == "published" for item in items.values())

    def _item(self, number: int) -> Any:
        return self.items[-1 - number % len(self.items)]

    def _with_claim(self, number: int, act: Any) -> None:
        if self.claims:
            claim, member = self.claims[-1 - number % len(self.claims)]
            with allowed():
                act(claim, member)


def test_the_rules_hold_and_the_board_follows_whatever_is_done() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    options = settings(
        max_examples=20,
        stateful_step_count=35,
        deadline=None,
        suppress_health_check=checks,
        phases=(Phase.generate,),  # each step is on a real database: looking for a shorter way takes minutes
    )
    run_state_machine_as_test(Places, settings=options)
