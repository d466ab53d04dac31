"""Events into streams, and the lives of webhooks."""

import threading
from dataclasses import replace
from ipaddress import IPv4Network, ip_network
from typing import Any

import pytest
from standardwebhooks import Webhook as Verifier

from services.notifications.entries import StreamKey
from services.notifications.handlers import append_to_feeds
from services.notifications.repository import Feeds, NotificationsUnitOfWork
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, Refusal
from shared.ids import new_id
from shared.messages.envelope import Actor, Envelope
from shared.messages.notifications import CreateWebhook, DeleteWebhook, PauseWebhook, ResumeWebhook, ShowWebhook
from shared.reactor import Reactor
from shared.unit_of_work import transaction
from tests.harness import TENANT, Harness
from tests.services.notifications.facts import (
    COMMUNITY,
    FOR_COMMUNITY,
    FOR_DEPARTMENT,
    FOR_UNIT,
    FOREIGN_DEPARTMENT,
    OTHER_COMMUNITY,
    OTHER_TENANT,
    OTHER_UNIT,
    PROJECT,
    UNIT,
    actor,
    meeting_called,
    project_registered,
    unit_opened,
    wish_claimed,
    wish_published,
)

URL = "https://hooks.example.org/邻里"
THEIRS = StreamKey("community", COMMUNITY)


def new_webhook(stream: str = "community", stream_id: str = COMMUNITY, **options: Any) -> CreateWebhook:
    return CreateWebhook(**{"stream": stream, "stream_id": stream_id, "url": URL, **options})  # type: ignore[arg-type]


def create(harness: Harness, by: Actor = FOR_COMMUNITY, **options: Any) -> dict[str, Any]:
    webhook: dict[str, Any] = harness.send(new_webhook(**options), by)["webhook"]
    return webhook


def entries(harness: Harness, stream: StreamKey = THEIRS) -> list[tuple[int, str]]:
    with harness.database.reading() as session:
        return Feeds(session).read(stream, after=0, limit=10_000)


def react(harness: Harness, *envelopes: Envelope) -> None:
    Reactor(harness.service, harness.database, harness.tools).react(envelopes)


def test_a_batch_is_appended_to_each_stream_in_order_and_without_gaps(harness: Harness) -> None:
    harness.tell(wish_published("一"), wish_claimed(), wish_published("二", OTHER_COMMUNITY))
    harness.tell(wish_published("三"))

    assert [position for position, _ in entries(harness)] == [1, 2, 3]
    assert '"title":"三"' in entries(harness)[-1][1]
    assert [position for position, _ in entries(harness, StreamKey("unit", UNIT))] == [1]
    assert [position for position, _ in entries(harness, StreamKey("community", OTHER_COMMUNITY))] == [1]


def test_events_that_come_again_append_nothing(harness: Harness) -> None:
    batch = [harness.wrap(wish_published()), harness.wrap(wish_claimed())]
    react(harness, *batch)
    react(harness, *batch, harness.wrap(wish_published("新的")))

    assert [position for position, _ in entries(harness)] == [1, 2, 3]


def test_not_even_where_the_inbox_has_forgotten_them(harness: Harness) -> None:
    batch = [harness.wrap(wish_published()), harness.wrap(wish_claimed())]
    for _ in range(2):
        with transaction(harness.database, "notifications", harness.tools) as within:
            append_to_feeds(batch, NotificationsUnitOfWork(within, Actor.system(None)))
            within.commit()

    assert [position for position, _ in entries(harness)] == [1, 2]


@pytest.mark.parametrize("is_one_batch", [True, False])
def test_no_other_tenant_writes_into_a_stream_whatever_its_events_name(harness: Harness, *, is_one_batch: bool) -> None:
    own, foreign = (
        harness.wrap(unit_opened()),
        [harness.wrap(one, OTHER_TENANT) for one in (meeting_called(), wish_claimed())],
    )
    for batch in [[own, *foreign]] if is_one_batch else [[own], foreign, [foreign[1]]]:
        react(harness, *batch)
    harness.tell(meeting_called())

    bodies = [body for _, body in entries(harness, StreamKey("unit", UNIT))]
    assert [OTHER_TENANT in body for body in bodies] == [False, False]
    assert [position for position, _ in entries(harness, StreamKey("unit", UNIT))] == [1, 2]


