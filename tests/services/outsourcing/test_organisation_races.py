"""What changes about an organisation while somebody else is about to change it: the second waits and sees the first."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from services.outsourcing.handlers.organisation_documents import MOST_DOCUMENTS
from services.outsourcing.model.files import File
from services.outsourcing.model.known import Organisation
from services.outsourcing.model.qualifications import Qualification
from services.outsourcing.service import OUTSOURCING
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.files import RemoveFile
from shared.messages.outsourcing.profiles import ListDocuments
from tests.harness import Harness, harness_for
from tests.services.outsourcing.world import complete, document_of, open_organisation, profile_of, qualify


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[Harness]:
    """SQLite has one writer at a time."""
    yield from harness_for(OUTSOURCING, "postgresql", tmp_path)


@pytest.fixture
def own(on_postgresql: Harness) -> Actor:
    return open_organisation(on_postgresql)


def behind(harness: Harness, organisation: Actor, first: Callable[[Session], Any], then: Any, actor: Actor) -> str:
    """The code of what becomes of a command that is sent while something else is under way, and not committed yet."""
    with ThreadPoolExecutor(1) as thread, harness.database.writing() as session:
        row = select(Organisation.id).where(Organisation.id == organisation.organisation_id)
        session.execute(row.with_for_update(key_share=True))
        first(session)
        session.flush()
        reply = thread.submit(harness.reply, then, actor)
        _wait_until_somebody_waits(harness)
        session.commit()
        refusal = reply.result(timeout=10).refusal
    return "done" if refusal is None else str(refusal["code"])


def _wait_until_somebody_waits(harness: Harness) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(3_000):
        with harness.database.reading() as session:
            if session.scalar(text(waiting)):
                return
    raise AssertionError("nobody waits")


def test_a_document_is_counted_with_those_that_are_just_coming(on_postgresql: Harness, own: Actor) -> None:
    for _ in range(MOST_DOCUMENTS - 1):
        on_postgresql.send(document_of(own, "other"), own)

    def attach(session: Session) -> None:
        last = session.scalars(select(File).limit(1)).one()
        columns = {column.name: getattr(last, column.name) for column in File.__table__.columns}
        session.add(File(**columns | {"id": new_id()}))

    assert behind(on_postgresql, own, attach, document_of(own, "other"), own) == "file.too_many"


def test_a_document_is_the_last_one_when_the_other_is_just_going(
    on_postgresql: Harness, own: Actor, department: Actor
) -> None:
    qualify(on_postgresql, own, department)
    on_postgresql.send(document_of(own, "charter"), own)
    query = ListDocuments(organisation_id=str(own.organisation_id))
    both = [one["id"] for one in on_postgresql.send(query, own)["items"] if one["purpose"] == "charter"]
    gone = update(File).where(File.id == both[0])
    gone = gone.values(removed_at=on_postgresql.clock.now(), content_encrypted=None)

    found = behind(on_postgresql, own, lambda session: session.execute(gone), RemoveFile(file_id=both[1]), own)
    assert found == "file.needed"


@pytest.mark.parametrize("is_document", [True, False])
def test_what_a_qualification_relies_on_stays_while_it_is_just_requested(
    on_postgresql: Harness, own: Actor, is_document: bool
) -> None:
    complete(on_postgresql, own)
    query = ListDocuments(organisation_id=str(own.organisation_id))
    (charter,) = (one for one in on_postgresql.send(query, own)["items"] if one["purpose"] == "charter")
    request = update(Qualification).values(state="requested", version=2)
    then = RemoveFile(file_id=charter["id"]) if is_document else profile_of(own, kind="foundation")

    found = behind(on_postgresql, own, lambda session: session.execute(request), then, own)
    assert found == ("file.needed" if is_document else "organisation.kind_fixed")
