"""
What outsourcing's commands and the events of the other services do, and which deadline stands for which command.

Each module says it of its own at its end; which rows commands begin with is said here, for it is about all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.outsourcing.handlers import known, project_activities, projects
from shared.messages.declare import Command, Event
from shared.service import BatchReaction, Handler

COMMANDS: Mapping[type[Command], Handler] = {**projects.COMMANDS}
REACTIONS: Mapping[type[Event], Handler] = {**known.REACTIONS}
REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = {**project_activities.REACTIONS_TO_MANY}
DEADLINES: Mapping[str, Callable[[str], Command]] = {}
LOADS: Mapping[type[Command], Sequence[tuple[str, Any]]] = {}
