"""
Every machine, state, step and role, driven through the real handlers; all of it from the machines' own data.

The gateway decides which roles may send a command, and the service which party: both are asked here as they are asked
when a request comes. A state that nothing leads to, and a step that leads elsewhere than its table says, fail.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event as listening, func, inspect, select
from sqlalchemy.orm.base import NO_VALUE

from gateway.catalogue import CATALOGUE
from services.outsourcing.model.base import Base
from shared.messages import outsourcing as messages
from shared.messages.declare import Message
from shared.messages.outsourcing.machines import MACHINES
from shared.outbox import OUTBOX
from shared.states import Machine
from tests.harness import Harness
from tests.services.outsourcing.commanding import (
    OF_OBJECTORS,
    OF_REVIEWERS,
    is_about,
    is_event,
    make,
    roles_of,
    sender_of,
    strangers_of,
)
from tests.services.outsourcing.leading import DUE, SCENES, Step, scene_of
from tests.services.outsourcing.reaching import REACH
from tests.services.outsourcing.stages import Stage

BY_NAME = {machine.name: machine for machine in MACHINES}
MODELS: dict[str, Any] = {
    name: next(
        mapper.class_
        for mapper in Base.registry.mappers  # all services' are in it; others have tables of the same name
        if issubclass(mapper.class_, Base)
        and mapper.local_table.name == (f"{name[:-1]}ies" if name.endswith("y") else f"{name}s")
    )
    for name in BY_NAME
}
STEPS: list[Step] = [
    (machine.name, step.command, source, target)
    for machine in MACHINES
    for step in machine.steps
    for source in sorted(step.sources)
    for target in sorted(step.targets)
]
# Whoever it is, PostgreSQL does the same with it.
DRIVES = [
    (backend, step, role)
    for backend, most in (("sqlite", None), ("postgresql", 1))
    for step in STEPS
    for role in ([None] if is_event(step[1]) else roles_of(step[1])[:most])
]
STATES = [(machine.name, state) for machine in MACHINES for state in machine.states]
# A reviewer who is barred is told so, whatever they try; of a call that was never published organisations don't know.
OTHER_CODES = {
    ("call", "draft", messages.enquiries.AskEnquiry): "call.unknown",
    ("call", "discarded", messages.enquiries.AskEnquiry): "call.unknown",
    ("review", "barred", messages.reviews.SaveScores): "review.conflict",
    ("review", "barred", messages.reviews.SubmitReview): "review.conflict",
}


class Move(NamedTuple):
    """That a thing's state was set; source: None where it begins with it."""

    machine: str
    id: str
    source: str | None
    target: str


def key_of(name: str) -> Any:
    return inspect(MODELS[name]).primary_key[0]


@contextmanager
def watching() -> Iterator[list[Move]]:
    """All that models make of their states meanwhile, in order; also what doesn't last until the commit."""
    moves: list[Move] = []
    listeners = []
    for name, model in MODELS.items():

        def note(row: Any, new: str, old: Any, _: Any, name: str = name) -> None:
            source = None if old is NO_VALUE or old is None else old
            moves.append(Move(name, getattr(row, key_of(name).name), source, new))

        listeners.append((model.state, note))
        listening.listen(model.state, "set", note)
    try:
        yield moves
    finally:
        for attribute, one in listeners:
            listening.remove(attribute, "set", one)


def all_things(harness: Harness) -> Any:
    """The state and the version of everything, and how many events there are."""
    with harness.database.reading() as session:
        found = {
            name: session.execute(select(key_of(name), model.state, model.version).order_by(key_of(name))).all()
            for name, model in MODELS.items()
        }
        return found, session.scalar(select(func.count()).select_from(OUTBOX))


def thing(stage: Stage, machine: Machine) -> Any:
    """Its state and its version."""
    model = MODELS[machine.name]
    with stage.harness.database.reading() as session:
        query = select(model.state, model.version).where(key_of(machine.name) == stage.ids[machine.name])
        return session.execute(query).one()


