"""
A social organisation's own system: it proposes for calls, signs, holds activities, delivers, and asks to be paid.

    python organisation.py URL CLIENT_ID SECRET ORGANISATION_ID

tells what is new, what there is to decide, and does what needs nobody to decide it. All else is a method to be called
once somebody has decided.
"""

import hashlib
import json
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

LOST = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
AWAY = {429, 502, 503, 504}
PAUSES_SECONDS = (0.2, 0.5, 1, 2, 5, 10, 20, 30)
PAGE = 100
NOT_HEARD_YET = {"project.unknown", "project.not_active"}
ASKED_ALREADY = "payment.nothing_due"


class Refused(Exception):
    """The platform doesn't do it: `code` stays the same for programs, `problem` is all that it says (RFC 9457)."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        self.code = str(problem.get("code") or problem.get("error"))
        super().__init__(f"{self.code}: {problem.get('detail', '')} {problem.get('errors', '')}")


class Notes:
    """What has to survive a restart, in a file: how far the feed is read, and the keys of changes without an answer."""

    def __init__(self, path: Path) -> None:
        self._path = path
        empty = {"position": 0, "keys": {}}
        self._kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else empty

    @property
    def position(self) -> int:
        return int(self._kept["position"])

    def read_to(self, position: int) -> None:
        self._kept["position"] = position
        self._write()

    def key_of(self, change: str) -> str:
        """A change is sent under the same key until it is answered, also by whoever starts this anew in between."""
        if change not in self._kept["keys"]:
            self._kept["keys"][change] = secrets.token_hex(16)
            self._write()
        return str(self._kept["keys"][change])

    def forget(self, change: str) -> None:
        del self._kept["keys"][change]
        self._write()

    def _write(self) -> None:
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps(self._kept), encoding="utf-8")
        beside.replace(self._path)  # the old file or the new one, never half of it


class Linli:
    """The platform, as one organisation reaches it. A change has one effect, however often its answer is lost."""

    def __init__(self, url: str, client_id: str, secret: str, notes: Notes) -> None:
        self._url, self._client, self._notes = url.rstrip("/"), (client_id, secret), notes
        self._http, self._token = requests.Session(), ""

    def get(self, path: str, **query: Any) -> Any:
        return _read(self._send("GET", path, params=query))

    def all_of(self, path: str, **query: Any) -> list[Any]:
        """All of a list, page by page."""
        page = self.get(path, **query, limit=PAGE)
        items: list[Any] = page["items"]
        while page["next"]:
            page = self.get(path, **query, limit=PAGE, after=page["next"])
            items += page["items"]
        return items

    def post(self, path: str, body: dict[str, Any] | None = None, *, version: int | None = None) -> Any:
        """version: the one that you have read; if somebody has changed it since, it is refused."""
        return self._change("POST", path, json.dumps(body or {}).encode(), _as_json(version))

    def put(self, path: str, body: dict[str, Any], *, version: int) -> Any:
        """In place of what stands, if that is still the version that you have read."""
        return self._change("PUT", path, json.dumps(body).encode(), _as_json(version))

    def attach(self, path: str, file: Path, media_type: str) -> Any:
        disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
        headers = {"Content-Type": media_type, "Content-Disposition": disposition}
        return self._change("POST", path, file.read_bytes(), headers)

    def _change(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        change = hashlib.sha256(f"{method} {path} {headers}".encode() + body).hexdigest()
        headers = headers | {"Idempotency-Key": self._notes.key_of(change)}
        answer = self._send(method, path, data=body, headers=headers)  # raises where none comes: the key is kept
        self._notes.forget(change)
        return _read(answer)

    def _send(self, method: str, path: str, *, headers: dict[str, str] | None = None, **content: Any) -> Any:
        def send() -> requests.Response:
            self._token = self._token or self._new_token()
            signed = {"Authorization": f"Bearer {self._token}", **(headers or {})}
            return self._http.request(method, self._url + path, headers=signed, timeout=30, **content)

        answer = _patiently(send)
        if answer.status_code == 401:  # the token's time is over
            self._token = ""
            answer = _patiently(send)
        return answer

    def _new_token(self) -> str:
        def ask() -> requests.Response:
            form = {"grant_type": "client_credentials"}
            return self._http.post(f"{self._url}/oauth/token", data=form, auth=self._client, timeout=30)

        return str(_read(_patiently(ask))["access_token"])


class SocialOrganisation:
    """What an organisation does in the course of a project, from the call to the last payment."""

    def __init__(self, organisation_id: str, linli: Linli, notes: Notes) -> None:
        self.id, self.linli, self._notes = organisation_id, linli, notes

    def news(self) -> Iterator[dict[str, Any]]:
        """
        The events behind the last one that was dealt with; one is dealt with when the next one is asked for. So each
        comes at least once: what is done with it must bear to be done again.
        """
        while page := self.linli.get(f"/v1/organisations/{self.id}/feed", after=self._notes.position, limit=PAGE):
            for event in page:
                yield event
                self._notes.read_to(event["position"])

    def answer(self, event: dict[str, Any]) -> Any:
        """Do what an event asks for where nobody has to decide it; else give what is to be read first, if anything."""
        told = event["data"]
        match event["type"]:
            case "linli.proposal.unconfirmed.v1":
                return self.amended(told["proposal_id"])
            case "linli.partner.asked.v1":
                return self.linli.get(f"/v1/proposals/{told['proposal_id']}")
            case "linli.milestone.settled.v1" if told["accepted_minor"]:
                self._ask_once(told["milestone_id"])
        return None

    def _ask_once(self, milestone_id: str) -> None:
        try:
            self.ask_for_payment(milestone_id)
        except Refused as refused:
            if refused.code != ASKED_ALREADY:
                raise

    def find_calls(self, field: str) -> list[Any]:
        """The calls that take proposals now, of a field such as `elderly`; whose deadline comes first, first."""
        return self.linli.all_of("/v1/calls", state="published", field=field, order="soonest_first")

    def propose(self, call_id: str, content: dict[str, Any], *files: Path) -> Any:
        """
        Write a proposal, attach what belongs to it as PDF, and submit it; the receipt. Nobody reads it till then. Where
        its submission is refused, it stays a draft: `rewrite` that.
        """
        proposal = self.linli.post(f"/v1/calls/{call_id}/proposals", {"content": content})
        return self._submit(proposal["id"], files)

    def proposals(self, call_id: str) -> list[Any]:
        """Your proposals for a call, drafts too, and those that you are a partner of."""
        return self.linli.all_of("/v1/proposals", call_id=call_id)

    def rewrite(self, proposal_id: str, content: dict[str, Any], *files: Path) -> Any:
        """Another content for a draft, with these files beside those it has, and submit it; the receipt."""
        home = f"/v1/proposals/{proposal_id}"
        self.linli.put(home, {"content": content}, version=self.linli.get(home)["version"])
        return self._submit(proposal_id, files)

    def _submit(self, proposal_id: str, files: Iterable[Path]) -> Any:
        home = f"/v1/proposals/{proposal_id}"
        for file in files:
            self.linli.attach(f"{home}/files", file, "application/pdf")
        return self.linli.post(f"{home}/submission")

    def revise(self, proposal_id: str) -> Any:
        """Let a proposal be a draft again. It counts only once it is submitted again: see `rewrite`."""
        return self.linli.post(f"/v1/proposals/{proposal_id}/revision")

    def withdraw(self, proposal_id: str) -> Any:
        """Take a proposal back for good."""
        return self.linli.post(f"/v1/proposals/{proposal_id}/withdrawal")

    def amended(self, proposal_id: str) -> dict[str, Any]:
        """A proposal, and how its call was amended, the last change first: `confirm` it, `revise` or `withdraw` it."""
        proposal = self.linli.get(f"/v1/proposals/{proposal_id}")
        path = f"/v1/calls/{proposal['call_id']}/amendments"
        return {"proposal": proposal, "amendments": self.linli.all_of(path, order="newest_first")}

    def confirm(self, proposal_id: str, version: int) -> Any:
        """
        Say that a proposal stands, though its call was amended; unconfirmed, it isn't judged. version: of the proposal,
        as it was when you read the amendments; after another amendment it is another one, and this is refused.
        """
        return self.linli.post(f"/v1/proposals/{proposal_id}/confirmation", version=version)

    def confirm_partnership(self, proposal_id: str, version: int) -> Any:
        """Say that you are a partner in another's proposal. version: the one that you have read."""
        return self.linli.post(f"/v1/proposals/{proposal_id}/partners/{self.id}/confirmation", version=version)

    def sign(self, contract_id: str, name: str, title: str) -> Any:
        """Sign the contract as it stands. Read its text first: the SHA-256 says which one you have signed."""
        contract = self.linli.get(f"/v1/contracts/{contract_id}")
        return self._sign(f"/v1/contracts/{contract_id}/signatures", contract, contract["standing"], name, title)

    def agree(self, contract_id: str, name: str, title: str) -> Any:
        """Sign the amendment that the department proposes."""
        contract = self.linli.get(f"/v1/contracts/{contract_id}")
        path = f"/v1/contracts/{contract_id}/amendment/agreement"
        return self._sign(path, contract, contract["proposed"], name, title)

    def _sign(self, path: str, contract: Any, text: Any, name: str, title: str) -> Any:
        if hashlib.sha256(text["text"].encode()).hexdigest() != text["sha256"]:
            raise ValueError("not the text that it says it is")
        signature = {"sha256": text["sha256"], "signatory_name": name, "signatory_title": title}
        return self.linli.post(path, signature, version=contract["version"])

    def hold_activity(self, project_id: str, plan: dict[str, Any]) -> Any:
        """Plan an activity of your project, and publish it: members may claim places in it from now on."""
        for pause in PAUSES_SECONDS:
            try:
                item = self.linli.post(f"/v1/projects/{project_id}/activities", plan)
                return self.linli.post(f"/v1/menu-items/{item['id']}/publication")
            except Refused as refused:
                if refused.code not in NOT_HEARD_YET:
                    raise
            time.sleep(pause)  # the contract was signed a moment ago
        raise TimeoutError("the project isn't known to be yours")

    def deliver(self, milestone_id: str, note: str, *files: Path) -> Any:
        """Attach the deliverables of a milestone as PDF, and submit it: community and residents judge it."""
        home = f"/v1/milestones/{milestone_id}"
        for file in files:
            self.linli.attach(f"{home}/files", file, "application/pdf")
        return self.linli.post(f"{home}/submission", {"note": note})

    def ask_for_payment(self, milestone_id: str) -> Any:
        """For all of a milestone that is accepted and not asked for yet."""
        return self.linli.post(f"/v1/milestones/{milestone_id}/payments")


