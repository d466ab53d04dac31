import contextlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement import AgendaItem, MeetingAnswer
from shared.messages.envelope import Actor
from tests.services.engagement.meeting_places import Places, at
from tests.services.engagement.world import World

TIMES = ("2026-12-01 09:00", "2026-12-01 11:00")
DUE = date(2026, 12, 20)


@dataclass
class Meetings:
    """A community that calls a unit and a social organisation together."""

    world: World
    guest: Actor

    def send(self, message: Any, actor: Actor | None = None, **options: Any) -> Any:
        return self.world.harness.send(message, actor or self.world.community, **options)

    def call(self, actor: Actor | None = None, **fields: Any) -> Any:
        defaults: dict[str, Any] = {
            "title": "第四季度党建联席会议",
            "starts_at": at(TIMES[0]),
            "ends_at": at(TIMES[1]),
            "agenda": [AgendaItem(title="冬季助老", brought_by_id=None), AgendaItem(title="场地", brought_by_id=None)],
            "invited_ids": [str(self.world.unit.organisation_id), str(self.guest.organisation_id)],
            "place": "三辅街 12 号",
            "is_public": True,
        }
        return self.send(messages.CallMeeting(**(defaults | fields)), actor)

    def held(self, **fields: Any) -> Any:
        meeting = self.call(**fields)
        self.world.harness.wait(timedelta(days=7, hours=2))
        return self.send(messages.ShowMeeting(meeting_id=meeting["id"]))

    def answer(self, meeting: Any, actor: Actor, answer: MeetingAnswer = "attending", word: str | None = None) -> Any:
        return self.send(messages.AnswerMeeting(meeting_id=meeting["id"], answer=answer, word=word), actor)

    def write(self, meeting: Any, text: str = "会议议定两项。") -> Any:
        return self.send(messages.WriteMinutes(meeting_id=meeting["id"], text=text))

    def publish(self, meeting: Any) -> Any:
        return self.send(messages.PublishMinutes(meeting_id=meeting["id"]))

    def minutes(self, meeting: Any, actor: Actor) -> list[tuple[int, str, str]]:
        items = self.send(messages.ListMinutes(meeting_id=meeting["id"]), actor)["items"]
        return [(one["number"], one["text"], one["state"]) for one in items]

    def resolve(self, meeting: Any = None, **fields: Any) -> Any:
        meeting = meeting or self.held()
        defaults = {"owner_id": str(self.world.unit.organisation_id), "text": "年前走访独居老人", "due_on": DUE}
        return self.send(messages.RecordResolution(meeting_id=meeting["id"], **(defaults | fields)))

    def report(self, resolution: Any, actor: Actor | None = None) -> Any:
        command = messages.ReportResolution(resolution_id=resolution["id"], note="已走访 42 户")
        return self.send(command, actor or self.world.unit)

    def show(self, resolution: Any, actor: Actor | None = None) -> Any:
        return self.send(messages.ShowResolution(resolution_id=resolution["id"]), actor)

    def wait_until(self, text: str) -> None:
        self.world.harness.wait(at(text) - self.world.harness.clock.now())

    def told(self) -> list[str]:
        return [one.resolution_state for one in self.world.harness.events_of(messages.ResolutionChanged)]


@pytest.fixture
def meetings(world: World) -> Meetings:
    guest = Actor(role="organisation", client_id="guest", tenant_id=world.tenant_id, organisation_id=new_id())
    return Meetings(world, guest)


def test_a_community_calls_others_and_they_answer(meetings: Meetings) -> None:
    meeting = meetings.call()
    meetings.answer(meeting, meetings.world.unit, word="派两人")
    answered = meetings.answer(meeting, meetings.guest, "not_attending")

    assert (meeting["state"], [one["title"] for one in meeting["agenda"]]) == ("called", ["冬季助老", "场地"])
    answers = {one["organisation_id"]: (one["answer"], one["word"]) for one in answered["invitations"]}
    assert answers == {
        meetings.world.unit.organisation_id: ("attending", "派两人"),
        meetings.guest.organisation_id: ("not_attending", None),
    }
    called = meetings.world.harness.events_of(messages.MeetingCalled)
    assert {one.unit_id for one in called} == set(answers)


def test_who_is_called_anew_is_told_and_answers_of_others_stay(meetings: Meetings) -> None:
    meeting = meetings.call()
    meetings.answer(meeting, meetings.world.unit)
    fresh = new_id()
    invited = [fresh, str(meetings.world.unit.organisation_id)]
    edited = meetings.send(messages.EditMeeting(meeting_id=meeting["id"], invited_ids=invited), expected_version=2)

    assert {one["organisation_id"]: one["answer"] for one in edited["invitations"]} == {
        fresh: None,
        meetings.world.unit.organisation_id: "attending",
    }
    assert meetings.world.harness.events_of(messages.MeetingCalled)[-1].unit_id == fresh
    with pytest.raises(Forbidden, match=r"meeting\.not_yours"):
        meetings.answer(meeting, meetings.guest)
    with pytest.raises(PreconditionFailed):
        meetings.send(messages.EditMeeting(meeting_id=meeting["id"], title="改期"), expected_version=2)


