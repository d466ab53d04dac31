"""
What evaluation's commands and the events of the other services do, and which deadline stands for which command.

Each module says it of its own at its end; which rows commands begin with is said here, for it is about all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.evaluation.handlers import invitations, surveys
from services.evaluation.model.surveys import Survey
from services.evaluation.repository.surveys import survey_ids_of_tokens
from shared.messages.declare import Command, Event
from shared.messages.evaluation import surveys as messages
from shared.service import Handler, Held

COMMANDS: Mapping[type[Command], Handler] = {**invitations.COMMANDS, **surveys.COMMANDS}
REACTIONS: Mapping[type[Event], Handler] = {**invitations.REACTIONS, **surveys.REACTIONS}
DEADLINES: Mapping[str, Callable[[str], Command]] = {**invitations.DEADLINES, **surveys.DEADLINES}
LOADS: Mapping[type[Command], Sequence[tuple[str, Any]]] = {
    messages.IssueSurveyInvitations: (("survey_id", Held(Survey)),),
    messages.RateSurvey: (("token", Held(Survey, survey_ids_of_tokens)),),
    messages.EndSurvey: (("survey_id", Held(Survey)),),
}
