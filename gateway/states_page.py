"""The page of state machines: what each state means, what leads from it to which, and who may do that."""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from gateway.route import Route
from shared.messages.declare import Event
from shared.messages.outsourcing.machines import MACHINES
from shared.states import Machine, Step

TIMER, EVENT = "the timer", "an event from elsewhere"
WORDS = ("state", "what it means", "by", "who", "from", "to", TIMER, EVENT)

Say = Callable[[str], str]


def write_machines(routes: Sequence[Route], say: Say) -> str:
    """All machines as HTML, each with its states and its steps."""
    return "\n".join(_machine(machine, routes, say) for machine in MACHINES)


def texts() -> Iterator[str]:
    """What is said in the reader's language."""
    yield from WORDS
    for machine in MACHINES:
        yield from machine.states.values()


def _machine(machine: Machine, routes: Sequence[Route], say: Say) -> str:
    marks = dict.fromkeys(machine.begins, " •")
    states = "\n".join(
        f"<tr><td><code>{state}</code>{marks.get(state, '')}</td><td>{escape(say(meaning))}</td></tr>"
        for state, meaning in machine.states.items()
    )
    steps = "\n".join(_step(step, routes, say) for step in machine.steps)
    return (
        f'<h2 id="{machine.name}"><code>{machine.name}</code></h2>\n'
        f"{_table(('state', 'what it means'), states, say)}\n{_table(('from', 'by', 'who', 'to'), steps, say)}"
    )


def _table(heads: Sequence[str], rows: str, say: Say) -> str:
    cells = "".join(f"<th>{escape(say(head))}</th>" for head in heads)
    return f"<table>\n<thead><tr>{cells}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _step(step: Step, routes: Sequence[Route], say: Say) -> str:
    ways = [route for route in routes if route.message is step.command]
    by = "<br>".join(f"<code>{way}</code>" for way in ways) or f"<code>{step.command.topic}</code>"
    roles = dict.fromkeys(rule.role for way in ways for rule in way.allow)
    nobody = EVENT if issubclass(step.command, Event) else TIMER
    who = ", ".join(f"<code>{role}</code>" for role in roles) or escape(say(nobody))
    return f"<tr><td>{_codes(step.sources)}</td><td>{by}</td><td>{who}</td><td>{_codes(step.targets)}</td></tr>"


def _codes(states: frozenset[str]) -> str:
    return ", ".join(f"<code>{state}</code>" for state in sorted(states))
