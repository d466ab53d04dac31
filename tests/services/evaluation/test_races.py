"""Sessions that really run at once, on PostgreSQL."""

from collections import Counter

from sqlalchemy.exc import IntegrityError

from shared.messages import evaluation as messages
from shared.reactor import Reactor
from tests.harness import Harness
from tests.races import at_once
from tests.services.evaluation.world import RESIDENT, World

RACERS = 8


def test_of_two_uses_of_a_token_at_the_same_time_one_counts(on_postgresql: Harness) -> None:
    world = World(on_postgresql)
    for _ in range(5):
        invitation = world.invite()
        rating = world.rating_for(invitation, world.issue(invitation))
        replies = at_once(RACERS, lambda _: on_postgresql.reply(rating, RESIDENT))  # noqa: B023
        outcomes = Counter(reply.refusal["code"] if reply.refusal else "rated" for reply in replies)

        assert outcomes == {"rated": 1, "invitation.used": RACERS - 1}
    assert len(on_postgresql.events_of(messages.RatingGiven)) == 5


def test_a_delivery_told_twice_at_the_same_time_opens_one_invitation(on_postgresql: Harness) -> None:
    world = World(on_postgresql)
    confirmed = world.confirmed()

    def tell(_: int) -> None:
        envelope = on_postgresql.wrap(confirmed)
        reactor = Reactor(on_postgresql.service, on_postgresql.database, on_postgresql.tools)
        try:
            reactor.react([envelope])
        except IntegrityError:  # the consumer tries again after this
            reactor.react([envelope])

    at_once(4, tell)

    assert len(world.list()["items"]) == 1
    assert len(on_postgresql.events_of(messages.InvitationOpened)) == 1
