"""The pages beside the OpenAPI viewer: what they say is held against what the platform does."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any, get_args

import pytest

from gateway.catalogue import ATTEMPT_CODES, CATALOGUE, FIELD_CODES
from gateway.glossary import FIELDS, VALUES, meaning_of, values_of
from gateway.handbook import PAGES
from gateway.routes import ROUTES
from services.notifications.addresses import CheckedSession
from services.notifications.delivery import RETRY_SECONDS, WebhookSender
from services.notifications.model import WEBHOOKS_PER_ORGANISATION
from services.notifications.patience import ANSWER_SECONDS
from services.notifications.service import NOTIFICATIONS
from shared.clock import SystemClock
from shared.messages.declare import SHAPES, Event, FieldSpec, feed_events, fields_of
from shared.messages.engagement import DeliveryConfirmed, WishReturned
from shared.messages.evaluation import RatingGiven
from shared.messages.notifications import CreateWebhook
from shared.messages.outsourcing.machines import MACHINES
from tests.gateway.edge import Edge
from tests.harness import Harness, harness_for
from tests.services.notifications.facts import COMMUNITY, FOR_COMMUNITY, community_opened, wish_published
from tests.services.notifications.receiver import Received, Receiver
from tests.shown import names_in

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


def example(edge: Edge) -> dict[str, Any]:
    """What the page shows as a receiver, by name."""
    return names_in(edge.get("/docs/webhooks").text)


def test_the_example_takes_deliveries_in_order_and_each_once(
    edge: Edge, deliveries: tuple[str, list[Received]]
) -> None:
    secret, (first, second, third) = deliveries
    kept: list[dict[str, Any]] = []
    receiver = example(edge)["Receiver"](secret, kept.append)
    statuses = [receiver.receive(one.headers, one.body) for one in (first, third, second, second, third)]

    assert statuses == [204, 503, 204, 204, 204]
    assert [event["position"] for event in kept] == [1, 2, 3]
    assert kept[0]["type"] == "linli.community.opened.v1"


def test_the_example_takes_nothing_that_is_forged(edge: Edge, deliveries: tuple[str, list[Received]]) -> None:
    secret, (delivery, *_) = deliveries
    kept: list[dict[str, Any]] = []
    shown = example(edge)["Receiver"]
    receiver, stranger = shown(secret, kept.append), shown("whsec_c3RyYW5nZXI=", kept.append)
    statuses = [
        receiver.receive(delivery.headers, delivery.body.replace(b"SFJ", b"XXX").replace(b"WTL", b"XXX")),
        receiver.receive({**delivery.headers, "webhook-timestamp": "1700000000"}, delivery.body),
        receiver.receive({**delivery.headers, "webhook-signature": "nothing"}, delivery.body),
        receiver.receive({}, delivery.body),
        stranger.receive(delivery.headers, delivery.body),
    ]

    assert (statuses, kept) == ([401] * 5, [])


@pytest.mark.parametrize("arguments, status", [([], 503), (["0"], 503), (["1"], 204), (["2"], 204)])
def test_the_example_begins_behind_the_position_that_it_is_given(
    edge: Edge, deliveries: tuple[str, list[Received]], arguments: list[str], status: int
) -> None:
    secret, (_, second, _) = deliveries
    receiver = example(edge)["receiver_behind"](secret, *arguments)

    assert receiver.receive(second.headers, second.body) == status


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


def section_of(edge: Edge, event: type[Event]) -> str:
    page = edge.get("/docs/events").text
    return page.split(f'id="{event.type}"')[1].split("<h2")[0]


def test_every_event_is_told_with_its_fields_and_when_it_happens(edge: Edge) -> None:
    for event in feed_events():
        section = section_of(edge, event)

        assert html.escape(event.__doc__ or "missing").split()[0] in section
        assert re.findall(r"<tr><td><code>(\w+)</code>", section) == [
            spec.name for spec in fields_of(event) if spec.audiences
        ]


def test_a_field_is_told_with_its_type_its_meaning_its_values_and_where_it_can_be_seen(edge: Edge) -> None:
    rating, confirmed, returned = (section_of(edge, event) for event in (RatingGiven, DeliveryConfirmed, WishReturned))
    row = "<td><code>{}</code></td><td>{}</td><td>{}</td>"

    assert row.format("wish_id", "string (uuid)", "The wish.") + "<td>✓</td><td>✓</td><td></td>" in rating
    assert row.format("score", "integer", "From 1, not satisfied, to 5, very satisfied.") in rating
    assert "<li><code>resolved</code>: it was</li>" in rating
    assert "<td><code>verdict</code></td><td>string, or null</td>" in confirmed
    assert "<li><code>broken</code>: it was not done</li>" in confirmed
    assert "<li><code>not_committed</code>: no public commitment was made in time</li>" in returned


def shape_fields(part: Any) -> tuple[FieldSpec, ...]:
    """Those of a shape that a field lists; none of anything else."""
    return fields_of(part) if part in SHAPES.values() else ()


def test_every_field_of_an_event_has_a_meaning_and_no_word_is_left_over() -> None:
    shown = [(event, spec) for event in feed_events() for spec in fields_of(event) if spec.audiences]
    lists = [route.message for route in ROUTES if route.tag and route.message and not route.has_body]
    asked = [(message, spec) for message in lists for spec in fields_of(message) if spec.name != "stream"]
    asked += [
        (route.message, spec)
        for route in ROUTES
        if route.uploads and route.message
        for spec in fields_of(route.message)
        if spec.name in route.schema.fields
    ]
    parts = [(part, spec) for _, one in shown for part in get_args(one.type) for spec in shape_fields(part)]
    told = {meaning_of(event, spec.name) for event, spec in [*shown, *parts]}
    valued = [values_of(cls, spec) for cls, spec in [*shown, *asked]]

    assert told == set(FIELDS.values())
    assert [values for values in VALUES.values() if values not in valued] == []


def test_each_machine_is_told_with_its_states_and_who_leads_from_one_to_another(edge: Edge) -> None:
    page = edge.get("/docs/states").text
    call = page.split('id="call"')[1].split("<h2")[0]

    assert re.findall('<h2 id="([a-z_]+)"', page) == [machine.name for machine in MACHINES]
    assert "<td><code>draft</code> •</td><td>the department alone sees it</td>" in call
    assert (
        "<td><code>draft</code></td><td><code>POST /v1/calls/{call_id}/publication</code></td>"
        "<td><code>department</code></td><td><code>published</code></td>"
    ) in call
    assert "<td><code>proposals.open</code></td><td>the timer</td>" in call


def test_no_page_shows_what_is_meant_as_markup(edge: Edge) -> None:
    for language in ("en", "zh"):
        for path in PAGES.keys() - {"/docs"}:
            text = edge.get(path, headers={"Accept-Language": language}).text
            assert not re.search(r"`|\[\[|\]\]|\$(?!\()", text.partition("<pre>")[0])
        assert "`" not in edge.get("/docs/events", headers={"Accept-Language": language}).text


@pytest.mark.parametrize("path", ["/docs/departments", "/docs/organisations"])
def test_what_a_guide_names_is_there(edge: Edge, path: str) -> None:
    page = edge.get(path).text.partition("<pre>")[0]
    ways = re.findall(r"<code>([A-Z]+ /[^<?]*)[^<]*</code>", page)
    ends = re.findall(r"<code>…([^<]+)</code>", page)
    told = set(re.findall(r"<code>([a-z_]+\.[a-z_]+)</code>", page))
    routes = [re.sub(r"{\w+}", "{}", str(route)) for route in ROUTES]

    assert len(ways) > 20
    assert {way for way in ways if re.sub(r"{\w+}", "{}", way) not in routes} == set()
    assert [end for end in ends if not any(route.endswith(end) for route in routes)] == []
    assert {f"linli.{name}.v1" for name in told} <= {event.type for event in feed_events()}


def test_that_a_group_may_be_without_members_is_told(edge: Edge) -> None:
    page = " ".join(edge.get("/docs/scim").text.split())

    assert "A group without members is a planned team: nobody else sees it" in page


def test_that_a_position_takes_the_place_of_a_sequence_is_told(edge: Edge) -> None:
    page = edge.get("/docs/events").text

    assert "<code>sequence</code> isn't there: <code>position</code> takes its place" in " ".join(page.split())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_leads_to_all_the_others(edge: Edge, path: str) -> None:
    nav = edge.get(path).text.partition("<nav>")[2].partition("</nav>")[0]

    assert re.findall('href="([^"]+)"', nav) == [
        "/docs",
        "/docs/errors",
        "/docs/events",
        "/docs/states",
        "/docs/webhooks",
        "/docs/scim",
        "/docs/departments",
        "/docs/organisations",
    ]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_in_the_readers_language(edge: Edge, path: str) -> None:
    english, chinese, neither = (
        edge.get(path, headers={"Accept-Language": language}) for language in ("en", "zh-CN,zh;q=0.9", "fr")
    )

    assert [answer.headers["Content-Language"] for answer in (english, chinese, neither)] == ["en", "zh-CN", "en"]
    assert {answer.headers["Vary"] for answer in (english, chinese)} == {"Accept-Language"}
    assert ('<html lang="zh-CN">' in chinese.text, "错误代码" in chinese.text) == (True, True)
    assert ('<html lang="en">' in english.text, "Error codes" in english.text) == (True, True)
    assert english.headers["ETag"] != chinese.headers["ETag"]


def test_nothing_but_names_is_english_on_a_page_in_chinese(edge: Edge) -> None:
    for path in ("/docs/events", "/docs/states", "/docs/webhooks", "/docs/departments", "/docs/organisations"):
        page = edge.get(path, headers={"Accept-Language": "zh"}).text.partition("<body>")[2]
        bare = re.sub(r"<(code|pre)>.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)

        assert re.findall(r"[A-Za-z]+ [a-z]+ [a-z]+", bare) == []


def test_the_error_page_has_an_anchor_for_every_code(edge: Edge) -> None:
    page = edge.get("/docs/errors").text
    anchors = re.findall(r'id="([a-z_.]+)"', page)

    assert {*CATALOGUE, *FIELD_CODES, *ATTEMPT_CODES} <= set(anchors)
    assert len(anchors) == len(set(anchors))
    assert "需要访问令牌" in page
    assert "Somebody has claimed this wish" in page
    assert "The value is outside its bounds" in page
    assert "超出允许范围" in page


@pytest.mark.parametrize(
    "code, statuses",
    [("wish.already_claimed", "409"), ("community.unknown", "404, 409"), ("uri.too_long", "414"), ("internal", "500")],
)
def test_the_error_page_tells_the_status(edge: Edge, code: str, statuses: str) -> None:
    assert f'<tr id="{code}"><td><code>{code}</code></td><td>{statuses}</td>' in edge.get("/docs/errors").text