@pytest.mark.parametrize("is_one_batch", [True, False])
def test_a_stream_that_has_not_begun_is_nobodys_to_take_by_naming_it(harness: Harness, *, is_one_batch: bool) -> None:
    foreign, own = harness.wrap(meeting_called(), OTHER_TENANT), harness.wrap(unit_opened())
    for batch in [[foreign, own]] if is_one_batch else [[foreign], [own]]:
        react(harness, *batch)

    ((position, body),) = entries(harness, StreamKey("unit", UNIT))
    assert (position, "unit.opened" in body) == (1, True)
    with pytest.raises(Conflict, match=r"unit\.unknown"):
        create(harness, FOREIGN_DEPARTMENT, stream="unit", stream_id=OTHER_UNIT)


def test_who_begins_a_stream_a_moment_earlier_keeps_it(harness: Harness) -> None:
    stream = StreamKey("unit", UNIT)
    with transaction(harness.database, "notifications", harness.tools) as within:
        assert Feeds(within.session).lengthen({stream: (TENANT, 1)}) == {stream: 1}
        assert Feeds(within.session).lengthen({stream: (OTHER_TENANT, 1)}) == {}


def test_two_writers_at_once_leave_no_gap_and_keep_each_ones_order(on_postgresql: Harness) -> None:
    harness, rounds = on_postgresql, 6
    start = threading.Barrier(2, timeout=20)

    def write(name: str, communities: list[str]) -> None:
        for number in range(rounds):
            start.wait()
            harness.tell(*(wish_published(f"{name}{number:02d}", community) for community in communities))

    # Each names the streams in another order: without a fixed order of locks they would block one another.
    communities = [new_id() for _ in range(200)]
    orders = (("甲", communities), ("乙", communities[::-1]))
    threads = [threading.Thread(target=write, args=order) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for community in communities:
        found = entries(harness, StreamKey("community", community))
        assert [position for position, _ in found] == list(range(1, 2 * rounds + 1))
        for name in "甲乙":
            ours = [body for _, body in found if f'"title":"{name}' in body]
            assert [f'"title":"{name}{number:02d}"' in body for number, body in enumerate(ours)] == [True] * rounds


def test_a_webhook_begins_active_with_a_secret_of_its_own(harness: Harness) -> None:
    created = harness.send(new_webhook(after=5, description="街道大屏"), FOR_COMMUNITY)

    assert Verifier(created["secret"])
    assert created["secret"].startswith("whsec_")
    assert created["webhook"] == {
        "id": created["webhook"]["id"],
        "stream": "community",
        "stream_id": COMMUNITY,
        "url": URL,
        "description": "街道大屏",
        "state": "active",
        "position": 5,
        "failures": 0,
        "next_attempt_at": None,
        "version": 1,
    }


def test_the_same_command_again_gives_the_same_webhook_and_secret(harness: Harness) -> None:
    first, again = (harness.send(new_webhook(), FOR_COMMUNITY, id=key) for key in [new_id()] * 2)

    assert first == again


def test_a_secret_is_kept_encrypted(harness: Harness) -> None:
    secret = harness.send(new_webhook(), FOR_COMMUNITY)["secret"]

    with harness.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT secret FROM webhooks").scalar_one()
        logged = connection.exec_driver_sql("SELECT result FROM command_log").scalar_one()
    assert harness.tools.cipher.decrypt(stored) == secret
    assert secret not in logged


@pytest.mark.parametrize(
    "by, stream, stream_id",
    [
        (FOR_COMMUNITY, "community", OTHER_COMMUNITY),
        (FOR_COMMUNITY, "unit", COMMUNITY),
        (FOR_COMMUNITY, "project", PROJECT),
        (FOR_UNIT, "unit", OTHER_UNIT),
        (FOR_UNIT, "community", UNIT),
        (FOREIGN_DEPARTMENT, "community", COMMUNITY),
        (FOREIGN_DEPARTMENT, "unit", UNIT),
        (actor("department", None), "community", COMMUNITY),
        (actor("member", COMMUNITY), "community", COMMUNITY),
        (actor("organisation", COMMUNITY), "community", COMMUNITY),
    ],
)
def test_a_stream_of_others_is_refused(harness: Harness, by: Actor, stream: str, stream_id: str) -> None:
    harness.tell(wish_claimed())

    with pytest.raises(Forbidden, match=r"stream\.not_yours"):
        create(harness, by, stream=stream, stream_id=stream_id)


@pytest.mark.parametrize("stream, stream_id", [("community", COMMUNITY), ("unit", UNIT), ("project", PROJECT)])
def test_a_department_has_any_stream_of_its_tenant_pushed(harness: Harness, stream: str, stream_id: str) -> None:
    harness.tell(unit_opened(), project_registered())

    assert create(harness, FOR_DEPARTMENT, stream=stream, stream_id=stream_id)["stream_id"] == stream_id


@pytest.mark.parametrize("stream", ["community", "unit", "project"])
def test_a_department_is_told_that_nobody_has_opened_what_it_names(harness: Harness, stream: str) -> None:
    with pytest.raises(Conflict, match=rf"{stream}\.unknown"):
        create(harness, FOR_DEPARTMENT, stream=stream, stream_id=new_id())


@pytest.mark.parametrize("by, stream, stream_id", [(FOR_COMMUNITY, "community", COMMUNITY), (FOR_UNIT, "unit", UNIT)])
def test_its_own_stream_is_pushed_to_an_organisation_even_before_it_begins(
    harness: Harness, by: Actor, stream: str, stream_id: str
) -> None:
    assert create(harness, by, stream=stream, stream_id=stream_id)["stream"] == stream


@pytest.mark.parametrize("host", ["10.1.2.3", "167837955", "0xa9fea9fe", "[::1]", "[::ffff:10.0.0.1]"])
def test_an_address_that_is_never_reached_is_refused_at_once(harness: Harness, host: str) -> None:
    with pytest.raises(Invalid, match=r"webhook\.address_refused") as refusal:
        create(harness, url=f"http://{host}:8080/hook")
    assert [fault.pointer for fault in refusal.value.errors] == ["#/url"]
    assert "LINLI_WEBHOOK_ALLOW" in refusal.value.errors[0].detail


OF_CONTAINERS = ip_network("172.16.0.0/12")


def allow(harness: Harness, *networks: IPv4Network) -> None:
    harness.tools = replace(harness.tools, settings=replace(harness.tools.settings, webhook_allow=networks))


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "hooks.localhost", "dashboard", "dashboard."])
def test_a_name_that_is_local_by_definition_is_refused_at_once(harness: Harness, host: str) -> None:
    allow(harness)

    with pytest.raises(Invalid, match=r"webhook\.address_refused"):
        create(harness, url=f"http://{host}:9000/x")