def _as_json(version: int | None) -> dict[str, str]:
    headers = {"Content-Type": "application/json"}
    return headers if version is None else headers | {"If-Match": f'"v{version}"'}


def _patiently(send: Callable[[], requests.Response]) -> requests.Response:
    """
    Send until there is an answer, each time later, or as late as `Retry-After` asks.

    Raises:
        TimeoutError: there was none; the same again, whenever, has one effect with what was sent by now.
    """
    for pause in PAUSES_SECONDS:
        try:
            answer = send()
        except LOST:
            time.sleep(pause)
            continue
        if answer.status_code not in AWAY:
            return answer
        time.sleep(float(answer.headers.get("Retry-After", pause)))
    raise TimeoutError("the platform doesn't answer")


def _read(answer: requests.Response) -> Any:
    if answer.status_code >= 400:
        raise Refused(answer.json())
    return answer.json()


def main(url: str, client_id: str, secret: str, organisation_id: str) -> None:
    notes = Notes(Path("linli-notes.json"))
    organisation = SocialOrganisation(organisation_id, Linli(url, client_id, secret, notes), notes)
    for event in organisation.news():
        sys.stdout.write(f"{event['position']} {event['type']} {event['data']}\n")
        if to_read := organisation.answer(event):
            sys.stdout.write(f"  to be decided: {json.dumps(to_read, ensure_ascii=False)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
