"""Files as they are kept, whatever they belong to."""

import hashlib
from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from services.outsourcing.handlers.organisation_documents import MOST_DOCUMENTS
from services.outsourcing.model.files import File
from shared.errors import Conflict, Forbidden, NotFound
from shared.ids import new_id
from shared.inbox import COMMAND_LOG
from shared.messages.envelope import Actor
from shared.messages.outsourcing.files import RemoveFile, RevealFile
from shared.messages.outsourcing.profiles import ListDocuments
from tests.harness import Harness
from tests.races import at_once
from tests.services.outsourcing.world import complete, document_of, open_organisation, qualify

CONTENT = b"%PDF-1.7 charter %%EOF"
NAME = "章程.pdf"


@pytest.fixture
def file(harness: Harness, organisation: Actor) -> Any:
    return harness.send(document_of(organisation, content=CONTENT), organisation)


def rows_of(harness: Harness) -> str:
    """All that the database holds of files and of answers, as text."""
    with harness.database.reading() as session:
        rows = [*session.execute(text("SELECT * FROM files")), *session.execute(select(COMMAND_LOG))]
    return str([tuple(row) for row in rows])  # a row by itself is shortened


def test_a_file_is_told_without_its_content_and_with_its_checksum(
    harness: Harness, organisation: Actor, file: Any
) -> None:
    listed = harness.send(ListDocuments(organisation_id=str(organisation.organisation_id)), organisation)["items"]

    assert listed == [file]
    assert (file["owner_kind"], file["owner_id"]) == ("organisation", organisation.organisation_id)
    assert (file["name"], file["purpose"], file["size_bytes"]) == (NAME, "charter", len(CONTENT))
    assert file["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert "content" not in file


def test_name_and_content_are_kept_encrypted_and_in_no_log(harness: Harness, organisation: Actor, file: Any) -> None:
    command_id = new_id()
    harness.send(RevealFile(file_id=file["id"]), organisation, id=command_id)
    kept = rows_of(harness)

    assert NAME not in kept
    assert "章程" not in kept
    assert document_of(organisation, content=CONTENT).content not in kept


def test_a_list_reads_no_content(harness: Harness, organisation: Actor, file: Any) -> None:
    query = ListDocuments(organisation_id=str(organisation.organisation_id))
    sent = harness.statements(lambda: harness.send(query, organisation))

    assert any("files" in statement for statement in sent)
    assert not any("content_encrypted" in statement for statement in sent)


def test_who_may_see_it_gets_the_content_and_it_stands_in_the_log(
    harness: Harness, organisation: Actor, department: Actor, file: Any
) -> None:
    for actor in (organisation, department):
        found = harness.send(RevealFile(file_id=file["id"]), actor)
        assert (found["name"], b64decode(found["content"])) == (NAME, CONTENT)

    with harness.database.reading() as session:
        log = COMMAND_LOG.c
        seen = session.execute(select(log.role, log.subject).where(log.topic == RevealFile.topic).order_by(log.role))
        assert [tuple(one) for one in seen] == [
            ("department", f"file/{file['id']}"),
            ("organisation", f"file/{file['id']}"),
        ]


def test_nobody_else_sees_or_removes_it(harness: Harness, department: Actor, community: Actor, file: Any) -> None:
    other = open_organisation(harness, name="另一家")
    for actor in (other, community):
        with pytest.raises(Forbidden, match=r"^file\.not_yours$"):
            harness.send(RevealFile(file_id=file["id"]), actor)
    for actor in (other, community, department):
        with pytest.raises(Forbidden, match=r"^file\.not_yours$"):
            harness.send(RemoveFile(file_id=file["id"]), actor)


def test_in_another_tenant_there_is_no_such_file(harness: Harness, department: Actor, file: Any) -> None:
    elsewhere = Actor(role="department", client_id="x", tenant_id=new_id(), organisation_id=new_id())

    with pytest.raises(NotFound, match=r"^file\.unknown$"):
        harness.send(RevealFile(file_id=file["id"]), elsewhere)


def test_of_a_removed_file_nothing_is_left_but_that_there_was_one(
    harness: Harness, organisation: Actor, file: Any
) -> None:
    harness.send(RemoveFile(file_id=file["id"]), organisation)
    with harness.database.reading() as session:
        row = session.get_one(File, file["id"])
        assert (row.content_encrypted, row.removed_at) == (None, harness.clock.now())

    query = ListDocuments(organisation_id=str(organisation.organisation_id))
    assert harness.send(query, organisation)["items"] == []
    for again in (RevealFile(file_id=file["id"]), RemoveFile(file_id=file["id"])):
        with pytest.raises(NotFound, match=r"^file\.unknown$"):
            harness.send(again, organisation)


def test_there_are_no_more_files_than_bounds_say(harness: Harness, organisation: Actor) -> None:
    for _ in range(MOST_DOCUMENTS - 1):
        harness.send(document_of(organisation, "other"), organisation)

    outcomes: list[str] = []

    def attach(_: int) -> None:
        reply = harness.reply(document_of(organisation, "other"), organisation)
        outcomes.append("kept" if reply.refusal is None else reply.refusal["code"])

    at_once(3, attach)

    assert sorted(outcomes) == ["file.too_many", "file.too_many", "kept"]


@pytest.mark.parametrize("purpose", ["charter", "registration_certificate"])
def test_the_last_document_that_a_qualification_relies_on_stays(
    harness: Harness, organisation: Actor, department: Actor, purpose: str
) -> None:
    qualify(harness, organisation, department)
    query = ListDocuments(organisation_id=str(organisation.organisation_id))
    (last,) = (one for one in harness.send(query, organisation)["items"] if one["purpose"] == purpose)

    with pytest.raises(Conflict, match=r"^file\.needed$"):
        harness.send(RemoveFile(file_id=last["id"]), organisation)
    harness.send(document_of(organisation, purpose), organisation)
    harness.send(RemoveFile(file_id=last["id"]), organisation)
    assert last["id"] not in str(harness.send(query, organisation))


def test_of_two_that_are_removed_at_once_the_last_one_stays(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    qualify(harness, organisation, department)
    harness.send(document_of(organisation, "charter"), organisation)
    query = ListDocuments(organisation_id=str(organisation.organisation_id))
    both = [one for one in harness.send(query, organisation)["items"] if one["purpose"] == "charter"]
    at_once(2, lambda place: harness.reply(RemoveFile(file_id=both[place]["id"]), organisation))
    left = [one for one in harness.send(query, organisation)["items"] if one["purpose"] == "charter"]

    assert len(left) == 1


def test_what_nothing_relies_on_is_removed(harness: Harness, organisation: Actor, file: Any) -> None:
    complete(harness, organisation)
    harness.wait(timedelta(days=1))

    harness.send(RemoveFile(file_id=file["id"]), organisation)


@pytest.mark.parametrize(
    "broken_rule",
    [
        update(File).values(media_type="text/html"),
        update(File).values(size_bytes=0),
        update(File).values(content_encrypted=None),
    ],
)
def test_the_database_keeps_the_rules_too(harness: Harness, file: Any, broken_rule: Any) -> None:
    with harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(broken_rule)
