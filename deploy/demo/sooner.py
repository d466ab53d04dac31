"""
Brings the deadlines of a system of one's own nearer, for the demo and the stories: days of notice don't pass meanwhile.

No request does this: it takes the databases. The timer then finds them due, as it does at their time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection, create_engine, update

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
    with _writing(settings, "outsourcing") as connection:
        times = {"enquiries_until": now - timedelta(minutes=1), "proposals_until": now}
        connection.execute(update(Call).where(Call.id == call_id).values(times))
        _fall_due(connection, f"call/{call_id}", now)


def end_notice(settings: Settings, award_id: str) -> None:
    """As if an award had been in its notice for eight days, which end now."""
    now = CLOCK.now()
    with _writing(settings, "outsourcing") as connection:
        times = {"noticed_at": now - timedelta(days=8), "notice_ends_at": now}
        connection.execute(update(Award).where(Award.id == award_id).values(times))
        _fall_due(connection, f"award/{award_id}", now)


def end_survey(settings: Settings, survey_id: str) -> None:
    """As if a survey had been to end now."""
    now = CLOCK.now()
    with _writing(settings, "evaluation") as connection:
        connection.execute(update(Survey).where(Survey.id == survey_id).values(ends_at=now))
        _fall_due(connection, f"survey/{survey_id}", now)


@contextmanager
def _writing(settings: Settings, service: str) -> Iterator[Connection]:
    engine = create_engine(settings.database(service))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _fall_due(connection: Connection, subject: str, now: datetime) -> None:
    connection.execute(update(DEADLINES).where(DEADLINES.c.subject == subject).values(due_at=now))
