"""A small client of the HTTP API, as an integrator would write it: tokens, idempotent retries, problems as errors."""

import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import quote

import requests

from shared.ids import new_id

T = TypeVar("T")

PATIENCE_SECONDS = 60.0
LOST = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
PAUSE_SECONDS = 0.2
CODE_GRANT = "urn:linli:params:oauth:grant-type:one-time-code"


class Problem(Exception):
    """The API refused; `code` is the stable code of the problem, `body` all that it says."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.body = body
        self.code = str(body.get("code") or body.get("error"))
        super().__init__(f"{status} {self.code} {body.get('detail', '')} {body.get('errors', '')}")


class Overdue(Exception):
    """Something that was to happen has not happened in time."""


def eventually(what: str, probe: Callable[[], T | None], seconds: float = PATIENCE_SECONDS) -> T:
    """The first answer of a probe that isn't None or False."""
    ends_at = time.monotonic() + seconds
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > ends_at:
            raise Overdue(what)
        time.sleep(PAUSE_SECONDS)


def post_when_known(caller: "Api", path: str, body: dict[str, Any]) -> Any:
    """Post as soon as the service has heard of what is named, as a member or community, which takes an event's time."""

    def post() -> Any:
        try:
            return caller.post(path, body)
        except Problem as problem:
            if not problem.code.endswith(".unknown") or problem.status != 409:
                raise
            return None

    return eventually(f"{path} is known", post)


def once_known(send: Callable[[], Any]) -> Any:
    """The answer, as soon as what the request names is known where it is needed."""

    def attempt() -> Any:
        try:
            return send()
        except Problem as problem:
            if not problem.code.endswith(".unknown"):
                raise
            return None

    return eventually("what it names is known", attempt)


def _if_match(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"v{version}"'}


class Api:
    """
    One caller of the API.

    Each change carries an Idempotency-Key and is repeated with the same key while the system is away, so that it is
    carried out once whatever happens in between.
    """

    def __init__(self, base_url: str, renew: Callable[[], str] | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self._renew = renew
        self._token = ""
        self._session = requests.Session()

    def as_client(self, client_id: str, client_secret: str) -> "Api":
        """The same API, called by an organisation."""
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
        return Api(self.base_url, lambda: self._fetch_token(form))

    def as_member(self, member_id: str, code: str) -> "Api":
        """The same API, called by a member who signs in with a one-time code."""
        form = {"grant_type": CODE_GRANT, "member_id": member_id, "code": code}
        member = Api(self.base_url)
        member._token = self._fetch_token(form)
        return member

    def as_resident(self, tenant_id: str, phone: str, code: str) -> "Api":
        """The same API, called by a resident who signs in with the code that their phone got."""
        form = {"grant_type": CODE_GRANT, "tenant_id": tenant_id, "phone": phone, "code": code, "as": "resident"}
        resident = Api(self.base_url)
        resident._token = self._fetch_token(form)
        return resident

    def get(self, path: str, **params: Any) -> Any:
        return self._send("GET", path, params=params).json()

    def download(self, path: str, media_type: str) -> bytes:
        """What is answered as a file of a type."""
        return self._send("GET", path, headers={"Accept": media_type}).content

    def post(
        self, path: str, body: dict[str, Any] | None = None, *, key: str | None = None, version: int | None = None
    ) -> Any:
        """
        The answer; `key` names the change when the caller may come back to it later, `version` is the one that the
        caller has read.
        """
        headers = {"Idempotency-Key": key or new_id()} | _if_match(version)
        response = self._send("POST", path, json=body or {}, headers=headers)
        return response.json() if response.content else None

    def upload(self, path: str, content: bytes, media_type: str, *, name: str = "") -> Any:
        """The answer to a file, which is told what it is called where that is asked for."""
        headers = {"Idempotency-Key": new_id(), "Content-Type": media_type}
        if name:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        return self._send("POST", path, data=content, headers=headers).json()

    def delete(self, path: str) -> None:
        self._send("DELETE", path, headers={"Idempotency-Key": new_id()})

    def put(self, path: str, body: dict[str, Any], *, version: int | None = None) -> Any:
        return self._send("PUT", path, json=body, headers={"Idempotency-Key": new_id()} | _if_match(version)).json()

    def pages(self, path: str, **params: Any) -> Iterator[Any]:
        """All items of a list."""
        after: str | None = None
        while True:
            page = self.get(path, **params, **({"after": after} if after else {}))
            yield from page["items"]
            after = page["next"]
            if after is None:
                return

    def feed(self, path: str, after: int = 0) -> list[dict[str, Any]]:
        """All events of a feed behind a position."""
        events: list[dict[str, Any]] = []
        while True:
            batch = self.get(path, after=events[-1]["position"] if events else after, limit=500)
            if not batch:
                return events
            events += batch

    def _fetch_token(self, form: dict[str, str]) -> str:
        response = self._patiently(lambda: self._session.post(f"{self.base_url}/oauth/token", data=form, timeout=30))
        return str(response.json()["access_token"])

    def _send(self, method: str, path: str, **options: Any) -> requests.Response:
        if not self._token and self._renew:
            self._token = self._renew()
        headers = options.pop("headers", {})
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        url = self.base_url + path
        return self._patiently(lambda: self._session.request(method, url, headers=headers, timeout=30, **options))

    def _patiently(self, send: Callable[[], requests.Response]) -> requests.Response:
        """Send until the system answers for itself: lost connections, 429 and 503 are waited out."""
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                response = send()
            except LOST:
                if time.monotonic() > ends_at:
                    raise
                time.sleep(PAUSE_SECONDS)
                continue
            if response.status_code in (429, 502, 503) and time.monotonic() < ends_at:
                time.sleep(min(float(response.headers.get("Retry-After", PAUSE_SECONDS)), 5.0))
                continue
            if response.status_code >= 400:
                raise Problem(response.status_code, response.json())
            return response