def test_a_meeting_is_held_in_a_venue_that_is_booked_for_it(meetings: Meetings) -> None:
    places = Places(meetings.world)
    booking = places.book(places.add(), *TIMES, meetings.world.community)
    meeting = meetings.call(place=None, booking_id=booking["id"])

    assert (meeting["place"], meeting["booking_id"]) == ("党群服务中心多功能厅", booking["id"])
    with pytest.raises(Invalid, match=r"meeting\.place"):
        meetings.call(place=None, booking_id=booking["id"], ends_at=at("2026-12-01 11:01"))
    with pytest.raises(Forbidden, match=r"booking\.not_yours"):
        meetings.call(meetings.world.unit, place=None, booking_id=booking["id"], is_public=False)


@pytest.mark.parametrize(
    "fields, code",
    [
        ({"ends_at": at(TIMES[0])}, "meeting.times"),
        ({"starts_at": at("2026-11-24 09:00")}, "meeting.times"),
        ({"place": None}, "meeting.place"),
        ({"booking_id": new_id()}, "meeting.place"),
    ],
)
def test_what_no_meeting_is_called_with(meetings: Meetings, fields: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        meetings.call(**fields)

    assert refused.value.code == code


def test_what_is_public_is_about_a_community(meetings: Meetings) -> None:
    department = Actor(role="department", client_id="d", tenant_id=meetings.world.tenant_id, organisation_id=new_id())
    with pytest.raises(Invalid, match=r"meeting\.public_where"):
        meetings.call(department)
    community_id = str(meetings.world.community.organisation_id)

    assert meetings.call(department, community_id=community_id)["community_id"] == community_id
    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        meetings.call(community_id=new_id())
    with pytest.raises(Forbidden, match=r"access\.denied"):
        meetings.call(meetings.world.member)


def test_that_a_meeting_was_held_is_told_where_it_is_public(meetings: Meetings) -> None:
    private = meetings.call(is_public=False)
    meeting = meetings.held()
    cancelled = meetings.call(starts_at=at("2026-12-02 09:00"), ends_at=at("2026-12-02 10:00"))
    meetings.send(messages.CancelMeeting(meeting_id=cancelled["id"], reason="防汛"))
    meetings.world.harness.wait(timedelta(days=2))

    assert meeting["state"] == meetings.send(messages.ShowMeeting(meeting_id=private["id"]))["state"] == "held"
    assert [one.meeting_id for one in meetings.world.harness.events_of(messages.MeetingHeld)] == [meeting["id"]]


def test_once_it_has_begun_it_is_neither_edited_nor_cancelled_nor_answered(meetings: Meetings) -> None:
    meeting = meetings.held()
    edit = messages.EditMeeting(meeting_id=meeting["id"], title="改")
    for refused in (edit, messages.CancelMeeting(meeting_id=meeting["id"], reason="防汛")):
        with pytest.raises(Conflict, match=r"meeting\.begun"):
            meetings.send(refused)
    with pytest.raises(Conflict, match=r"meeting\.begun"):
        meetings.answer(meeting, meetings.guest)


def test_minutes_are_drafted_published_and_corrected_by_new_versions(meetings: Meetings) -> None:
    with pytest.raises(Conflict, match=r"meeting\.not_begun"):
        meetings.write(meetings.call())
    meeting = meetings.held()
    with pytest.raises(Conflict, match=r"minutes\.no_draft"):
        meetings.publish(meeting)
    meetings.write(meeting, "初稿")
    meetings.write(meeting, "定稿")
    assert meetings.minutes(meeting, meetings.guest) == []
    meetings.publish(meeting)
    meetings.write(meeting, "更正")

    assert meetings.minutes(meeting, meetings.guest) == [(1, "定稿", "published")]
    assert meetings.minutes(meeting, meetings.world.community)[1] == (2, "更正", "draft")
    meetings.publish(meeting)
    assert meetings.minutes(meeting, meetings.guest) == [(1, "定稿", "published"), (2, "更正", "published")]


def test_meetings_are_seen_by_who_calls_and_who_is_called(meetings: Meetings) -> None:
    meeting = meetings.call()
    stranger = Places(meetings.world).other_unit()

    def listed(actor: Actor) -> list[str]:
        return [one["id"] for one in meetings.send(messages.ListMeetings(), actor)["items"]]

    assert listed(meetings.world.community) == listed(meetings.guest) == [meeting["id"]]
    assert listed(stranger) == []
    with pytest.raises(Forbidden, match=r"meeting\.not_yours"):
        meetings.send(messages.ShowMeeting(meeting_id=meeting["id"]), stranger)
    of_community = messages.ListCommunityMeetings(community_id=str(meetings.world.community.organisation_id))
    assert [one["id"] for one in meetings.send(of_community)["items"]] == [meeting["id"]]
    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        meetings.send(of_community, meetings.guest)


def test_whoever_finds_a_meeting_in_a_list_is_shown_it(meetings: Meetings) -> None:
    world, unit = meetings.world, meetings.world.unit
    office = replace(unit, role="subdistrict", organisation_id=new_id())
    department = replace(unit, role="department", organisation_id=new_id())
    community_id = str(world.community.organisation_id)
    invited_ids = [str(unit.organisation_id)]
    called = {
        "with it": meetings.call(office, community_id=community_id, invited_ids=[community_id]),
        "without it": meetings.call(office, community_id=community_id, invited_ids=invited_ids),
        "about none": meetings.call(office, is_public=False, invited_ids=invited_ids),
    }

    def seen(actor: Actor) -> tuple[set[str], set[str]]:
        """Those listed, and those shown."""
        queries = [messages.ListMeetings(), messages.ListCommunityMeetings(community_id=community_id)]
        pages = [meetings.send(one, actor) for one in queries[: 2 if actor.role in ("community", "department") else 1]]
        listed = {one["id"] for page in pages for one in page["items"]}
        shown = set()
        for name, meeting in called.items():
            with contextlib.suppress(Forbidden):
                meetings.send(messages.ListMeetingResolutions(meeting_id=meeting["id"]), actor)
                shown.add(meetings.send(messages.ShowMeeting(meeting_id=meeting["id"]), actor) and name)
        return {name for name, meeting in called.items() if meeting["id"] in listed}, shown

    assert seen(world.community) == ({"with it"}, {"with it"})
    assert seen(department) == ({"with it", "without it"}, {"with it", "without it"})
    assert seen(unit) == ({"without it", "about none"}, {"without it", "about none"})
    assert seen(office) == (set(called), set(called))


def test_a_resolution_is_reported_by_its_owner_and_confirmed_by_who_called(meetings: Meetings) -> None:
    resolution = meetings.resolve()
    with pytest.raises(Forbidden, match=r"resolution\.not_yours"):
        meetings.report(resolution, meetings.guest)
    reported = meetings.report(resolution)
    with pytest.raises(Forbidden, match=r"resolution\.not_yours"):
        meetings.send(messages.ConfirmResolution(resolution_id=resolution["id"]), meetings.world.unit)
    done = meetings.send(messages.ConfirmResolution(resolution_id=resolution["id"]), expected_version=2)

    assert (resolution["state"], reported["state"], done["state"]) == ("open", "reported", "done")
    assert done["done_at"] == meetings.world.harness.clock.now()
    assert meetings.told() == ["reported", "done"]
    assert meetings.show(resolution, meetings.guest)["note"] == "已走访 42 户"


def test_its_owner_is_reminded_and_it_becomes_overdue_when_the_last_day_is_over(meetings: Meetings) -> None:
    resolution = meetings.resolve()
    for moment in ("12-17 07:59", "12-17 08:00", "12-19 08:00", "12-20 08:00", "12-20 23:59"):
        meetings.wait_until(f"2026-{moment}")
    assert meetings.show(resolution)["state"] == "open"
    reminders = meetings.world.harness.events_of(messages.ResolutionDueSoon)
    assert [(one.unit_id == meetings.world.unit.organisation_id, one.days_left) for one in reminders] == [
        (True, 3),
        (True, 1),
        (True, 0),
    ]
    meetings.wait_until("2026-12-21 00:00")
    assert meetings.show(resolution)["state"] == "overdue"
    with pytest.raises(Conflict, match=r"resolution\.not_in_step"):
        extend(meetings, resolution, date(2026, 12, 30))
    meetings.report(resolution)
    done = meetings.send(messages.ConfirmResolution(resolution_id=resolution["id"]))
    meetings.wait_until("2027-02-01 00:00")

    assert done["overdue_at"] == at("2026-12-21 00:00")
    assert meetings.told() == ["overdue", "reported", "done"]
    assert len(meetings.world.harness.events_of(messages.ResolutionDueSoon)) == 3


def extend(meetings: Meetings, resolution: Any, due_on: date) -> Any:
    command = messages.ExtendResolution(resolution_id=resolution["id"], due_on=due_on, reason="物资未到")
    return meetings.send(command, meetings.world.unit)


def test_it_is_extended_once_to_a_later_day_over_the_leap_day(meetings: Meetings) -> None:
    resolution = meetings.resolve(due_on=date(2028, 2, 28))
    with pytest.raises(Invalid, match=r"resolution\.due_on"):
        extend(meetings, resolution, date(2028, 2, 28))
    extended = extend(meetings, resolution, date(2028, 2, 29))
    with pytest.raises(Conflict, match=r"resolution\.already_extended"):
        extend(meetings, resolution, date(2028, 3, 10))
    meetings.wait_until("2028-02-29 23:59")
    assert meetings.show(resolution)["state"] == "open"
    meetings.wait_until("2028-03-01 00:00")

    assert (extended["is_extended"], extended["reason"]) == (True, "物资未到")
    assert meetings.show(resolution)["state"] == "overdue"


@pytest.mark.parametrize("moment, state", [("2026-12-20 23:59", "open"), ("2026-12-21 00:00", "overdue")])
def test_what_is_not_done_after_all_goes_back(meetings: Meetings, moment: str, state: str) -> None:
    resolution = meetings.resolve()
    meetings.report(resolution)
    meetings.wait_until(moment)
    returned = meetings.send(messages.ReturnResolution(resolution_id=resolution["id"], reason="漏了三单元"))

    assert (returned["state"], returned["reason"]) == (state, "漏了三单元")
    assert meetings.report(resolution)["state"] == "reported"


def test_what_is_dropped_is_reminded_of_no_more(meetings: Meetings) -> None:
    resolution = meetings.resolve()
    dropped = meetings.send(messages.DropResolution(resolution_id=resolution["id"], reason="政策变了"))
    meetings.wait_until("2027-01-01 00:00")

    assert (dropped["state"], dropped["reason"]) == ("dropped", "政策变了")
    assert meetings.world.harness.events_of(messages.ResolutionDueSoon) == []
    with pytest.raises(Conflict, match=r"resolution\.not_in_step"):
        meetings.report(resolution)


def test_of_a_private_meeting_nothing_is_told(meetings: Meetings) -> None:
    resolution = meetings.resolve(meetings.held(is_public=False))
    meetings.report(resolution)

    assert meetings.told() == meetings.world.harness.events_of(messages.ResolutionRecorded) == []


@pytest.mark.parametrize(
    "fields, code",
    [
        ({"owner_id": new_id()}, "resolution.owner_not_there"),
        ({"due_on": date(2026, 11, 30)}, "resolution.due_on"),
        ({"due_on": date(2030, 1, 1)}, "resolution.due_on"),
    ],
)
def test_what_no_meeting_resolves(meetings: Meetings, fields: Any, code: str) -> None:
    meeting = meetings.held()
    with pytest.raises(Invalid) as refused:
        meetings.resolve(meeting, **fields)

    assert refused.value.code == code


def test_resolutions_are_recorded_once_the_meeting_has_begun_and_listed_by_state_and_day(meetings: Meetings) -> None:
    with pytest.raises(Conflict, match=r"meeting\.not_begun"):
        meetings.resolve(meetings.call())
    meeting = meetings.held()
    first, second = meetings.resolve(meeting), meetings.resolve(meeting, due_on=date(2027, 1, 10))
    meetings.wait_until("2026-12-21 00:00")

    def listed(**filters: Any) -> list[str]:
        items = meetings.send(messages.ListResolutions(**filters), meetings.world.unit)["items"]
        return [one["id"] for one in items]

    assert listed() == [second["id"], first["id"]]
    assert listed(state="overdue") == listed(due_before=date(2027, 1, 10)) == [first["id"]]
    of_meeting = messages.ListMeetingResolutions(meeting_id=meeting["id"], state="open")
    assert [one["id"] for one in meetings.send(of_meeting, meetings.guest)["items"]] == [second["id"]]


def test_the_timer_alone_closes_reminds_and_lapses(meetings: Meetings) -> None:
    resolution = meetings.resolve()
    system = Actor.system(meetings.world.tenant_id)
    of_resolution = {"resolution_id": resolution["id"]}
    close = messages.CloseMeeting(meeting_id=resolution["meeting_id"])
    for command in (close, messages.RemindResolution(**of_resolution), messages.LapseResolution(**of_resolution)):
        with pytest.raises(Forbidden, match=r"access\.denied"):
            meetings.send(command)
    with pytest.raises(Conflict, match=r"meeting\.not_due"):
        meetings.send(close, system)
    with pytest.raises(Conflict, match=r"resolution\.not_due"):
        meetings.send(messages.LapseResolution(**of_resolution), system)
