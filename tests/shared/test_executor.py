from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError, TimeoutError as NoConnectionFree

from services.engagement.handlers.wishes import publish_wish
from services.engagement.model import Wish
from services.engagement.repository import EngagementUnitOfWork
from shared.errors import Conflict, Gone, PassingConflict
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.envelope import Call, Reply
from shared.messages.membership import OpenUnit
from shared.service import Answered
from shared.unit_of_work import UnitOfWork
from shared.versions import NotCounted
from tests.harness import Harness
from tests.races import at_once
from tests.services.engagement.world import World, open_world
from tests.shared.outage import outage


def code_of(reply: Reply) -> str:
    return str(reply.refusal["code"]) if reply.refusal else "done"


def run(world: World, *calls: Call) -> list[str]:
    return [code_of(reply) for reply in world.harness.executor.execute(calls)]


def publish(world: World, title: str = "一台收音机", **options: Any) -> Call:
    return world.harness.call(world.wish_for(title=title), world.community, **options)


def claim(world: World, wish_id: str, **options: Any) -> Call:
    return world.harness.call(messages.ClaimWish(wish_id=wish_id), world.member, **options)


def titles(world: World) -> list[str]:
    return [event.title for event in world.harness.events_of(messages.WishPublished)]


def kept(world: World) -> list[str]:
    with world.harness.database.reading() as session:
        return list(session.scalars(select(Wish.title).order_by(Wish.id)))


def let(world: World, handler: Callable[[Any, Any], Any]) -> None:
    """Have `EditWish` carried out by another handler."""
    service = world.harness.service
    world.harness.service = replace(service, commands={**service.commands, messages.EditWish: handler})


def edit(world: World, **options: Any) -> Call:
    return world.harness.call(messages.EditWish(wish_id=new_id()), world.community, **options)


def refuse_after_writing(command: messages.EditWish, uow: EngagementUnitOfWork) -> None:
    publish_wish(_wish(uow, "留不下的心愿"), uow)
    raise Conflict("wish.too_late")


def fail(command: messages.EditWish, uow: EngagementUnitOfWork) -> None:
    raise ZeroDivisionError


def fail_after_writing(command: messages.EditWish, uow: EngagementUnitOfWork) -> None:
    publish_wish(_wish(uow, "留不下的心愿"), uow)
    raise ZeroDivisionError


def send_bad_sql(command: messages.EditWish, uow: UnitOfWork) -> None:
    uow.session.execute(text("SELECT nothing FROM nowhere"))


def answer_nonsense(command: messages.EditWish, uow: EngagementUnitOfWork) -> object:
    publish_wish(_wish(uow, "留不下的心愿"), uow)
    return {"value": object()}


def _wish(uow: UnitOfWork, title: str) -> messages.PublishWish:
    return messages.PublishWish(
        community_id=str(uow.actor.organisation_id),
        title=title,
        category="物品",
        beneficiary_kind="独居老人",
        beneficiary=messages.Beneficiary(name="陈华英", phone="13904310001"),
    )


# batches


def test_a_batch_is_one_transaction(world: World) -> None:
    commits: list[object] = []
    event.listen(world.harness.database.engine, "commit", commits.append)

    assert run(world, *[publish(world, f"心愿{number}") for number in range(10)]) == ["done"] * 10
    assert len(commits) == 1
    assert titles(world) == [f"心愿{number}" for number in range(10)]


def test_each_call_has_its_reply_in_the_order_of_the_calls(world: World) -> None:
    wish_id = world.publish()["id"]
    calls = [
        publish(world),
        world.harness.call(messages.ShowWish(wish_id=wish_id), world.member),
        claim(world, new_id()),
        publish(world, expires_at=0.0),
        claim(world, wish_id),
    ]
    replies = world.harness.executor.execute(calls)

    assert [reply.id for reply in replies] == [call.id for call in calls]
    assert [code_of(reply) for reply in replies] == ["done", "done", "wish.unknown", "call.expired", "done"]


def test_a_call_sees_what_those_before_it_in_the_batch_have_done(world: World) -> None:
    wish_id = world.publish()["id"]
    other = world.enrol()
    calls = [claim(world, wish_id), world.harness.call(messages.ClaimWish(wish_id=wish_id), other)]

    assert run(world, *calls) == ["done", "wish.already_claimed"]
    assert len(world.harness.events_of(messages.WishClaimed)) == 1


def test_a_refused_call_leaves_the_others_of_its_batch_intact(world: World) -> None:
    rollbacks: list[object] = []
    event.listen(world.harness.database.engine, "rollback", rollbacks.append)

    outcomes = run(world, publish(world, "一"), claim(world, new_id()), publish(world, "二"))

    assert rollbacks == []
    assert outcomes == ["done", "wish.unknown", "done"]
    assert titles(world) == ["一", "二"]


