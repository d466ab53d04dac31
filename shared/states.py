"""State machines as data, read by the models that follow them, the page that shows them, the test that drives them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.errors import Conflict
from shared.messages.declare import Message


@dataclass(frozen=True)
class Step:
    """
    What a command makes of a thing.

    command: a deadline's command too, one about another thing that this one follows, or an event from elsewhere.
    sources: the states that it may be in. targets: what it comes to; several where what is found decides.
    """

    command: type[Message]
    sources: frozenset[str]
    targets: frozenset[str]


class Machine:
    """
    The states of one kind of thing.

    name: as in its codes and topics; `<name>.not_in_step` refuses a step that isn't there. begins: the states that one
    can begin in. states: each with what it means.

    Raises:
        ValueError: a step begins or ends in a state that isn't there, or stands twice.
    """

    def __init__(self, name: str, states: Mapping[str, str], *, begins: Iterable[str], steps: Iterable[Step]) -> None:
        self.name = name
        self.states = dict(states)
        self.begins = frozenset(begins)
        self.steps = tuple(steps)
        self._targets: dict[tuple[type[Any], str], frozenset[str]] = {}
        unknown = self.begins.union(*(step.sources | step.targets for step in self.steps)) - self.states.keys()
        if unknown:
            raise ValueError(f"{name} has no state {sorted(unknown)}")
        for step in self.steps:
            for source in step.sources:
                if (step.command, source) in self._targets:
                    raise ValueError(f"{name}: {step.command.__name__} leads from {source} twice")
                self._targets[step.command, source] = step.targets

    def leads(self, command: type[Message], state: str) -> bool:
        """Whether the command makes anything of a thing in this state."""
        return (command, state) in self._targets

    def follow(self, command: type[Message], state: str, to: str | None = None) -> Any:
        """
        The state that comes of it. to: which, where there are several.

        Raises:
            Conflict: `<name>.not_in_step`.
            LookupError: it doesn't lead there, or leads to several: a fault in the model.
        """
        targets = self._targets.get((command, state))
        if targets is None:
            raise Conflict(f"{self.name}.not_in_step", f"It is {state}.")
        target = to if to is not None else next(iter(targets)) if len(targets) == 1 else None
        if target not in targets:
            raise LookupError(f"{self.name}: {command.__name__} leads from {state} to {sorted(targets)}, not to {to}")
        return target


def step(command: type[Message], sources: str, targets: str) -> Step:
    """As `Step`, the states separated by spaces."""
    return Step(command, frozenset(sources.split()), frozenset(targets.split()))
