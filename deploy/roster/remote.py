"""The part of the API that takes rosters, as a unit's own program would call it."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from deploy.demo.api import LOST, Problem
from deploy.roster.upload import Upload
from shared.ids import new_id

TRIES = 5
PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 10.0
ANSWER_SECONDS = (10, 600)  # to connect; for the answer, which may come only when a whole file is taken
PAGE = 200
AWAY = (429, 502, 503, 504)
STALE = ("token.expired", "token.invalid")

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Sending:
    """
    One run: a file for a unit, under the one key by which all its tries are known as the same.

    options: of the query string.
    """

    path: Path
    unit_id: str
    content_type: str
    options: Mapping[str, str]
    key: str = field(default_factory=new_id)


class RosterApi:
    """
    One unit's client. Whatever is lost on the way is sent again, a few times.

    Raises, whatever is called:
        Problem: the API refused.
        requests.RequestException: it can't be reached, or answers with something else.
    """

    def __init__(self, url: str, client_id: str, client_secret: str, *, language: str) -> None:
        self._url = url.rstrip("/")
        self._client = (client_id, client_secret)
        self._token = ""
        self._session = requests.Session()
        self._session.headers["Accept-Language"] = language

    def push(self, sending: Sending, tell: Tell) -> dict[str, Any]:
        """Send a roster; the job that syncs it. `tell` is told how many bytes of it are on their way."""

        def send() -> Any:
            with Upload(sending.path, tell) as upload:
                headers = {
                    "Content-Type": sending.content_type,
                    "Idempotency-Key": sending.key,
                    "Prefer": "respond-async",  # the job, whose findings are to be had even if it is refused
                }
                path = f"/v1/units/{sending.unit_id}/roster"
                return self._ask("PUT", path, params=sending.options, data=upload, headers=headers)

        job: dict[str, Any] = _several_times(send)
        return job

    def job(self, job_id: str) -> dict[str, Any]:
        found: dict[str, Any] = _several_times(lambda: self._ask("GET", f"/v1/jobs/{job_id}"))
        return found

    def find_running(self, unit_id: str) -> str | None:
        """The id of the unit's job that isn't over."""
        path = f"/v1/units/{unit_id}/jobs"
        page = _several_times(lambda: self._ask("GET", path, params={"running": "true"}))
        return page["items"][0]["id"] if page["items"] else None

    def cancel(self, job_id: str) -> dict[str, Any]:
        """Ask that a job ends; how it stands, for it may have ended by itself."""
        headers = {"Idempotency-Key": new_id()}
        path = f"/v1/jobs/{job_id}/cancellation"
        try:
            found: dict[str, Any] = _several_times(lambda: self._ask("POST", path, json={}, headers=headers))
        except Problem:
            return self.job(job_id)
        return found

    def findings(self, job_id: str, kind: str) -> Iterator[dict[str, Any]]:
        """What was found in lines, page by page, in the order of the lines."""
        after: dict[str, str] = {}
        while True:
            params = {"kind": kind, "limit": PAGE, **after}
            page = _several_times(lambda: self._ask("GET", f"/v1/jobs/{job_id}/findings", params=params))  # noqa: B023
            yield from page["items"]
            if page["next"] is None:
                return
            after = {"after": page["next"]}

    def sign_in(self) -> None:
        form = {"grant_type": "client_credentials"}
        url = f"{self._url}/oauth/token"
        self._token = _several_times(
            lambda: _read(self._session.post(url, data=form, auth=self._client, timeout=ANSWER_SECONDS))
        )["access_token"]

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        if not self._token:
            self.sign_in()
        options["headers"] = {**options.get("headers", {}), "Authorization": f"Bearer {self._token}"}
        response = self._session.request(method, self._url + path, timeout=ANSWER_SECONDS, **options)
        if response.status_code == 401:  # it was good when this began
            self.sign_in()
        return _read(response)


def _read(response: requests.Response) -> Any:
    body = response.json()
    if not isinstance(body, dict):
        raise requests.exceptions.InvalidJSONError("no object")
    if response.status_code >= 400:
        raise Problem(response.status_code, body)
    return body


def _several_times(send: Callable[[], Any]) -> Any:
    """The answer; a try that was cut off may still be running out when the next one comes, which is waited for."""
    was_lost = False
    for tries in range(1, TRIES + 1):
        try:
            return send()
        except LOST:
            was_lost = True
            if tries == TRIES:
                raise
        except Problem as problem:
            is_passing = (
                problem.status in AWAY or problem.code in STALE or (was_lost and problem.code == "roster.sync_running")
            )
            if not is_passing or tries == TRIES:
                raise
        time.sleep(min(PAUSE_SECONDS * 2 ** (tries - 1), LONGEST_PAUSE_SECONDS))
    raise AssertionError
