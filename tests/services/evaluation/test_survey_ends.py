import pytest

from shared.deadlines import schedule_of
from shared.errors import Conflict, Forbidden, NotFound
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.evaluation import surveys as messages
from shared.messages.outsourcing.milestone_events import MilestoneSettled
from tests.harness import TENANT, Harness
from tests.services.evaluation.polls import DAY, ENDS_AT, Poll, office
from tests.services.evaluation.test_surveys import INSTANT, poll

__all__ = ["poll"]


def short_of(poll: Poll, raters: int) -> messages.SurveyFellShort:
    return messages.SurveyFellShort(**poll.names, raters=raters, raters_min=5)


def has_deadline(poll: Poll) -> bool:
    with poll.harness.database.reading() as session:
        return bool(schedule_of(session, f"survey/{poll.survey_id}"))


def test_a_survey_with_enough_ratings_is_closed_at_its_time_and_not_before(poll: Poll) -> None:
    poll.rate(*[5] * 4, 1)
    early = poll.harness.wait(10 * DAY - INSTANT)
    due = poll.harness.wait(INSTANT)

    assert (early, due, poll.show()["state"]) == (0, 1, "closed")
    assert poll.tallies == [poll.tally(5, 4, is_final=True)]
    assert not has_deadline(poll)


def test_one_with_too_few_may_be_extended_and_tells_how_many_alone(poll: Poll) -> None:
    poll.rate(*[5] * 4)
    poll.harness.wait(10 * DAY)

    assert (poll.show()["state"], poll.show()["result"], poll.tallies) == ("short", None, [])
    assert poll.harness.events_of(messages.SurveyFellShort) == [short_of(poll, 4)]
    assert not has_deadline(poll)


def test_an_extended_survey_takes_the_same_tokens_and_is_then_closed(poll: Poll) -> None:
    poll.rate(*[5] * 4)
    poll.harness.wait(10 * DAY)
    poll.extend(ENDS_AT + 5 * DAY)
    assert (poll.show()["state"], poll.show()["is_extended"]) == ("open", True)

    poll.rate(1)
    assert poll.tallies == []
    poll.harness.wait(5 * DAY)

    assert poll.show()["state"] == "closed"
    assert poll.tallies == [poll.tally(5, 4, is_final=True)]


def test_an_extended_survey_that_has_too_few_again_is_closed_all_the_same(poll: Poll) -> None:
    poll.rate(5, 5)
    poll.extend(ENDS_AT + 5 * DAY)
    poll.harness.wait(10 * DAY)
    assert poll.show()["state"] == "open"
    poll.harness.wait(5 * DAY)

    assert poll.show()["state"] == "closed"
    assert poll.tallies == [poll.tally(2, None, is_final=True)]
    assert poll.harness.events_of(messages.SurveyFellShort) == []


def test_a_short_survey_never_tells_what_few_have_added_meanwhile(harness: Harness) -> None:
    poll = Poll(harness).open(raters_min=30)
    poll.rate(*[5] * 12)
    poll.harness.wait(10 * DAY)
    before = poll.show()["result"]["ratings"]
    poll.extend(ENDS_AT + 5 * DAY)
    poll.rate(1)
    poll.harness.wait(5 * DAY)

    assert before == 5
    assert poll.tallies == [poll.tally(5, 5), poll.tally(13, 12, is_final=True)]


@pytest.mark.parametrize("days", [0, 10], ids=["while it takes ratings", "while it is short"])
def test_a_milestone_that_is_decided_on_closes_its_survey_once(poll: Poll, days: int) -> None:
    poll.rate(5)
    poll.harness.wait(days * DAY)
    token = poll.token() if days == 0 else ""
    poll.settle("sent_back")
    poll.settle("sent_back")
    poll.extend(ENDS_AT + 20 * DAY)

    assert poll.show()["state"] == "closed"
    assert poll.tallies == [poll.tally(1, None, is_final=True)]
    assert not has_deadline(poll)
    if token:
        with pytest.raises(Conflict, match=r"^invitation\.expired"):
            poll.give(token)


