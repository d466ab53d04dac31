"""The pages beside the OpenAPI viewer: what they say is held against what the platform does."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from gateway.catalogue import CATALOGUE, FIELD_CODES
from services.notifications.addresses import CheckedSession
from services.notifications.delivery import RETRY_SECONDS, WebhookSender
from services.notifications.model import WEBHOOKS_PER_ORGANISATION
from services.notifications.patience import ANSWER_SECONDS
from services.notifications.service import NOTIFICATIONS
from shared.clock import SystemClock
from shared.messages.declare import feed_events, fields_of
from shared.messages.notifications import CreateWebhook
from tests.gateway.edge import Edge
from tests.harness import Harness, harness_for
from tests.services.notifications.facts import COMMUNITY, FOR_COMMUNITY, community_opened, wish_published
from tests.services.notifications.receiver import Received, Receiver

LOOPBACK = ip_network("127.0.0.0/8")
SECONDS = {"s": 1, "min": 60, "h": 3600}


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[Harness]:
    for harness in harness_for(NOTIFICATIONS, "sqlite", tmp_path):
        tools = harness.tools
        harness.tools = replace(tools, clock=SystemClock(), settings=replace(tools.settings, webhook_allow=(LOOPBACK,)))
        yield harness


@pytest.fixture
def deliveries(harness: Harness) -> Iterator[tuple[str, list[Received]]]:
    """A webhook's secret, and three deliveries that were really made."""
    receiver = Receiver()
    command = CreateWebhook(stream="community", stream_id=COMMUNITY, url=receiver.url)
    secret = harness.send(command, FOR_COMMUNITY, expires_at=SystemClock().now().timestamp() + 10)["secret"]
    harness.tell(community_opened(), wish_published(), wish_published())
    try:
        with CheckedSession((LOOPBACK,)) as http:
            WebhookSender(harness.database, harness.tools, http).deliver_due()
        yield secret, receiver.received
    finally:
        receiver.close()


def example(edge: Edge) -> Any:
    """The receiver's class, as the page shows it."""
    found = re.search(r"<pre><code>(.*?)</code></pre>", edge.get("/docs/webhooks").text, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {"__name__": "receiver"}
    exec(html.unescape(found[1]), names)  # noqa: S102 (what readers are told to run)
    return names["Receiver"]


def test_the_example_takes_deliveries_in_order_and_each_once(
    edge: Edge, deliveries: tuple[str, list[Received]]
) -> None:
    secret, (first, second, third) = deliveries
    kept: list[dict[str, Any]] = []
    receiver = example(edge)(secret, kept.append)
    statuses = [receiver.receive(one.headers, one.body) for one in (first, third, second, second, third)]

    assert statuses == [204, 503, 204, 204, 204]
    assert [event["position"] for event in kept] == [1, 2, 3]
    assert kept[0]["type"] == "linli.community.opened.v1"


def test_the_example_takes_nothing_that_is_forged(edge: Edge, deliveries: tuple[str, list[Received]]) -> None:
    secret, (delivery, *_) = deliveries
    kept: list[dict[str, Any]] = []
    receiver, stranger = example(edge)(secret, kept.append), example(edge)("whsec_c3RyYW5nZXI=", kept.append)
    statuses = [
        receiver.receive(delivery.headers, delivery.body.replace(b"SFJ", b"XXX").replace(b"WTL", b"XXX")),
        receiver.receive({**delivery.headers, "webhook-timestamp": "1700000000"}, delivery.body),
        receiver.receive({**delivery.headers, "webhook-signature": "nothing"}, delivery.body),
        receiver.receive({}, delivery.body),
        stranger.receive(delivery.headers, delivery.body),
    ]

    assert (statuses, kept) == ([401] * 5, [])


def test_the_retries_are_as_told(edge: Edge) -> None:
    page = edge.get("/docs/webhooks").text
    told = re.search(r"after ([^<]*?), then every 24 h", page)
    assert told is not None
    steps = [int(number) * SECONDS[unit] for number, unit in re.findall(r"(\d+) (s|min|h)\b", told[1])]

    assert tuple(steps) == RETRY_SECONDS
    assert f"within {ANSWER_SECONDS:.0f} seconds" in page
    assert f"{WEBHOOKS_PER_ORGANISATION} webhooks at most" in page


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature", "linli-position"])
def test_the_headers_of_a_delivery_are_told(edge: Edge, deliveries: tuple[str, list[Received]], header: str) -> None:
    described = edge.get("/openapi.json").json["webhooks"]["event"]["post"]["parameters"]

    assert header in edge.get("/docs/webhooks").text
    assert header in deliveries[1][0].headers
    assert header in [parameter["name"] for parameter in described]


def test_every_event_is_told_with_its_fields_and_when_it_happens(edge: Edge) -> None:
    page = edge.get("/docs/events").text
    for event in feed_events():
        section = page.split(f'id="{event.type}"')[1].split("<h2")[0]

        assert html.escape(event.__doc__ or "missing").split()[0] in section
        assert re.findall(r"<td><code>(\w+)</code>", section) == [
            spec.name for spec in fields_of(event) if spec.audiences
        ]


def test_where_a_field_can_be_seen_is_told(edge: Edge) -> None:
    section = edge.get("/docs/events").text.split('id="linli.rating.given.v1"')[1]

    assert "<td><code>wish_id</code></td><td>✓</td><td>✓</td><td></td>" in section
    assert "<td><code>score</code></td><td></td><td>✓</td><td></td>" in section


def test_the_error_page_has_an_anchor_for_every_code(edge: Edge) -> None:
    page = edge.get("/docs/errors").text

    assert [code for code in (*CATALOGUE, *FIELD_CODES) if f'id="{code}"' not in page] == []
    assert "需要访问令牌" in page
    assert "Somebody has claimed this wish" in page
    assert "The value is outside its bounds" in page
    assert "超出允许范围" in page
