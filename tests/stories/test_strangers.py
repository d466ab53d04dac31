"""Strangers who guess don't keep anybody from signing in, with all limits on."""

import dataclasses
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
import requests

from deploy.demo.api import CODE_GRANT, Api, eventually
from deploy.demo.town import roster, settle
from shared.ids import new_id
from tests.systems import System, settings_of_a_system

HOME, STRANGER, ANOTHER = "192.0.2.1", "198.51.100.1", "203.0.113.1"


def post(system: System, path: str, network: str, **options: Any) -> requests.Response:
    return requests.post(f"{system.url}{path}", headers={"X-Forwarded-For": network}, timeout=30, **options)


def sign_in(system: System, network: str, **form: str) -> int:
    return post(system, "/oauth/token", network, data={"grant_type": CODE_GRANT, **form}).status_code


def codes_sent(system: System) -> list[str]:
    path = system.settings.home / "messages.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line for line in lines if json.loads(line)]


@pytest.mark.slow
def test_members_sign_in_while_strangers_guess() -> None:
    with tempfile.TemporaryDirectory(prefix="linli-test-") as folder:
        settings = settings_of_a_system("embedded", Path(folder))
        system = System(dataclasses.replace(settings, rate_limit_per_minute=1200, trusted_proxies=1))
        try:
            system.start()
            system.wait_until_ready()
            town = settle(Api(system.url), settings.operator_secret, new_id())
            _guess_the_units_code(system, town)
            _guess_the_phones_code(system, town)
        finally:
            system.stop()


def _guess_the_units_code(system: System, town: Any) -> None:
    member_id = town.member_ids[0]
    code = town.unit.post(f"/v1/members/{member_id}/sign-in-codes")["code"]
    guesses = [
        sign_in(system, network, member_id=member_id, code="2" * 10)
        for network in (STRANGER, ANOTHER)
        for _ in range(12)
    ]

    assert {*guesses} == {400, 429}
    assert sign_in(system, HOME, member_id=member_id, code=code) == 200


def _guess_the_phones_code(system: System, town: Any) -> None:
    tenant_id, phone = town.tenant["id"], roster(1)[0]["phone"]
    asked = {"tenant_id": tenant_id, "phone": phone}
    assert post(system, "/v1/sign-in-codes", HOME, json=asked).status_code == 202
    text = eventually("the code goes out", lambda: codes_sent(system))[-1]
    code = next(word for word in _numbers(text) if len(word) == 6)
    for network in (STRANGER, ANOTHER):
        for _ in range(12):
            post(system, "/v1/sign-in-codes", network, json=asked)
            assert sign_in(system, network, **asked, code="000000" if code != "000000" else "000001") in (400, 429)

    assert sign_in(system, HOME, **asked, code=code) == 200


def _numbers(text: str) -> list[str]:
    return "".join(letter if letter.isdigit() else " " for letter in text).split()
