"""Pushing streams: in order, at least once, one sender at a time, never to where it may not go."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import svix
from standardwebhooks import Webhook as Verifier

from services.notifications.addresses import CheckedSession
from services.notifications.delivery import LEASE_TIME, RETRY_SECONDS, WebhookSender, wait_after
from shared.clock import SystemClock
from shared.messages.notifications import (
    CreateWebhook,
    DeleteWebhook,
    ListAttempts,
    PauseWebhook,
    ReadFeed,
    ResumeWebhook,
    ShowWebhook,
)
from shared.messages.wire import decode
from tests.harness import START, Harness
from tests.services.notifications.facts import (
    COMMUNITY,
    FOR_COMMUNITY,
    OTHER_COMMUNITY,
    OTHER_TENANT,
    UNIT,
    actor,
    wish_claimed,
    wish_published,
)
from tests.services.notifications.receiver import Planned, Receiver

FOR_OTHERS = actor("community", OTHER_COMMUNITY)


def create(harness: Harness, url: str, by: Any = FOR_COMMUNITY, **options: Any) -> Any:
    stream = {"stream": "community", "stream_id": by.organisation_id, "url": url}
    return harness.send(CreateWebhook(**{**stream, **options}), by)  # type: ignore[arg-type]


def publish(harness: Harness, count: int, community_id: str = COMMUNITY) -> None:
    harness.tell(*(wish_published(f"愿望{number}", community_id) for number in range(count)))


def show(harness: Harness, created: Any) -> Any:
    return harness.send(ShowWebhook(webhook_id=created["webhook"]["id"]), FOR_COMMUNITY)


def errors(harness: Harness, created: Any) -> list[Any]:
    query = ListAttempts(webhook_id=created["webhook"]["id"])
    return [one["error"] for one in harness.send(query, FOR_COMMUNITY)["items"]]


def test_entries_are_pushed_in_order_just_as_they_are_read(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    created = create(harness, receiver.url)
    publish(harness, 120)

    assert sender.deliver_due() == 120
    feed = harness.send(ReadFeed(stream="community", stream_id=COMMUNITY, limit=200), FOR_COMMUNITY)
    assert [decode(one.body) for one in receiver.received] == feed["items"]
    assert receiver.positions == list(range(1, 121))
    assert receiver.connections == 1
    assert show(harness, created) == {**created["webhook"], "position": 120}
    assert not sender.deliver_next()


def test_a_request_is_signed_so_that_other_libraries_verify_it(
    harness: Harness, receiver: Receiver, http: CheckedSession
) -> None:
    harness.clock.advance(SystemClock().now() - START)
    created = create(harness, receiver.url)
    publish(harness, 1)
    WebhookSender(harness.database, replace(harness.tools, clock=SystemClock()), http).deliver_due()
    request = receiver.received[0]
    event = Verifier(created["secret"]).verify(request.body, request.headers)
    svix.Webhook(created["secret"]).verify(request.body, request.headers)

    assert request.headers["content-type"] == "application/cloudevents+json"
    assert request.headers["webhook-id"] == event["id"]
    assert request.headers["linli-position"] == "1" == str(event["position"])
    assert event["data"]["title"] == "愿望0"


def test_deliveries_begin_behind_the_position_asked_for(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    create(harness, receiver.url, after=3)
    publish(harness, 3)
    assert sender.deliver_due() == 0

    publish(harness, 2)
    sender.deliver_due()
    assert receiver.positions == [4, 5]


def test_after_a_failure_the_same_bytes_come_again_before_anything_else(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    created = create(harness, receiver.url)
    publish(harness, 3)
    receiver.plan = [Planned(), Planned(500)]
    sender.deliver_due()
    failed = show(harness, created)
    assert sender.deliver_due() == 0

    harness.clock.advance(timedelta(seconds=2))
    sender.deliver_due()
    assert receiver.positions == [1, 2, 2, 3]
    assert receiver.received[1].body == receiver.received[2].body
    assert receiver.received[1].headers["webhook-id"] == receiver.received[2].headers["webhook-id"]
    assert (failed["position"], failed["failures"]) == (1, 1)
    assert (show(harness, created)["position"], show(harness, created)["failures"]) == (3, 0)


def test_failures_in_a_row_are_counted_and_retried_ever_more_rarely(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    created = create(harness, receiver.url)
    publish(harness, 1)
    receiver.plan = [Planned(500)] * 4
    for count, step in enumerate(RETRY_SECONDS[:4], 1):
        assert sender.deliver_due() == 1
        assert show(harness, created)["failures"] == count
        harness.clock.advance(timedelta(seconds=step * 0.9))
        assert sender.deliver_due() == 0
        harness.clock.advance(timedelta(seconds=step * 0.4))
    assert sender.deliver_due() == 1
    assert show(harness, created)["failures"] == 0


@pytest.mark.parametrize("failures, seconds", [(1, 1), (2, 5), (8, 86_400), (10_000, 86_400)])
def test_the_wait_after_a_failure_has_steps_and_a_little_jitter(failures: int, seconds: int) -> None:
    waits = {wait_after(failures, None, START) for _ in range(50)}

    assert len(waits) > 1
    assert all(timedelta(seconds=seconds) <= wait <= timedelta(seconds=seconds * 1.2) for wait in waits)


@pytest.mark.parametrize(
    "header, wait",
    [
        ("300", timedelta(minutes=5)),
        ("Tue, 24 Nov 2026 03:00:00 GMT", timedelta(hours=2)),
        ("9999999", timedelta(days=1)),
    ],
)
def test_an_endpoint_that_asks_to_be_left_alone_is(
    harness: Harness, receiver: Receiver, sender: WebhookSender, header: str, wait: timedelta
) -> None:
    created = create(harness, receiver.url)
    publish(harness, 1)
    receiver.plan = [Planned(503, {"Retry-After": header})]
    sender.deliver_due()

    assert show(harness, created)["next_attempt_at"] == START + wait
    harness.clock.advance(wait)
    assert sender.deliver_due() == 1


def test_a_redirect_is_a_failure(harness: Harness, receiver: Receiver, sender: WebhookSender) -> None:
    created = create(harness, receiver.url)
    publish(harness, 1)
    receiver.plan = [Planned(308, {"Location": "/elsewhere"})]
    sender.deliver_due()

    assert [one.path for one in receiver.received] == ["/hook"]
    assert errors(harness, created) == ["webhook.redirect_refused"]
    assert show(harness, created)["position"] == 0


def test_an_endpoint_that_is_gone_is_paused_and_goes_on_when_resumed(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    created = create(harness, receiver.url)
    publish(harness, 2)
    receiver.plan = [Planned(), Planned(410)]
    sender.deliver_due()
    gone = show(harness, created)
    harness.clock.advance(timedelta(days=30))
    assert sender.deliver_due() == 0

    harness.send(ResumeWebhook(webhook_id=gone["id"]), FOR_COMMUNITY, expected_version=2)
    sender.deliver_due()
    assert (gone["state"], gone["position"], gone["version"], gone["next_attempt_at"]) == ("paused", 1, 2, None)
    assert receiver.positions == [1, 2, 2]


def test_what_happens_during_a_pause_is_delivered_afterwards(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    webhook_id = create(harness, receiver.url)["webhook"]["id"]
    harness.send(PauseWebhook(webhook_id=webhook_id), FOR_COMMUNITY)
    publish(harness, 2)
    assert sender.deliver_due() == 0

    harness.send(ResumeWebhook(webhook_id=webhook_id), FOR_COMMUNITY)
    sender.deliver_due()
    assert receiver.positions == [1, 2]


def test_a_name_that_leads_to_a_refused_address_is_a_failure_that_says_so(harness: Harness, receiver: Receiver) -> None:
    created = create(harness, f"http://localhost:{receiver.port}/hook")
    publish(harness, 1)
    with CheckedSession(()) as session:
        WebhookSender(harness.database, harness.tools, session).deliver_due()

    assert receiver.connections == 0
    assert errors(harness, created) == ["webhook.address_refused"]


def test_a_slow_endpoint_keeps_its_sender_for_a_bounded_time(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    created = create(harness, receiver.url)
    publish(harness, 3)
    receiver.plan = [Planned(meanwhile=lambda: harness.clock.advance(timedelta(seconds=11)))]

    assert sender.deliver_next()
    assert receiver.positions == [1]
    assert show(harness, created)["position"] == 1
    assert sender.deliver_due() == 2


def test_a_sender_that_is_held_up_before_it_begins_gives_the_lease_back_unused(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    create(harness, receiver.url)
    publish(harness, 1)
    leased = sender.lease(harness.clock.now())
    assert leased is not None
    harness.clock.advance(timedelta(seconds=30))

    assert sender.send(leased) == 0
    assert sender.deliver_due() == 1
    assert receiver.positions == [1]


def test_whoever_has_waited_longest_is_served_next(harness: Harness, receiver: Receiver, sender: WebhookSender) -> None:
    """An endpoint with a long backlog doesn't keep the others waiting."""
    create(harness, receiver.url + "/long")
    create(harness, receiver.url + "/short", FOR_OTHERS)
    publish(harness, 200)
    publish(harness, 1, OTHER_COMMUNITY)
    for _ in range(2):
        harness.clock.advance(timedelta(seconds=1))
        sender.deliver_next()

    assert receiver.received[-1].path == "/hook/short"


