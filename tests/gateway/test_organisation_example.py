"""The program that `/docs/organisations` shows: what it does when answers are lost, and when it is started anew."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.gateway.edge import THING, Edge
from tests.shown import names_in

CONNECTION_LOST = 0
FORM = {"note": "已完成"}


class Platform:
    """Answers each request with the next of its statuses, 0 for a connection that is lost; then with 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.asked: list[tuple[str, str | None]] = []
        self.tokens = 0
        self.pages: list[list[Any]] = []
        self.read_behind: list[str] = []
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                if self.path == "/oauth/token":
                    platform.tokens += 1
                    return self._answer(200, {"access_token": f"token {platform.tokens}"})
                platform.asked.append((self.headers["Authorization"], self.headers["Idempotency-Key"]))
                status = platform.statuses.pop(0) if platform.statuses else 200
                if status == CONNECTION_LOST:
                    self.close_connection = True
                    return None
                return self._answer(status, {"code": f"code.{status}"})

            def do_GET(self) -> None:
                platform.read_behind += parse_qs(urlsplit(self.path).query)["after"]
                self._answer(200, platform.pages.pop(0))

            def _answer(self, status: int, body: Any) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                if status in (429, 503):
                    self.send_header("Retry-After", "0")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def keys(self) -> list[str | None]:
        return [key for _, key in self.asked]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def platform() -> Iterator[Platform]:
    platform = Platform()
    yield platform
    platform.close()


class Program:
    """The program, as it is shown, with its notes in a folder."""

    def __init__(self, edge: Edge, platform: Platform, folder: Path) -> None:
        self.shown = names_in(edge.get("/docs/organisations").text)
        self.shown["PAUSES_SECONDS"] = (0, 0, 0, 0)
        self._url, self._path = platform.url, folder / "notes.json"
        self._sessions: list[Any] = []

    def started(self) -> Any:
        notes = self.shown["Notes"](self._path)
        linli = self.shown["Linli"](self._url, "client", "secret", notes)
        self._sessions.append(linli._http)
        return self.shown["SocialOrganisation"](THING, linli, notes)

    def close(self) -> None:
        for session in self._sessions:
            session.close()


@pytest.fixture
def program(edge: Edge, platform: Platform, tmp_path: Path) -> Iterator[Program]:
    program = Program(edge, platform, tmp_path)
    yield program
    program.close()


def test_a_change_is_sent_under_one_key_until_it_is_answered(program: Program, platform: Platform) -> None:
    platform.statuses = [503, CONNECTION_LOST, 429]
    program.started().deliver(THING, FORM["note"])

    assert len(platform.keys) == 4
    assert len(set(platform.keys)) == 1


def test_who_is_started_anew_before_the_answer_came_sends_the_same_key(program: Program, platform: Platform) -> None:
    platform.statuses = [503] * 4
    with pytest.raises(TimeoutError):
        program.started().deliver(THING, FORM["note"])
    program.started().deliver(THING, FORM["note"])

    assert len(platform.keys) == 5
    assert len(set(platform.keys)) == 1


@pytest.mark.parametrize("status", [200, 409])
def test_what_was_answered_is_another_change_the_next_time(program: Program, platform: Platform, status: int) -> None:
    platform.statuses = [status]
    with suppress(program.shown["Refused"]):
        program.started().deliver(THING, FORM["note"])
    program.started().deliver(THING, FORM["note"])

    assert len(set(platform.keys)) == 2


def test_a_token_whose_time_is_over_is_renewed_under_the_same_key(program: Program, platform: Platform) -> None:
    platform.statuses = [401]
    program.started().deliver(THING, FORM["note"])
    (first, key), (second, same) = platform.asked

    assert (first, second) == ("Bearer token 1", "Bearer token 2")
    assert key == same


def test_an_event_that_wasnt_dealt_with_comes_again_and_none_is_left_out(program: Program, platform: Platform) -> None:
    events = [{"position": number} for number in (1, 2, 3)]
    platform.pages = [events, events[1:], [], []]
    news = program.started().news()
    first, second = next(news), next(news)
    again = list(program.started().news())

    assert (first, second, again) == (events[0], events[1], events[1:])
    assert list(program.started().news()) == []
    assert platform.read_behind == ["0", "1", "3", "3"]


@pytest.mark.parametrize("code, is_done", [("payment.nothing_due", True), ("milestone.not_in_step", False)])
def test_what_an_event_asks_for_may_be_done_already(program: Program, code: str, is_done: bool) -> None:
    organisation, refused = program.started(), program.shown["Refused"]

    def refuse(*_: Any) -> None:
        raise refused({"code": code})

    organisation.ask_for_payment = refuse
    event = {"type": "linli.milestone.settled.v1", "data": {"milestone_id": THING, "accepted_minor": 1}}

    with nullcontext() if is_done else pytest.raises(refused, match=re.escape(code)):
        organisation.answer(event)


def test_what_was_amended_is_given_to_be_read_and_isnt_confirmed(program: Program, platform: Platform) -> None:
    organisation = program.started()
    answers = {
        f"/v1/proposals/{THING}": {"call_id": "of it", "version": 3},
        "/v1/calls/of it/amendments": {"items": [{"reason": "延长签约时间"}], "next": None},
    }
    organisation.linli.get = lambda path, **_: answers[path]
    event = {"type": "linli.proposal.unconfirmed.v1", "data": {"proposal_id": THING}}
    read = organisation.answer(event)

    assert read["amendments"] == [{"reason": "延长签约时间"}]
    assert platform.asked == []
    organisation.confirm(THING, read["proposal"]["version"])
    assert len(platform.asked) == 1


def test_a_text_that_isnt_what_its_sum_says_is_not_signed(program: Program) -> None:
    organisation = program.started()
    text = {"text": "{}", "sha256": "0" * 64}
    organisation.linli.get = lambda _: {"version": 1, "standing": text}

    with pytest.raises(ValueError, match="not the text"):
        organisation.sign(THING, "周静", "理事长")
