from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shared.deadlines import schedule_of
from shared.errors import Conflict, Forbidden, NotFound
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.evaluation import surveys as messages
from tests.harness import START, TENANT, Harness
from tests.services.evaluation.polls import DAY, ENDS_AT, Poll, office
from tests.services.evaluation.world import RESIDENT, community_actor

INSTANT = timedelta(microseconds=1)


@pytest.fixture
def poll(harness: Harness) -> Poll:
    return Poll(harness).open()


def deadlines(poll: Poll) -> list[tuple[str, timedelta, str | None]]:
    with poll.harness.database.reading() as session:
        found = schedule_of(session, f"survey/{poll.survey_id}")
    return [(one.kind, one.due_at - START, one.tenant_id) for one in found]


def kept(poll: Poll, statement: str) -> str:
    with poll.harness.database.reading() as session:
        return str([tuple(row) for row in session.execute(text(statement))])


# opening


def test_a_submitted_milestone_opens_its_survey(poll: Poll) -> None:
    survey = poll.show()

    assert (survey["title"], survey["name"], survey["state"]) == ("邻里节", "三场活动", "open")
    assert (survey["opened_at"], survey["ends_at"], survey["is_extended"]) == (START, ENDS_AT, False)
    assert (survey["raters"], survey["invitations"], survey["result"]) == (0, 0, None)
    assert deadlines(poll) == [("survey.ends", 10 * DAY, TENANT)]


def test_a_milestone_that_is_told_twice_opens_one_survey_and_one_without_opens_none(harness: Harness) -> None:
    poll = Poll(harness).open()
    poll.rate(5)
    poll.open()
    other = Poll(harness, community=poll.community)
    other.harness.tell(other.submitted(survey_id=None, survey_ends_at=None, raters_min=None))

    assert poll.show()["raters"] == 1
    assert len(harness.send(messages.ListSurveys(), poll.community)["items"]) == 1


# invitations


def test_tokens_are_random_and_kept_as_digests(poll: Poll) -> None:
    issued = poll.issue(200)
    tokens = [one["token"] for one in issued["items"]]
    everything = kept(poll, "SELECT token_digest FROM survey_invitations UNION ALL SELECT result FROM command_log")

    assert len({*tokens}) == 200
    assert all(len(token) == 22 for token in tokens)
    assert not any(token in everything for token in tokens)
    assert [one["path"] for one in issued["items"]] == [f"/ratings/{token}" for token in tokens]
    assert issued["ends_at"] == ENDS_AT


def test_the_same_command_again_gives_the_same_tokens(poll: Poll) -> None:
    command_id = new_id()

    assert poll.issue(3, id=command_id)["items"] == poll.issue(3, id=command_id)["items"]
    assert poll.show()["invitations"] == 3


@pytest.mark.parametrize("role", ["department", "organisation", "community"])
def test_nobody_but_its_community_makes_out_invitations_or_lists_them(poll: Poll, role: str) -> None:
    stranger = poll.organisation if role == "organisation" else office(role)

    with pytest.raises(Forbidden, match=r"^survey\.not_yours"):
        poll.issue(1, stranger)
    with pytest.raises(Forbidden, match=r"^survey\.not_yours"):
        poll.harness.send(messages.ListSurveyInvitations(survey_id=poll.survey_id), stranger)


def test_a_survey_of_another_tenant_does_not_exist(poll: Poll) -> None:
    stranger = office("community", new_id(), poll.community.organisation_id)

    for query in (
        messages.ShowSurvey(survey_id=poll.survey_id),
        messages.ListSurveyInvitations(survey_id=poll.survey_id),
        messages.IssueSurveyInvitations(survey_id=poll.survey_id, count=1),
    ):
        with pytest.raises(NotFound, match=r"^survey\.unknown"):
            poll.harness.send(query, stranger)


def test_a_survey_has_two_thousand_invitations(poll: Poll) -> None:
    for _ in range(9):
        poll.issue(200)
    poll.issue(199)
    with pytest.raises(Conflict, match=r"^survey\.invitations_spent") as refused:
        poll.issue(2)

    assert refused.value.detail == "1 more can be made out."
    assert len(poll.issue(1)["items"]) == 1
    assert poll.show()["invitations"] == 2000


@pytest.mark.parametrize("is_told", [True, False], ids=["the timer was there", "the timer is late"])
def test_no_invitation_is_made_out_when_the_survey_is_over(poll: Poll, is_told: bool) -> None:
    poll.harness.wait(10 * DAY) if is_told else poll.harness.clock.advance(10 * DAY)

    with pytest.raises(Conflict, match=r"^survey\.not_in_step"):
        poll.issue()


# ratings


def test_a_resident_rates_once_by_a_token(poll: Poll) -> None:
    token = poll.token()
    question = poll.harness.send(messages.ShowSurveyQuestion(token=token), RESIDENT)
    rating = poll.give(token, score=4, outcome="partly", comment="陈华英来过,很满意")

    assert (question["title"], question["name"], question["ends_at"]) == ("邻里节", "三场活动", ENDS_AT)
    assert rating == {"survey_id": poll.survey_id, "score": 4, "outcome": "partly"}
    assert poll.show()["raters"] == 1
    for use in (poll.rating(token), messages.ShowSurveyQuestion(token=token)):
        with pytest.raises(Conflict, match=r"^invitation\.used"):
            poll.harness.send(use, RESIDENT)