def test_a_killed_senders_webhook_is_taken_over_when_its_lease_has_run_out(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    create(harness, receiver.url)
    publish(harness, 3)
    assert sender.lease(harness.clock.now()) is not None

    assert sender.deliver_due() == 0
    harness.clock.advance(LEASE_TIME)
    assert sender.deliver_due() == 3
    assert receiver.positions == [1, 2, 3]


def test_the_only_sender_takes_over_at_once_what_it_left_when_it_was_killed(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    create(harness, receiver.url)
    publish(harness, 3)
    assert sender.lease(harness.clock.now()) is not None

    sender.take_over()

    assert sender.deliver_due() == 3
    assert receiver.positions == [1, 2, 3]


def test_a_sender_that_has_lost_its_lease_changes_nothing_any_more(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    created = create(harness, receiver.url)
    publish(harness, 2)

    def take_over() -> None:
        harness.clock.advance(LEASE_TIME)
        sender.deliver_due()

    receiver.plan = [Planned(500, meanwhile=take_over)]
    sender.deliver_next()

    assert receiver.positions == [1, 1, 2]
    assert (show(harness, created)["position"], show(harness, created)["failures"]) == (2, 0)
    assert errors(harness, created) == [None] * 2


def test_a_webhook_may_be_deleted_while_it_is_served(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    created = create(harness, receiver.url)
    publish(harness, 2)
    command = DeleteWebhook(webhook_id=created["webhook"]["id"])
    receiver.plan = [Planned(meanwhile=lambda: harness.send(command, FOR_COMMUNITY))]

    assert sender.deliver_due() == 2
    with harness.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM webhook_attempts").scalar() == 0


def test_a_webhook_of_another_tenant_gets_nothing_of_a_stream(
    harness: Harness, receiver: Receiver, sender: WebhookSender
) -> None:
    create(harness, receiver.url, actor("unit", UNIT, OTHER_TENANT), stream="unit")
    harness.tell(wish_claimed())

    assert sender.deliver_due() == 0


@pytest.fixture
def two_senders(on_postgresql: Harness) -> Iterator[list[WebhookSender]]:
    with CheckedSession(on_postgresql.tools.settings.webhook_allow) as http:
        yield [WebhookSender(on_postgresql.database, on_postgresql.tools, http) for _ in range(2)]


def test_while_one_sender_serves_a_webhook_no_other_gets_it(
    on_postgresql: Harness, receiver: Receiver, two_senders: list[WebhookSender]
) -> None:
    create(on_postgresql, receiver.url)
    publish(on_postgresql, 2)
    one, other = two_senders
    others: list[bool] = []
    receiver.plan = [Planned(meanwhile=lambda: others.append(other.deliver_next()))] * 2
    one.deliver_due()

    assert others == [False, False]
    assert receiver.positions == [1, 2]


def test_two_senders_share_the_work_and_never_a_webhook(
    on_postgresql: Harness, receiver: Receiver, two_senders: list[WebhookSender]
) -> None:
    paths = ["/hook/1", "/hook/2", "/hook/3"]
    for path in paths:
        create(on_postgresql, receiver.url.replace("/hook", path))
    publish(on_postgresql, 100)
    start = threading.Barrier(2, timeout=20)

    def deliver(sender: WebhookSender) -> None:
        start.wait()
        while sender.deliver_next():
            pass

    threads = [threading.Thread(target=deliver, args=(sender,)) for sender in two_senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for path in paths:
        assert [one.position for one in receiver.received if one.path == path] == list(range(1, 101))


def test_of_two_who_lease_at_once_one_gets_the_webhook(
    on_postgresql: Harness, receiver: Receiver, two_senders: list[WebhookSender]
) -> None:
    create(on_postgresql, receiver.url)
    publish(on_postgresql, 1)
    for _ in range(20):
        start, leased = threading.Barrier(2), []

        def take(sender: WebhookSender, start: threading.Barrier = start, leased: list[Any] = leased) -> None:
            start.wait()
            leased.append(sender.lease(on_postgresql.clock.now()))

        threads = [threading.Thread(target=take, args=(sender,)) for sender in two_senders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        on_postgresql.clock.advance(LEASE_TIME)

        assert sorted(one is not None for one in leased) == [False, True]
