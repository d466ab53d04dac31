"""Sessions that really run at once, on PostgreSQL."""

from collections import Counter

from sqlalchemy.exc import IntegrityError

from shared.messages import evaluation as messages
from shared.messages.evaluation.surveys import IssueSurveyInvitations, RateSurvey
from shared.reactor import Reactor
from tests.harness import Harness
from tests.races import at_once
from tests.services.evaluation.polls import Poll
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


def test_of_two_uses_of_a_surveys_token_at_the_same_time_one_counts(on_postgresql: Harness) -> None:
    poll = Poll(on_postgresql).open()
    for _ in range(5):
        rating = poll.rating(poll.token())
        replies = at_once(RACERS, lambda _: on_postgresql.reply(rating, RESIDENT))  # noqa: B023
        outcomes = Counter(reply.refusal["code"] if reply.refusal else "rated" for reply in replies)

        assert outcomes == {"rated": 1, "invitation.used": RACERS - 1}
    assert poll.show()["raters"] == 5


def test_many_who_rate_at_the_same_time_are_all_counted_and_told_in_lots(on_postgresql: Harness) -> None:
    poll = Poll(on_postgresql).open()
    ratings = [poll.rating(poll.token()) for _ in range(16)]
    replies = at_once(16, lambda number: on_postgresql.reply(ratings[number], RESIDENT))
    poll.settle()

    assert [reply.refusal for reply in replies] == [None] * 16
    assert [(one.raters, one.satisfied) for one in poll.tallies] == [(5, 5), (10, 10), (16, 16)]


def test_no_rating_is_lost_or_comes_late_when_a_survey_is_closed_meanwhile(on_postgresql: Harness) -> None:
    for _ in range(5):
        poll = Poll(on_postgresql).open()
        ratings = [poll.rating(poll.token()) for _ in range(RACERS)]

        def act(number: int, poll: Poll = poll, ratings: list[RateSurvey] = ratings) -> bool:
            if number == RACERS:
                poll.settle()
                return False
            return on_postgresql.reply(ratings[number], RESIDENT).refusal is None

        taken = sum(at_once(RACERS + 1, act))

        assert poll.show()["raters"] == taken
        assert poll.tallies[-1] == poll.tally(taken, taken if taken >= 5 else None, is_final=True)


def test_invitations_made_out_at_the_same_time_stay_within_the_bound(on_postgresql: Harness) -> None:
    poll = Poll(on_postgresql).open()
    for _ in range(8):
        poll.issue(200)
    command = IssueSurveyInvitations(survey_id=poll.survey_id, count=200)
    replies = at_once(4, lambda _: on_postgresql.reply(command, poll.community))

    outcomes = Counter(reply.refusal["code"] if reply.refusal else "issued" for reply in replies)
    assert outcomes == {"issued": 2, "survey.invitations_spent": 2}
    assert poll.show()["invitations"] == 2000