@pytest.mark.parametrize(
    "host, network",
    [
        ("localhost", ip_network("127.0.0.0/8")),
        ("localhost", ip_network("::1/128")),
        ("hooks.localhost", ip_network("127.0.0.0/8")),
        ("dashboard", OF_CONTAINERS),
    ],
)
def test_a_local_name_may_lead_into_a_network_that_the_operator_lists(
    harness: Harness, host: str, network: IPv4Network
) -> None:
    allow(harness, network)

    assert create(harness, url=f"http://{host}:9000/x")["url"] == f"http://{host}:9000/x"


def test_localhost_is_in_no_other_network_than_its_own(harness: Harness) -> None:
    allow(harness, OF_CONTAINERS)

    with pytest.raises(Invalid, match=r"webhook\.address_refused"):
        create(harness, url="http://localhost:9000/x")


def test_an_organisation_has_twenty_webhooks_at_most(harness: Harness) -> None:
    for _ in range(19):
        create(harness)
    last = create(harness)

    with pytest.raises(Conflict, match=r"webhook\.too_many"):
        create(harness)
    harness.send(DeleteWebhook(webhook_id=last["id"]), FOR_COMMUNITY)
    assert create(harness)["state"] == "active"


def test_of_two_who_ask_for_the_last_place_at_once_one_gets_it(on_postgresql: Harness) -> None:
    for _ in range(19):
        create(on_postgresql)
    start, outcomes = threading.Barrier(2), []

    def ask() -> None:
        start.wait()
        refusal = on_postgresql.reply(new_webhook(), FOR_COMMUNITY).refusal
        outcomes.append(refusal["code"] if refusal else "created")

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["created", "webhook.too_many"]