def stage_for(harness: Harness, kind: type[Message] | None = None, role: Any = "department") -> Stage:
    is_person = kind in (*OF_OBJECTORS, *OF_REVIEWERS) and not (
        role == "department" and kind is messages.reviews.RecuseReviewer
    )
    return Stage(harness, doer=role or "department", person_role=role if is_person else None)


def code_of(reply: Any) -> str:
    return str(reply.refusal["code"]) if reply.refusal else "done"


def test_there_is_one_way_into_each_state_and_no_way_into_any_other() -> None:
    assert {name: set(ways) for name, ways in REACH.items()} == {
        machine.name: set(machine.states) for machine in MACHINES
    }
    assert set(STEPS) >= SCENES.keys()


@pytest.mark.slow
@pytest.mark.parametrize(
    "backend, step, role",
    DRIVES,
    ids=[f"{where}-{name}-{kind.__name__}-{a}-{b}-{role}" for where, (name, kind, a, b), role in DRIVES],
)
def test_each_step_leads_where_the_table_says_for_each_role_that_may_take_it(
    harness: Harness, step: Step, role: Any
) -> None:
    name, kind, source, target = step
    way, said = scene_of(step)
    stage = stage_for(harness, kind, role)
    way(stage)
    told = said(stage)
    harness.clock.advance(DUE.get(kind, timedelta()))
    message = make(kind, stage, **told)
    before = thing(stage, BY_NAME[name]).state
    with watching() as moves:
        if is_event(kind):
            harness.tell(message)
        else:
            reply = harness.reply(message, sender_of(kind, stage, role))  # type: ignore[arg-type]
            assert code_of(reply) == "done"
    its = [(one.source, one.target) for one in moves if one[:2] == (name, stage.ids[name])]

    assert (source, target) in its or (before == source == target and not its)
    assert thing(stage, BY_NAME[name]).state == (its[-1][1] if its else source)
    for one in moves:  # all that follows is in the tables too
        assert one.target in targets_of(BY_NAME[one.machine], kind, one.source), one


def targets_of(machine: Machine, kind: type[Message], source: str | None) -> frozenset[str]:
    found = [step.targets for step in machine.steps if step.command is kind and source in step.sources]
    return found[0] if found else machine.begins if source is None else frozenset()


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("name, state", STATES)
def test_in_each_state_nothing_else_leads_on_and_nobody_else_gets_through(
    harness: Harness, name: str, state: str
) -> None:
    machine, stage = BY_NAME[name], stage_for(harness)
    REACH[name][state](stage)
    kinds = list(dict.fromkeys(step.command for step in machine.steps))
    own = [kind for kind in kinds if is_about(kind, machine)]
    before = all_things(harness)
    assert thing(stage, machine).state == state

    for kind in own:
        for stranger in strangers_of(kind, stage):
            refusal = harness.reply(make(kind, stage), stranger).refusal
            assert refusal is not None, (kind, stranger)
            assert refusal["status"] in (403, 404, 409), (kind, stranger, refusal)
            assert refusal["code"] in CATALOGUE
            if machine.leads(kind, state):
                assert refusal["status"] in (403, 404), (kind, stranger, refusal)
    for kind in own:
        if not machine.leads(kind, state):
            reply = harness.reply(make(kind, stage), sender_of(kind, stage, roles_of(kind)[0]))
            assert code_of(reply) == OTHER_CODES.get((name, state, kind), f"{name}.not_in_step"), kind
    assert all_things(harness) == before

    its = thing(stage, machine)
    for kind in kinds:
        if kind not in own and not machine.leads(kind, state):
            follow(kind, stage)
            assert thing(stage, machine) == its, kind


def follow(kind: type[Message], stage: Stage) -> None:
    """Something happens to what the thing belongs to; what is refused changes nothing at all."""
    before = all_things(stage.harness)
    if is_event(kind):
        stage.harness.tell(make(kind, stage))
        assert all_things(stage.harness) == before
        return
    reply = stage.harness.reply(make(kind, stage), sender_of(kind, stage, roles_of(kind)[0]))  # type: ignore[arg-type]
    if reply.refusal:
        assert reply.refusal["status"] in (403, 404, 409, 422), reply.refusal
        assert all_things(stage.harness) == before
