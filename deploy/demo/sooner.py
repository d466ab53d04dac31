"""
Brings the deadlines of a system of one's own nearer, for the demo and the stories: days of notice don't pass meanwhile.

No request does this: it takes the databases. The timer then finds them due, as it does at their time.
"""

from datetime import datetime, timedelta

from sqlalchemy import URL, create_engine, update

from services.evaluation.model.surveys import Survey
from services.outsourcing.model.awards import Award
from services.outsourcing.model.calls import Call
from shared.clock import SystemClock
from shared.config import Settings
from shared.deadlines import DEADLINES

CLOCK = SystemClock()


def end_proposals(settings: Settings, call_id: str) -> None:
    """As if the deadline of a call's proposals had been set for now."""
    now = CLOCK.now()
    times = {"enquiries_until": now - timedelta(minutes=1), "proposals_until": now}
    _end(settings.database("outsourcing"), Call, call_id, f"call/{call_id}", now, times)


def end_notice(settings: Settings, award_id: str) -> None:
    """As if an award had been in its notice for eight days, which end now."""
    now = CLOCK.now()
    times = {"noticed_at": now - timedelta(days=8), "notice_ends_at": now}
    _end(settings.database("outsourcing"), Award, award_id, f"award/{award_id}", now, times)


def end_survey(settings: Settings, survey_id: str) -> None:
    """As if a survey had been to end now."""
    now = CLOCK.now()
    _end(settings.database("evaluation"), Survey, survey_id, f"survey/{survey_id}", now, {"ends_at": now})


def _end(
    database: URL, kind: type[Call | Award | Survey], id_: str, subject: str, now: datetime, times: dict[str, datetime]
) -> None:
    """Give a thing these times, and have what is to happen to it by itself be due now."""
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(update(kind).where(kind.id == id_).values(times))
        connection.execute(update(DEADLINES).where(DEADLINES.c.subject == subject).values(due_at=now))
    engine.dispose()
