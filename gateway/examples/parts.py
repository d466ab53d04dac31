"""The form in which each part of the platform gives its examples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.messages.declare import Shape

Answer = Shape | list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Part:
    """
    requests: what is sent, by its message. answers: what comes back, by method and path.
    path_ids: a thing of the town for each parameter of a path.
    faults: pointer, code and detail of what is wrong with the input, by the problem's code.
    """

    requests: Mapping[type[Any], dict[str, Any]] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    path_ids: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
