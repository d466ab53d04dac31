"""The story of one meeting, whole, on both run modes: through HTTP alone."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.town import settle
from shared.clock import SHANGHAI
from shared.db import Database
from shared.ids import new_id
from tests.systems import System

VENUE = {
    "name": "党群服务中心多功能厅",
    "address": "三辅街 12 号",
    "capacity": 60,
    "facilities": ["投影"],
    "opening": {
        "hours": [{"weekday": day, "from_time": "00:00", "to_time": "24:00"} for day in range(1, 8)],
        "exceptions": [],
        "is_closed_on_holidays": False,
    },
    "rules": {
        "buffer_before_minutes": 15,
        "buffer_after_minutes": 15,
        "longest_minutes": 240,
        "days_ahead": 90,
        "needs_approval": False,
        "cancel_hours": 24,
    },
}
WEEKLY = "FREQ=WEEKLY;COUNT=4"
SECRET = "内部学习"


def times(begins: datetime, hours: int = 2) -> dict[str, str]:
    return {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=hours)).isoformat()}


def let_the_last_day_pass(system: System, resolution_id: str) -> None:
    """A running system's clock isn't moved; so the day and its deadline are."""
    database = Database(system.settings.database("engagement"))
    yesterday = datetime.now(SHANGHAI).date() - timedelta(days=1)
    stored_id = resolution_id.replace("-", "") if database.is_sqlite else resolution_id
    past = datetime.combine(yesterday, time(), SHANGHAI)
    with database.engine.begin() as connection:
        day = {"day": yesterday.isoformat(), "id": stored_id}
        connection.execute(text("UPDATE resolutions SET due_on = :day WHERE id = :id"), day)
        subject = {"subject": f"resolution/{resolution_id}"}
        connection.execute(
            text("UPDATE deadlines SET due_at = :at WHERE subject = :subject AND kind = 'resolution.due'"),
            {"at": past.astimezone(UTC).isoformat(timespec="microseconds"), **subject},
        )
    database.close()


def once_begun(meeting: Any, community: Api) -> Any:
    """The draft of the minutes, as soon as the meeting has begun."""
    try:
        return community.put(f"/v1/meetings/{meeting['id']}/minutes", {"text": "会议议定一项。"})
    except Problem as problem:
        if problem.code != "meeting.not_begun":
            raise
        return None


@pytest.mark.slow
def test_a_meeting_is_held_in_a_venue_and_what_it_resolves_is_seen_through(system: System) -> None:
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    venue = eventually("engagement knows the community", lambda: added(town.community))
    home = f"/v1/venues/{venue['id']}"
    begins = datetime.now(SHANGHAI).replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    town.unit.post(f"{home}/bookings", {"purpose": SECRET, "people": 20, **times(begins + timedelta(days=7))})

    series = {"purpose": "舞蹈队", "people": 30, "recurrence": WEEKLY, **times(begins + timedelta(hours=1))}
    checked = town.community.post(f"{home}/booking-series/check", {k: series[k] for k in CHECKED})
    assert [one["outcome"] for one in checked["occurrences"]] == ["free", "taken", "free", "free"]
    with pytest.raises(Problem, match=r"409 booking_series\.conflicts") as refused:
        town.community.post(f"{home}/booking-series", series)
    assert refused.value.body["errors"][0]["pointer"] == "#/occurrences/1"
    made = town.community.post(f"{home}/booking-series", series | {"skip_conflicts": True})
    assert [one["outcome"] for one in made["occurrences"]] == ["booked", "taken", "booked", "booked"]
    with pytest.raises(Problem, match=r"409 booking\.overlaps") as refused:
        town.community.post(f"{home}/bookings", {"purpose": "合唱", "people": 5, **times(begins)})
    assert [one["code"] for one in refused.value.body["errors"]] == ["taken", "free", "free", "free"]
    assert SECRET not in str(refused.value.body)

    starts_at = datetime.now(SHANGHAI) + timedelta(seconds=3)
    meeting = town.community.post(
        "/v1/meetings",
        {
            "title": "第四季度党建联席会议",
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(seconds=3)).isoformat(),
            "place": VENUE["name"],
            "agenda": [{"title": "冬季助老", "brought_by_id": town.unit_id}],
            "invited_ids": [town.unit_id],
            "is_public": True,
        },
    )
    path = f"/v1/meetings/{meeting['id']}"
    town.unit.put(f"{path}/answer", {"answer": "attending", "word": "派两人"})
    eventually("the meeting has begun", lambda: once_begun(meeting, town.community))
    town.community.post(f"{path}/minutes/publication")
    assert town.unit.get(f"{path}/minutes")["items"][0]["number"] == 1
    due_on = (datetime.now(SHANGHAI).date() + timedelta(days=5)).isoformat()
    resolution = town.community.post(
        f"{path}/resolutions", {"owner_id": town.unit_id, "text": "年前走访独居老人", "due_on": due_on}
    )
    of_it = f"/v1/resolutions/{resolution['id']}"

    let_the_last_day_pass(system, resolution["id"])
    eventually("it is overdue", lambda: town.unit.get("/v1/resolutions", state="overdue")["items"])
    town.unit.post(f"{of_it}/report", {"note": "已走访 42 户"})
    done = town.community.post(f"{of_it}/confirmation")
    assert (done["state"], bool(done["overdue_at"])) == ("done", True)
    eventually("the meeting was held", lambda: town.unit.get(path)["state"] == "held")
    feed_path = f"/v1/communities/{town.community_id}/feed"
    feed = eventually("the community's feed tells it", lambda: told(api.feed(feed_path)))

    states = [one["data"]["resolution_state"] for one in feed if one["type"] == "linli.resolution.changed.v1"]
    assert states == ["overdue", "reported", "done"]
    assert SECRET not in json.dumps(feed, ensure_ascii=False)


CHECKED = ("starts_at", "ends_at", "recurrence")


def added(community: Api) -> Any:
    """The venue, as soon as engagement has heard of the community."""
    try:
        return community.post("/v1/venues", VENUE)
    except Problem as problem:
        if problem.code != "community.unknown":
            raise
        return None


def told(feed: list[Any]) -> list[Any] | None:
    """The events of a feed once the meeting and its resolution are in it."""
    types = [one["type"] for one in feed]
    is_whole = "linli.meeting.held.v1" in types and types.count("linli.resolution.changed.v1") == 3
    return feed if is_whole else None