def test_a_larger_batch_takes_no_more_statements(world: World) -> None:
    statements: list[str] = []
    event.listen(world.harness.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    counts = []
    for size in (2, 12):
        claims = [
            world.harness.call(messages.ClaimWish(wish_id=world.publish()["id"]), world.enrol()) for _ in range(size)
        ]
        statements.clear()

        assert run(world, *claims) == ["done"] * size
        counts.append(len(statements))

    assert counts[0] == counts[1], "\n".join(statements)


def test_a_change_that_is_not_counted_is_a_fault_of_ours(world: World, caplog: pytest.LogCaptureFixture) -> None:
    wish_id = world.publish()["id"]

    def forget_to_count(command: messages.EditWish, uow: EngagementUnitOfWork) -> None:
        uow.session.get_one(Wish, wish_id).title = "别的"

    let(world, forget_to_count)

    assert run(world, edit(world)) == ["internal"]
    assert any(record.exc_info and record.exc_info[0] is NotCounted for record in caplog.records)
    assert world.show_wish(wish_id)["title"] == "一台收音机"


def test_of_two_edits_in_one_batch_that_expect_the_same_version_one_is_refused(world: World) -> None:
    wish_id = world.publish()["id"]
    edits = [
        world.harness.call(messages.EditWish(wish_id=wish_id, title=title), world.community, expected_version=1)
        for title in ("甲", "乙")
    ]

    assert run(world, *edits) == ["done", "precondition.failed"]
    assert world.show_wish(wish_id)["title"] == "甲"


@pytest.mark.parametrize(
    "handler, code",
    [
        (refuse_after_writing, "wish.too_late"),
        (fail, "internal"),
        (fail_after_writing, "internal"),
        (send_bad_sql, "internal"),
        (answer_nonsense, "internal"),
    ],
)
def test_a_call_that_fails_leaves_nothing_and_harms_no_other(
    world: World, handler: Callable[[Any, Any], Any], code: str
) -> None:
    let(world, handler)

    assert run(world, publish(world, "一"), edit(world), publish(world, "二")) == ["done", code, "done"]
    assert titles(world) == kept(world) == ["一", "二"]


def test_a_failure_of_ours_is_told_without_its_cause_and_logged_with_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    let(world, fail)
    (reply,) = world.harness.executor.execute([edit(world)])

    assert reply.refusal == {"status": 500, "code": "internal"}
    assert any(record.exc_info and record.exc_info[0] is ZeroDivisionError for record in caplog.records)


def test_calls_that_lose_a_race_are_run_again(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    wish = world.publish()
    others = [claim(world, world.publish()["id"]) for _ in range(3)]

    def edit_wish(number: int) -> list[str]:
        message = messages.EditWish(wish_id=wish["id"], title=f"心愿{number}")
        return run(world, on_postgresql.call(message, world.community), *others[number : number + 1])

    assert at_once(3, edit_wish) == [["done", "done"]] * 3
    assert world.show_wish(wish["id"])["version"] == 4


def test_a_batch_and_a_single_call_for_the_same_wishes_end_without_a_deadlock(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    members = [world.enrol() for _ in range(8)]

    def deadlocks() -> int:
        with on_postgresql.database.reading() as session:
            session.execute(text("SELECT pg_stat_force_next_flush()"))
            found = session.execute(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
            return int(found.scalar_one())

    def claim_some(number: int) -> list[str]:
        chosen = wish_ids if number else wish_ids[-1:]
        calls = [messages.ClaimWish(wish_id=wish_id) for wish_id in chosen]
        return run(world, *(on_postgresql.call(call, members[number]) for call in calls))

    before = deadlocks()
    for _ in range(30):
        wish_ids = [world.publish()["id"] for _ in range(4)]
        outcomes = [code for codes in at_once(3, claim_some) for code in codes]

        assert sorted(outcomes) == ["done"] * 4 + ["wish.already_claimed"] * 5
    assert deadlocks() == before


def test_what_stays_contended_is_refused_and_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def lose_each_race(command: messages.EditWish, uow: EngagementUnitOfWork) -> None:
        wish = uow.session.get_one(Wish, command.wish_id)
        uow.session.connection().execute(text("UPDATE wishes SET version = version + 1"))
        wish.title = "别的"
        wish.count_up()

    let(world, lose_each_race)
    call = world.harness.call(messages.EditWish(wish_id=world.publish()["id"]), world.community)
    reply = world.harness.executor.execute([call])[0]

    assert (reply.refusal or {})["status"] == 409
    assert code_of(reply) == "state.contended"
    assert [(one.message, vars(one)["cause"]) for one in caplog.records if one.levelname == "WARNING"] == [
        ("given up", "StaleDataError")
    ]


# repeats


def test_a_repeat_gets_the_recorded_answer_and_has_no_effect(world: World) -> None:
    call = publish(world)
    (first,) = world.harness.executor.execute([call])
    again = world.harness.executor.execute([publish(world, "新的"), call])[1]

    assert again.result["id"] == first.result["id"]
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert titles(world) == ["一台收音机", "新的"]


def test_an_answer_that_the_service_tells_no_more_is_refused_alone_and_the_command_not_carried_out_again(
    world: World,
) -> None:
    def check(answered: Answered, _: EngagementUnitOfWork) -> None:
        if answered.result["title"] == "甲" and answered.at == world.harness.clock.now():
            raise Gone("idempotency.answer_erased")

    calls = [publish(world, title, fingerprint="a" * 64) for title in ("甲", "乙")]
    run(world, *calls)
    world.harness.service = replace(world.harness.service, check_repeat=check)
    refused, again = world.harness.executor.execute(calls)

    assert (code_of(refused), refused.is_repeat, refused.result) == ("idempotency.answer_erased", False, None)
    assert (again.result["title"], again.is_repeat) == ("乙", True)
    assert titles(world) == ["甲", "乙"]


def test_a_repeat_within_one_batch_gets_the_same_answer(world: World) -> None:
    call = publish(world, fingerprint="a" * 64)
    first, again = world.harness.executor.execute([call, replace(call)])

    assert again.result["id"] == first.result["id"]
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert titles(world) == ["一台收音机"]


def test_repeats_at_the_same_time_have_one_effect(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    call = publish(world, fingerprint="a" * 64)
    replies = at_once(8, lambda _: on_postgresql.executor.execute([call])[0])

    assert len({reply.result["id"] for reply in replies}) == 1
    assert titles(world) == ["一台收音机"]


@pytest.mark.parametrize("is_one_batch", [True, False])
def test_a_key_that_was_used_for_another_request_is_refused(world: World, is_one_batch: bool) -> None:
    first = publish(world, fingerprint="a" * 64)
    other = publish(world, "别的", id=first.id, fingerprint="b" * 64)
    batches = [[first, other]] if is_one_batch else [[first], [other]]
    replies = [reply for batch in batches for reply in world.harness.executor.execute(batch)]

    assert [code_of(reply) for reply in replies] == ["done", "idempotency.key_reused"]
    assert (replies[1].refusal or {})["status"] == 422
    assert titles(world) == ["一台收音机"]


def test_a_key_that_was_used_for_another_command_is_refused(world: World) -> None:
    first = publish(world, fingerprint="a" * 64)
    other = claim(world, new_id(), id=first.id, fingerprint="a" * 64)

    assert run(world, first, other) == ["done", "idempotency.key_reused"]


def test_a_refusal_under_a_key_stays_a_refusal(world: World) -> None:
    call = claim(world, new_id(), fingerprint="a" * 64)
    first, again = (world.harness.executor.execute([call])[0] for _ in range(2))

    assert first.refusal == again.refusal == {"status": 404, "code": "wish.unknown"}
    assert again.is_repeat


def refuse_for_the_moment(command: messages.EditWish, uow: EngagementUnitOfWork) -> None:
    raise PassingConflict("wish.busy")


def refuse_for_the_moment_after_writing(command: messages.EditWish, uow: EngagementUnitOfWork) -> None:
    publish_wish(_wish(uow, "留不下的心愿"), uow)
    raise PassingConflict("wish.busy")


@pytest.mark.parametrize("handler", [refuse_for_the_moment, refuse_for_the_moment_after_writing])
def test_a_refusal_that_passes_is_not_kept_under_its_key(world: World, handler: Any) -> None:
    let(world, handler)
    call = edit(world, fingerprint="a" * 64)
    alone, in_a_batch = run(world, call), run(world, publish(world), call)
    let(world, lambda command, uow: None)

    assert (alone, in_a_batch) == (["wish.busy"], ["done", "wish.busy"])
    assert run(world, call) == ["done"]


def test_a_refusal_after_writing_stays_a_refusal_under_its_key(world: World) -> None:
    let(world, refuse_after_writing)
    call = edit(world, fingerprint="a" * 64)
    first, again = (world.harness.executor.execute([publish(world), call])[1] for _ in range(2))

    assert first.refusal == again.refusal == {"status": 409, "code": "wish.too_late"}
    assert again.is_repeat


def test_a_failure_of_ours_is_tried_anew_under_its_key(world: World) -> None:
    let(world, fail)
    call = edit(world, fingerprint="a" * 64)
    first = code_of(world.harness.executor.execute([call])[0])
    let(world, lambda command, uow: None)

    assert (first, run(world, call)) == ("internal", ["done"])


def test_a_secret_answer_is_kept_unreadable_and_given_again(world: World) -> None:
    reveal = messages.RevealBeneficiary(wish_id=world.claim()["wish_id"])
    call = world.harness.call(reveal, world.member)
    first, again = (world.harness.executor.execute([call])[0] for _ in range(2))

    assert first.result == again.result
    with world.harness.database.reading() as session:
        kept = session.execute(text("SELECT result FROM command_log WHERE topic = 'wish.reveal_beneficiary'")).scalar()
    assert first.result["phone"] not in str(kept)


def test_a_secret_answer_whose_key_is_gone_harms_no_other_call(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages.RevealBeneficiary, "is_repeatable", False)
    monkeypatch.setattr(messages.RevealBeneficiary, "secret_result", True)
    reveal = messages.RevealBeneficiary(wish_id=world.claim()["wish_id"])
    call = world.harness.call(reveal, world.member)
    run(world, call)
    with world.harness.database.writing() as session:
        session.execute(text("UPDATE command_log SET result = 'gone' WHERE topic = 'wish.reveal_beneficiary'"))
        session.commit()

    assert run(world, call, publish(world, "别的")) == ["internal", "done"]


# what isn't run


def test_an_expired_call_is_not_run(world: World) -> None:
    now = world.harness.clock.now().timestamp()

    assert run(world, publish(world, "晚了", expires_at=now - 0.001), publish(world, "正好", expires_at=now)) == [
        "call.expired",
        "done",
    ]
    assert titles(world) == ["正好"]


@pytest.mark.parametrize(
    "failure, code", [(ZeroDivisionError(), "internal"), (OperationalError("", None, Exception()), "call.expired")]
)
def test_a_call_that_expires_while_others_are_run_is_not_begun(world: World, failure: Exception, code: str) -> None:
    begun = []

    def dawdle(command: messages.EditWish, uow: EngagementUnitOfWork) -> None:
        begun.append(command)
        world.harness.clock.advance(timedelta(seconds=60))
        raise failure

    let(world, dawdle)

    assert run(world, edit(world), publish(world)) == [code, "call.expired"]
    assert len(begun) == 1
    assert titles(world) == []


def test_an_unknown_topic_is_refused(world: World) -> None:
    unknown = replace(publish(world), topic="wish.grant")
    replies = world.harness.executor.execute([unknown, world.harness.call(OpenUnit(name="市水务局"), world.unit)])

    assert [reply.refusal for reply in replies] == [
        {"status": 400, "code": "call.unknown_topic", "detail": "wish.grant"},
        {"status": 400, "code": "call.unknown_topic", "detail": "unit.open"},
    ]


def test_a_call_that_lacks_a_field_is_refused(world: World) -> None:
    assert run(world, replace(publish(world), data={}), publish(world, "别的")) == ["call.unreadable", "done"]


# the database away


def test_while_the_database_is_away_calls_are_refused_and_later_carried_out(world: World) -> None:
    show = world.harness.call(messages.ShowWish(wish_id=world.publish()["id"]), world.member)
    calls = [publish(world, "一", fingerprint="a" * 64), show, publish(world, "二")]
    with outage(world.harness.database):
        replies = world.harness.executor.execute(calls)

    assert [reply.refusal for reply in replies] == [
        {"status": 503, "code": "database.unavailable", "retry_after_seconds": 2}
    ] * 3
    assert run(world, *calls) == ["done", "done", "done"]
    assert titles(world) == ["一台收音机", "一", "二"]


def test_a_call_that_gets_no_connection_is_refused_for_now(world: World) -> None:
    def starve(command: messages.EditWish, uow: EngagementUnitOfWork) -> None:
        raise NoConnectionFree

    let(world, starve)

    assert run(world, edit(world)) == ["database.unavailable"]


def test_a_statement_that_takes_too_long_is_a_failure_of_ours(on_postgresql: Harness) -> None:
    def dawdle(command: messages.EditWish, uow: EngagementUnitOfWork) -> None:
        uow.session.execute(text("SET LOCAL statement_timeout = '10ms'"))
        uow.session.execute(text("SELECT pg_sleep(10)"))

    world = open_world(on_postgresql)
    let(world, dawdle)

    assert run(world, edit(world)) == ["internal"]


def test_who_asked_for_what_stands_in_the_log_for_good(world: World) -> None:
    call = claim(world, world.publish()["id"])
    run(world, call)

    with world.harness.database.reading() as session:
        query = "SELECT subject, role, client_id, outcome FROM command_log WHERE topic = 'wish.claim'"
        row = session.execute(text(query)).one()
    assert row[1:] == ("member", world.member.client_id, "done")
    assert row.subject.startswith("wish/")