def test_neither_words_nor_scores_are_readable_in_log_or_outbox(poll: Poll) -> None:
    poll.give(poll.token(), score=4, outcome="partly", comment="陈华英来过")
    log = kept(poll, "SELECT result FROM command_log WHERE topic = 'survey.rate'")

    assert '"score"' not in log
    assert "陈华英" not in log + kept(poll, "SELECT body FROM outbox") + kept(poll, "SELECT * FROM survey_ratings")
    with poll.harness.database.reading() as session:
        words = session.execute(text("SELECT comment_encrypted FROM survey_ratings")).scalar_one()
    assert poll.harness.tools.cipher.decrypt(words) == "陈华英来过"


@pytest.mark.parametrize("token", ["x", "0" * 22, "陈华英"])
def test_an_unknown_token_is_refused(poll: Poll, token: str) -> None:
    poll.issue()

    with pytest.raises(Forbidden, match=r"^invitation\.token_invalid"):
        poll.give(token)
    with pytest.raises(NotFound, match=r"^survey_question\.unknown"):
        poll.harness.send(messages.ShowSurveyQuestion(token=token), RESIDENT)


@pytest.mark.parametrize("is_told", [True, False], ids=["the timer was there", "the timer is late"])
def test_a_token_is_good_until_the_survey_ends(poll: Poll, is_told: bool) -> None:
    first, second = poll.token(), poll.token()
    poll.harness.wait(10 * DAY - INSTANT)
    poll.give(first)
    poll.harness.wait(INSTANT) if is_told else poll.harness.clock.advance(INSTANT)

    for use in (poll.rating(second), messages.ShowSurveyQuestion(token=second)):
        with pytest.raises(Conflict, match=r"^invitation\.expired"):
            poll.harness.send(use, RESIDENT)
    with pytest.raises(Conflict, match=r"^invitation\.used"):
        poll.give(first)


def test_the_database_itself_refuses_a_second_rating_by_an_invitation(poll: Poll) -> None:
    poll.rate(5)
    second = (
        "INSERT INTO survey_ratings (id, tenant_id, survey_id, invitation_id, number, score, outcome, rated_at) "
        "SELECT survey_id, tenant_id, survey_id, {}, {}, 5, 'resolved', rated_at FROM survey_ratings"
    )
    other = "(SELECT id FROM survey_invitations WHERE NOT is_used LIMIT 1)"

    changes = (second.format("invitation_id", 2), second.format(other, 1), "UPDATE surveys SET raters = 2001")
    for change in (*changes, "UPDATE surveys SET told_raters = 1", "UPDATE survey_ratings SET score = 6"):
        with poll.harness.database.writing() as session, pytest.raises(IntegrityError):
            session.execute(text(change))


# what is told


def test_nothing_is_told_before_it_can_be_told_of_five_with_five_in_hand(poll: Poll) -> None:
    poll.rate(*[5] * 9)
    assert (poll.tallies, poll.show()["result"], poll.show()["raters"]) == ([], None, 9)

    poll.rate(1)
    assert poll.tallies == [poll.tally(5, 5)]
    poll.rate(*[1] * 4)
    assert len(poll.tallies) == 1

    poll.rate(1)
    assert poll.tallies[1:] == [poll.tally(10, 9)]
    assert (poll.show()["raters"], poll.show()["result"]["ratings"]) == (15, 10)


@pytest.mark.parametrize("count", range(26))
def test_no_two_figures_differ_by_fewer_than_five_and_none_is_lost(poll: Poll, count: int) -> None:
    poll.rate(*[5, 1] * (count // 2), *[5] * (count % 2))
    poll.harness.wait(10 * DAY)
    poll.settle()
    told = [0, *(one.raters for one in poll.tallies)]
    steps = [later - earlier for earlier, later in pairwise(told)]
    last = poll.tallies[-1]

    assert (last.raters, last.is_final) == (count, True)
    assert last.satisfied == (None if count < 5 else (count + 1) // 2)
    assert count < 5 or min(steps) >= 5
    assert [one.is_final for one in poll.tallies] == [False] * (len(steps) - 1) + [True]


def test_the_result_is_told_with_its_interval(poll: Poll) -> None:
    poll.rate(*[4] * 8)
    poll.rate(3, outcome="partly")
    poll.rate(1, outcome="not")
    poll.settle()

    assert poll.show()["result"] == {
        "ratings": 10,
        "satisfied": 8,
        "satisfied_percent": 80.0,
        "low_percent": 49.0,  # as R's prop.test(8, 10, correct = FALSE) has it: 0.4901625, 0.9433178
        "high_percent": 94.3,
        "resolved": 8,
        "partly": 1,
        "not_resolved": 1,
    }


@pytest.mark.parametrize("actor", ["community", "organisation", "department"])
def test_who_has_to_do_with_it_sees_the_same(poll: Poll, actor: str) -> None:
    poll.rate(5)
    who: dict[str, Actor] = {"organisation": poll.organisation, "department": office("department")}

    assert poll.show(who.get(actor, poll.community)) == poll.show()


@pytest.mark.parametrize("stranger", [community_actor(), office("organisation"), office("unit")])
def test_strangers_see_nothing(poll: Poll, stranger: Actor) -> None:
    for query in (
        messages.ShowSurvey(survey_id=poll.survey_id),
        messages.ListSurveyInvitations(survey_id=poll.survey_id),
    ):
        with pytest.raises(Forbidden, match=r"^survey\.not_yours"):
            poll.harness.send(query, stranger)
