"""A roster by HTTP, on a whole system: what is answered at once, what becomes a job, and what is refused."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from deploy.demo.api import Api, eventually
from deploy.demo.town import Town, settle
from shared.ids import new_id
from tests.bench.roster import entries
from tests.systems import System, running_system

CSV = "text/csv"
OVER = ("done", "refused", "cancelled")


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with running_system("embedded") as found:
        yield found


@pytest.fixture(scope="module")
def town(system: System) -> Town:
    return settle(Api(system.url), system.settings.operator_secret, new_id())


class Unit:
    """A unit and its program."""

    def __init__(self, system: System, town: Town) -> None:
        unit = town.department.post("/v1/units", {"name": f"单位{new_id()[-8:]}"})
        client = town.department.post(f"/v1/organisations/{unit['id']}/clients", {"label": "人事系统"})
        form = {name: client[name] for name in ("client_id", "client_secret")} | {"grant_type": "client_credentials"}
        self.token = requests.post(f"{system.url}/oauth/token", data=form, timeout=30).json()["access_token"]
        self.url, self.id = system.url, unit["id"]

    def put(self, content: bytes, kind: str = CSV, params: Any = None, **headers: str) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": kind, **named}
        return requests.put(
            f"{self.url}/v1/units/{self.id}/roster", data=content, params=params, headers=sent, timeout=60
        )

    def get(self, path: str, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return requests.get(f"{self.url}{path}", headers=sent, timeout=30).json()

    def end_of(self, job: Any) -> Any:
        def look() -> Any:
            found = self.get(f"/v1/jobs/{job['id']}")
            return found if found["state"] in OVER else None

        return eventually("the job is over", look)


@pytest.fixture
def unit(system: System, town: Town) -> Unit:
    return Unit(system, town)


def content_of(first: int, last: int, *more: str) -> bytes:
    """A file of made-up people, whom no other test brings where the numbers differ."""
    rows = [",".join(entry.values()) for entry in entries(last)[first:]]
    return "\n".join(["external_id,name,identity_number", *rows, *more]).encode()


def test_a_small_file_is_answered_with_its_report(unit: Unit) -> None:
    answer = unit.put(content_of(0, 20))
    job = answer.json()
    again = unit.put(content_of(0, 20)).json()

    assert (answer.status_code, answer.headers["Location"]) == (200, f"/v1/jobs/{job['id']}")
    assert (job["state"], job["report"]["created"], job["findings"]) == ("done", 20, [])
    assert [one["id"] for one in unit.get(f"/v1/units/{unit.id}/jobs")["items"]] == [again["id"], job["id"]]


def test_a_file_without_a_column_leaves_what_is_known_of_it(unit: Unit) -> None:
    head, *people = content_of(6010, 6012).decode().splitlines()
    unit.put("\n".join([f"{head},部门", *(f"{person},财务科" for person in people)]).encode())
    job = unit.put("\n".join([head, *people]).encode()).json()
    members = unit.get(f"/v1/units/{unit.id}/members")["items"]

    assert "department" in job["absent_columns"]
    assert (job["report"]["changed"], job["report"]["unchanged"]) == (0, 2)
    assert [one["department"] for one in members] == ["财务科"] * 2


def test_who_does_not_want_to_wait_gets_a_job(unit: Unit) -> None:
    answer = unit.put(content_of(20, 40), Prefer="respond-async")

    assert (answer.status_code, answer.json()["report"]) == (202, None)
    assert unit.end_of(answer.json())["report"]["created"] == 20


def test_findings_are_told_in_the_callers_language(unit: Unit) -> None:
    answer = unit.put(content_of(40, 41, "S1,谁,1"), Accept_Language="zh")
    (finding,) = answer.json()["findings"]

    assert (finding["line"], finding["column"], finding["code"]) == (3, "identity_number", "roster.identity_invalid")
    assert finding["detail"] == "须为十七位数字加一位校验码（数字或 X）。"
    path = f"/v1/jobs/{answer.json()['id']}/findings"
    assert unit.get(path)["items"][0]["detail"] == "Takes 17 digits and a check digit or X."


def test_the_first_line_of_ndjson_may_have_a_finding_beside_what_is_ignored(unit: Unit) -> None:
    person = entries(6001)[6000]
    content = json.dumps(person | {"name": f" {person['name']}", "民族": "汉"}).encode()
    job = unit.put(content, "application/x-ndjson").json()

    assert (job["state"], job["report"]["created"]) == ("done", 1)
    assert [(one["line"], one["code"]) for one in job["findings"]] == [
        (1, "roster.column_ignored"),
        (1, "roster.spaces"),
    ]


def test_what_is_running_can_be_asked_for(unit: Unit) -> None:
    unit.put(content_of(6001, 6002))

    assert len(unit.get(f"/v1/units/{unit.id}/jobs")["items"]) == 1
    assert unit.get(f"/v1/units/{unit.id}/jobs?running=true")["items"] == []


def test_all_or_nothing_is_refused_with_the_lines_that_are_wrong(unit: Unit) -> None:
    answer = unit.put(content_of(41, 43, "S1,谁,1"), params={"atomic": "true"})
    problem = answer.json()

    assert (answer.status_code, problem["code"]) == (422, "roster.has_errors")
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
        ("#/lines/4/identity_number", "roster.identity_invalid")
    ]
    assert unit.get(f"/v1/units/{unit.id}/members")["items"] == []


def test_many_who_would_leave_are_refused_until_that_is_confirmed(unit: Unit) -> None:
    unit.put(content_of(43, 63))
    refused = unit.put(content_of(43, 48))
    tried = unit.put(content_of(43, 48), params={"dry_run": "true"}, Accept_Language="zh").json()
    confirmed = unit.put(content_of(43, 48), params={"confirm_leaving": "true"})

    assert (refused.status_code, refused.json()["code"]) == (409, "roster.too_many_leave")
    assert tried["refusal"]["detail"].startswith("20名成员中将有15名离册")
    assert confirmed.json()["report"]["left"] == 15


def test_a_dry_run_answers_the_report_and_changes_nothing(unit: Unit) -> None:
    answer = unit.put(content_of(63, 65), params={"dry_run": "true"})

    assert (answer.json()["is_dry_run"], answer.json()["report"]["created"]) == (True, 2)
    assert unit.get(f"/v1/units/{unit.id}/members")["items"] == []


def test_the_same_key_is_the_same_sync_and_no_key_for_another_file(unit: Unit) -> None:
    key = new_id()
    first = unit.put(content_of(65, 70), Idempotency_Key=key)
    again = unit.put(content_of(65, 70), Idempotency_Key=key)
    other = unit.put(content_of(65, 71), Idempotency_Key=key)

    assert again.json()["id"] == first.json()["id"]
    assert again.json()["report"] == first.json()["report"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")


def test_another_file_under_the_key_of_one_that_broke_off_is_refused_and_nothing_is_mixed(
    unit: Unit, system: System
) -> None:
    host, port = system.settings.listens_at
    key, whole = new_id(), content_of(7000, 12_000)
    head = (
        f"PUT /v1/units/{unit.id}/roster HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: {CSV}\r\n"
        f"Authorization: Bearer {unit.token}\r\nIdempotency-Key: {key}\r\nContent-Length: {len(whole)}\r\n\r\n"
    )

    def has_rows() -> bool:
        jobs = unit.get(f"/v1/units/{unit.id}/jobs")["items"]
        return bool(jobs and jobs[0]["progress"]["rows_received"])

    with socket.create_connection((host, port)) as connection:
        connection.sendall(head.encode() + whole[: -len(whole) // 10])
        eventually("some of it is kept", has_rows)
    other = unit.put(content_of(7001, 12_001), Idempotency_Key=key)
    same = unit.put(whole, Idempotency_Key=key)

    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    assert unit.end_of(same.json())["report"]["created"] == 5000


def test_a_file_that_breaks_off_leaves_nothing_and_blocks_nobody(unit: Unit, system: System) -> None:
    host, port = system.settings.listens_at
    head = (
        f"PUT /v1/units/{unit.id}/roster HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: {CSV}\r\n"
        f"Authorization: Bearer {unit.token}\r\nContent-Length: 1000000\r\n\r\n"
    )
    with socket.create_connection((host, port)) as connection:
        connection.sendall(head.encode() + content_of(71, 5000))
        eventually("the sync has begun", lambda: unit.get(f"/v1/units/{unit.id}/jobs")["items"])
    job = unit.get(f"/v1/units/{unit.id}/jobs")["items"][0]

    assert unit.end_of(job)["state"] == "cancelled"
    assert unit.put(content_of(71, 73)).json()["report"]["created"] == 2


def test_a_file_that_is_refused_in_its_middle_blocks_nobody(unit: Unit) -> None:
    refused = unit.put(content_of(20_000, 24_000) + b"\xff\xff\xff", Idempotency_Key=new_id())
    (job,) = unit.get(f"/v1/units/{unit.id}/jobs")["items"]

    assert (refused.status_code, refused.json()["code"], job["state"]) == (400, "roster.encoding", "cancelled")
    assert unit.put(content_of(24_000, 24_002)).json()["report"]["created"] == 2


@pytest.mark.parametrize(
    "content, kind, status, code",
    [
        (b"", CSV, 422, "roster.empty"),
        (b"external_id,name,identity_number\n", CSV, 422, "roster.empty"),
        (b"a,b\n1,2\n", CSV, 422, "roster.header_missing"),
        (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 400, None),
        (b"{}", "application/json", 415, "body.unsupported_type"),
    ],
)
def test_what_is_no_roster_is_refused_before_anything_begins(
    unit: Unit, content: bytes, kind: str, status: int, code: str | None
) -> None:
    answer = unit.put(content, kind)

    assert (answer.status_code, answer.json()["code"]) == (status, code or "roster.workbook_unreadable")
    assert unit.get(f"/v1/units/{unit.id}/jobs")["items"] == []


def test_a_parameter_that_is_none_is_named(unit: Unit) -> None:
    answer = unit.put(content_of(73, 74), params={"dry_run": "perhaps"})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/dry_run")