def test_a_webhook_is_paused_resumed_and_deleted(harness: Harness) -> None:
    webhook_id = create(harness)["id"]
    paused = harness.send(PauseWebhook(webhook_id=webhook_id), FOR_COMMUNITY, expected_version=1)
    resumed = harness.send(ResumeWebhook(webhook_id=webhook_id), FOR_COMMUNITY, expected_version=2)
    deleted = harness.send(DeleteWebhook(webhook_id=webhook_id), FOR_COMMUNITY, expected_version=3)

    assert (paused["state"], paused["version"]) == ("paused", 2)
    assert (resumed["state"], resumed["version"]) == ("active", 3)
    assert deleted is None
    with pytest.raises(NotFound, match=r"webhook\.unknown"):
        harness.send(ShowWebhook(webhook_id=webhook_id), FOR_COMMUNITY)


def test_what_is_paused_or_active_already_is_refused(harness: Harness) -> None:
    webhook_id = create(harness)["id"]

    with pytest.raises(Conflict, match=r"webhook\.not_paused"):
        harness.send(ResumeWebhook(webhook_id=webhook_id), FOR_COMMUNITY)
    harness.send(PauseWebhook(webhook_id=webhook_id), FOR_COMMUNITY)
    with pytest.raises(Conflict, match=r"webhook\.not_active"):
        harness.send(PauseWebhook(webhook_id=webhook_id), FOR_COMMUNITY)


CHANGES = [PauseWebhook, ResumeWebhook, DeleteWebhook]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    "by, kind, code",
    [
        (FOR_UNIT, Forbidden, "webhook.not_yours"),
        (FOR_DEPARTMENT, Forbidden, "webhook.not_yours"),
        (actor("community", COMMUNITY, OTHER_TENANT), NotFound, "webhook.unknown"),
    ],
)
def test_only_its_owner_changes_a_webhook(
    harness: Harness, change: Any, by: Actor, kind: type[Refusal], code: str
) -> None:
    webhook_id = create(harness)["id"]

    with pytest.raises(kind, match=code):
        harness.send(change(webhook_id=webhook_id), by)


@pytest.mark.parametrize("change", CHANGES)
def test_a_stale_version_changes_nothing(harness: Harness, change: Any) -> None:
    webhook = create(harness)

    with pytest.raises(PreconditionFailed):
        harness.send(change(webhook_id=webhook["id"]), FOR_COMMUNITY, expected_version=7)
    assert harness.send(ShowWebhook(webhook_id=webhook["id"]), FOR_COMMUNITY) == webhook


def test_the_audit_trail_names_the_webhook(harness: Harness) -> None:
    harness.tell(wish_published())
    webhook_id = create(harness, FOR_DEPARTMENT)["id"]

    with harness.database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT subject, role FROM command_log").one()
    assert row == (f"webhook/{webhook_id}", "department")
