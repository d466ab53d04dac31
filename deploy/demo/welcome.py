"""Loads the demo community into a running system and tells what to open."""

import dataclasses
import hashlib
from datetime import datetime
from ipaddress import ip_network
from itertools import count
from typing import Any

from deploy.demo.api import CODE_GRANT, Api, Problem, eventually
from deploy.demo.data import HOME_COMMUNITY, wishes
from deploy.demo.town import Town, settle
from deploy.notice import say, where_kept
from shared.config import Settings

THIS_MACHINE = ip_network("127.0.0.0/8")

PAGE = """
Linli is running.

  open     {url}/docs                                the API, with examples
           {url}/v1/communities/{community}/board    the community's public board
           {url}/v1/communities/{community}/feed     its event feed

  ids      community    {community}
           unit         {unit_id}

  credentials (client id, secret)
           operator     operator  {operator}
           department   {department[client_id]}  {department[client_secret]}
           community    {community_client[client_id]}  {community_client[client_secret]}
           unit         {unit[client_id]}  {unit[client_secret]}
  and of a member (id, one-time code, good until {code_ends})
           member       {code[member_id]}  {code[code]}

  webhooks reach public addresses and {webhook_allow}; LINLI_WEBHOOK_ALLOW names others

  try      curl -s {url}/v1/communities/{community}/board
           curl -s -d grant_type=client_credentials -u {unit[client_id]}:{unit[client_secret]} {url}/oauth/token
           curl -s -d grant_type={grant} -d member_id={code[member_id]} -d code={code[code]} {url}/oauth/token
           curl -s '{url}/v1/communities/{community}/feed?after=0&limit=3'

  kept     {kept}

Ctrl-C stops it.
"""


def for_demo(settings: Settings) -> Settings:
    """Settings with which the page is to be read and tried: few log lines, webhooks to this machine."""
    return dataclasses.replace(settings, log_level="WARNING", webhook_allow=settings.webhook_allow or (THIS_MACHINE,))


def load_demo(settings: Settings) -> Town:
    """The demo's town, brought in with fixed idempotency keys: another start adds nothing."""
    key = "demo-" + hashlib.sha256(settings.operator_secret.encode()).hexdigest()[:16]
    town = settle(Api(settings.public_url), settings.operator_secret, key)
    path = f"/v1/communities/{town.community_id}/wishes"
    for number, wish in enumerate(wishes(HOME_COMMUNITY)):
        publish_once(town.community, path, wish, f"{key}-wish-{number}")
    return town


def publish_once(community: Api, path: str, wish: dict[str, Any], key: str) -> None:
    """
    Publish a wish, once for its key.

    A refusal belongs to its key as an answer does, so each try until the community is known has a key of its own.
    """
    tries = count()

    def publish() -> bool:
        try:
            community.post(path, wish, key=f"{key}-{next(tries)}")
        except Problem as problem:
            if problem.code != "community.unknown":
                raise
            return False
        return True

    eventually("the community is known", publish)


def show_welcome(settings: Settings) -> None:
    """Load the demo and print the page; each time with a fresh code for the same member, the last one ends."""
    town = load_demo(settings)
    code = town.unit.post(f"/v1/members/{town.member_ids[0]}/sign-in-codes")
    page = PAGE.format(
        url=settings.public_url,
        community=town.community_id,
        unit_id=town.unit_id,
        operator=settings.operator_secret,
        department=town.credentials["department"],
        community_client=town.credentials["community"],
        unit=town.credentials["unit"],
        grant=CODE_GRANT,
        code=code,
        code_ends=datetime.fromisoformat(code["expires_at"]).astimezone().isoformat(" ", "minutes"),
        webhook_allow=", ".join(map(str, settings.webhook_allow)) or "no private ones",
        kept=where_kept(settings),
    )
    say(page)