def test_one_that_is_closed_at_its_time_stays_so(poll: Poll) -> None:
    poll.rate(*[5] * 5)
    poll.harness.wait(10 * DAY)
    poll.extend(ENDS_AT + 20 * DAY)
    poll.settle()

    assert (poll.show()["state"], poll.show()["ends_at"], len(poll.tallies)) == ("closed", ENDS_AT, 1)


def test_what_is_told_of_a_survey_that_nobody_has_heard_of_changes_nothing(harness: Harness) -> None:
    poll = Poll(harness)
    poll.extend(ENDS_AT)
    poll.settle()

    assert harness.events == []


def test_another_tenants_word_does_not_touch_it(poll: Poll) -> None:
    poll.harness.tell(
        MilestoneSettled(**poll.of_process, outcome="failed", accepted_minor=0, amount_minor=1), tenant_id=new_id()
    )

    assert poll.show()["state"] == "open"


def test_only_the_timer_ends_a_survey_and_only_in_time(poll: Poll) -> None:
    command = messages.EndSurvey(survey_id=poll.survey_id)

    with pytest.raises(Forbidden, match=r"^access\.denied"):
        poll.harness.send(command, poll.community)
    with pytest.raises(Conflict, match=r"^survey\.not_due"):
        poll.harness.send(command, Actor.system(TENANT))
    with pytest.raises(NotFound, match=r"^survey\.unknown"):
        poll.harness.send(command, Actor.system(new_id()))
    poll.settle()
    with pytest.raises(Conflict, match=r"^survey\.not_in_step"):
        poll.harness.send(command, Actor.system(TENANT))


# lists


def test_surveys_are_listed_by_project_milestone_and_state_in_their_orders(harness: Harness) -> None:
    first = Poll(harness).open(survey_ends_at=ENDS_AT + DAY)
    second = Poll(harness, community=first.community, organisation_id=first.organisation_id).open()
    Poll(harness).open()
    second.settle()

    def listed(actor: Actor = first.community, **fields: object) -> list[str]:
        return [one["id"] for one in harness.send(messages.ListSurveys(**fields), actor)["items"]]  # type: ignore[arg-type]

    assert listed() == listed(first.organisation) == [second.survey_id, first.survey_id]
    assert listed(order="oldest_first") == [first.survey_id, second.survey_id]
    assert listed(order="soonest_first") == [second.survey_id, first.survey_id]
    assert listed(project_id=first.project_id) == listed(milestone_id=first.milestone_id) == [first.survey_id]
    assert listed(state="closed") == [second.survey_id]
    assert len(listed(office("department"))) == 3
    assert listed(office("department", new_id())) == []
    with pytest.raises(Forbidden, match=r"^access\.denied"):
        listed(office("unit"))


def test_invitations_are_listed_by_state_without_their_tokens(poll: Poll) -> None:
    issued = [one["invitation_id"] for one in poll.issue(3)["items"]]
    poll.rate(5)

    def listed(**fields: object) -> list[str]:
        query = messages.ListSurveyInvitations(survey_id=poll.survey_id, **fields)  # type: ignore[arg-type]
        return [one["state"] for one in poll.harness.send(query, poll.community)["items"]]

    page = poll.harness.send(messages.ListSurveyInvitations(survey_id=poll.survey_id, limit=3), poll.community)
    assert [one["id"] for one in page["items"]] == sorted(issued)
    assert page["next"] == sorted(issued)[-1]
    assert {*page["items"][0]} == {"id", "survey_id", "state", "issued_at"}
    assert (listed(state="used"), len(listed(state="open")), listed(state="expired")) == (["used"], 22, [])
    poll.settle()
    assert (listed(state="used"), listed(state="open"), len(listed(state="expired"))) == (["used"], [], 22)
    assert {*listed(order="newest_first")} == {"used", "expired"}
