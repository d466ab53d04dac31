"""Roster files that are refused while they come in: their jobs end at once, unless the same file may come again."""

import io
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.rosters import CSV, NDJSON, WORKBOOK
from shared.errors import Conflict, Malformed, Unavailable
from shared.messages import membership as m
from tests.gateway.edge import OWN, THING, Edge, new_edge
from tests.gateway.rosters.files import with_sheet, workbook

HEAD = "external_id,name,identity_number\n"
JOB = {"id": THING, "state": "receiving", "refusal": None, "findings": []}
BEGIN, APPEND, COMPLETE, CANCEL = (
    kind.topic for kind in (m.BeginRosterSync, m.AppendRosterRows, m.CompleteRosterUpload, m.CancelRosterSync)
)
MUCH = 40_000  # lines, more than are read before the job begins


def lines(count: int) -> bytes:
    return (HEAD + "".join(f"{number},罗军,9\n" for number in range(count))).encode()


@pytest.fixture
def edge() -> Edge:
    found = new_edge()
    found.client.answers = {BEGIN: JOB, COMPLETE: JOB, CANCEL: JOB}
    return found


def put(edge: Edge, content: Any, kind: str = CSV, *, key: str | None = "k-1") -> TestResponse:
    headers = {"Content-Type": kind, "Prefer": "respond-async"} | ({"Idempotency-Key": key} if key else {})
    sent = {"input_stream": content} if not isinstance(content, bytes) else {"data": content}
    return edge.ask("PUT", f"/v1/units/{OWN}/roster", "unit", headers=headers, **sent)


def topics(edge: Edge) -> list[str]:
    return [call.topic for call in edge.client.calls]


def spoilt_workbook() -> bytes:
    """A workbook whose sheet ends in the middle."""
    whole = workbook(["人员编号", "姓名", "身份证号"], *([str(number), "罗军", "9"] for number in range(3000)))
    return with_sheet(whole, lambda part: part[: -len(part) // 4])


UNFIT = [
    pytest.param(lines(31), CSV, 413, "roster.too_large", id="too many lines"),
    pytest.param(lines(MUCH) + b"\xff\xff\xff\xff", CSV, 400, "roster.encoding", id="not in its encoding"),
    pytest.param(spoilt_workbook(), WORKBOOK, 400, "roster.workbook_unreadable", id="no whole workbook"),
    pytest.param(
        b'{"external_id": "1", "name": "a", "identity_number": "9"}\n' * 31,
        NDJSON,
        413,
        "roster.too_large",
        id="NDJSON",
    ),
]


@pytest.mark.parametrize("key", ["k-1", None])
@pytest.mark.parametrize("content, kind, status, code", UNFIT)
def test_the_job_of_a_file_that_is_refused_is_cancelled_at_once(
    edge: Edge, monkeypatch: pytest.MonkeyPatch, content: bytes, kind: str, status: int, code: str, key: str | None
) -> None:
    monkeypatch.setattr("gateway.roster_upload.MOST_ROWS", 30 if status == 413 else 300_000)
    answer = put(edge, content, kind, key=key)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert topics(edge)[0] == BEGIN
    assert (edge.last_call.topic, edge.last_call.data["sync_id"], edge.last_call.data["reason"]) == (
        CANCEL,
        THING,
        code,
    )


def test_a_file_that_is_larger_than_any_ends_its_job(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.roster_upload.MOST_BYTES", 400_000)
    answer = put(edge, lines(MUCH))

    assert (answer.status_code, answer.json["code"], edge.last_call.topic) == (413, "roster.too_large", CANCEL)


def test_a_reader_that_fails_ends_the_job_too(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("gateway.roster_upload.MOST_ROWS", 3)
    monkeypatch.setattr("gateway.roster_upload.TooLarge", fail)

    assert put(edge, lines(8)).status_code == 500
    assert edge.last_call.topic == CANCEL


def test_the_same_file_under_the_same_key_is_refused_for_the_same_reason(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.roster_upload.MOST_ROWS", 2500)
    edge.client.answers |= {APPEND: Conflict("roster.sync_over"), CANCEL: Conflict("roster.sync_over")}

    assert put(edge, lines(2501)).json["code"] == "roster.too_large"
    assert put(edge, lines(2500)).json["code"] == "roster.sync_over"


@pytest.mark.parametrize("key, last", [("k-1", APPEND), (None, CANCEL)])
def test_a_job_that_may_go_on_is_cancelled_only_where_nobody_can_go_on_with_it(
    edge: Edge, key: str | None, last: str
) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            if not piece:
                raise Malformed("body.malformed", "The body can't be read.")
            return piece

    answer = put(edge, Broken(lines(20_000)), key=key)

    assert (answer.status_code, answer.json["code"]) == (400, "body.malformed")
    assert topics(edge)[-1] == last


def test_a_refusal_is_told_even_if_the_job_cannot_be_cancelled_now(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.roster_upload.MOST_ROWS", 3)
    edge.client.answers[CANCEL] = Unavailable("service.unavailable")

    assert put(edge, lines(8)).json["code"] == "roster.too_large"
