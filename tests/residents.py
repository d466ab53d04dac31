"""Residents of a running system, who sign in by the codes that their phones get."""

import json

from deploy.demo.api import Api, eventually
from services.notifications.channels import FILE
from tests.systems import System

PHONE = "13904310002"


def texts(system: System, about: str = "") -> list[str]:
    """What the resident's phone got, oldest first; about: what stands in each, where the system has other stories."""
    path = system.settings.home / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [told["text"] for told in map(json.loads, lines) if told["to"] == PHONE and about in told["text"]]


def sign_in_resident(system: System, api: Api, tenant_id: str) -> Api:
    before = len(texts(system))
    api.post("/v1/sign-in-codes", {"tenant_id": tenant_id, "phone": PHONE, "sign_in_as": "resident"})
    text = eventually("the code is sent", lambda: next(iter(texts(system)[before:]), None))
    code = "".join(filter(str.isdigit, text))[:6]
    return api.as_resident(tenant_id, PHONE, code)
