"""How a command ends that asks the platform: its exit status, and what is told where there was no good answer."""

from collections.abc import Callable

import requests
from rich.console import Console
from rich.markup import escape

from deploy.demo.api import Problem
from deploy.roster.report import show_problem
from deploy.roster.words import Words
from shared.errors import Refusal

DONE = 0
NOT_DONE = 1  # refused, or errors in lines
UNREACHABLE = 2
UNAUTHENTICATED = 401


def asked(act: Callable[[], int], words: Words, console: Console, *, unit_id: str) -> int:
    """The exit status of what asks the platform for a unit; why there is no answer, or a refusal, is told."""
    try:
        return act()
    except Problem as problem:
        show_problem(problem, words, console, unit_id=unit_id)
        return UNREACHABLE if problem.status == UNAUTHENTICATED else NOT_DONE
    except Refusal as refusal:  # the file here is another one by now
        show_problem(Problem(refusal.status, refusal.as_wire()), words, console)
        return NOT_DONE
    except requests.RequestException as error:
        url = error.request.url if error.request else ""
        text = words.say("unreachable", url=url, error=type(error).__name__)
        console.print(escape(text), highlight=False, soft_wrap=True)
        return UNREACHABLE
    except KeyboardInterrupt:
        return NOT_DONE
