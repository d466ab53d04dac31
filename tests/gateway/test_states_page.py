"""The page of state machines says who may take each step; what it says is held against who gets through."""

import html
import re

import pytest

from gateway.routes import ROUTES
from shared.messages.declare import Event
from shared.messages.outsourcing.machines import MACHINES
from shared.states import Machine
from tests.gateway.edge import Edge
from tests.gateway.matrix import MATRIX

ROW = re.compile(r"<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>")
CODE = re.compile(r"<code>(.*?)</code>")


def rows_of(page: str, machine: Machine) -> list[tuple[list[str], list[str], list[str], list[str], str]]:
    """From, by, who and to of each step, and who in words."""
    part = page.split(f'id="{machine.name}"')[1].split("<h2", 1)[0]
    rows = ROW.findall(html.unescape(part))
    return [(*(CODE.findall(cell) for cell in row), row[2]) for row in rows]  # type: ignore[misc]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_each_step_is_shown_with_those_who_get_through_and_nobody_else(edge: Edge, machine: Machine) -> None:
    rows = rows_of(edge.get("/docs/states").text, machine)

    assert len(rows) == len(machine.steps)
    for step, (sources, by, who, targets, words) in zip(machine.steps, rows, strict=True):
        ways = [str(route) for route in ROUTES if route.message is step.command]
        through = [role.rstrip("*") for way in ways for role in MATRIX[way].split()]
        assert (set(sources), set(targets)) == (step.sources, step.targets)
        assert by == (ways or [step.command.topic])
        assert sorted(who) == sorted(set(through))
        assert ways or words == ("an event from elsewhere" if issubclass(step.command, Event) else "the timer")
