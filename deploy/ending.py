"""How a command ends that can't go on: in one line that says why, and not in a traceback."""

import contextlib
import sys
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from deploy.exclusive import Occupied
from shared.config import BadSetting

BAD_SETTING = 2
FAILED = 1


@contextlib.contextmanager
def told_in_one_line() -> Iterator[None]:
    """
    Raises:
        SystemExit: after the line; with 2 for a bad setting, with 1 if another system or an engine is the cause.
    """
    try:
        yield
    except BadSetting as error:
        _end(str(error), BAD_SETTING)
    except Occupied as error:
        _end(str(error), FAILED)
    except Exception as error:
        from deploy.databases import NotReady
        from shared.broker import BROKER_ERRORS  # kombu is slow to import, and may have to be patched first

        if isinstance(error, NotReady):
            _end(str(error), FAILED)
        if not isinstance(error, (SQLAlchemyError, *BROKER_ERRORS)):
            raise
        _end(f"{_in_one_line(error)}; `linli doctor` says what is wrong", FAILED)


def _end(message: str, status: int) -> None:
    sys.stderr.write(f"linli: {message}\n")
    sys.exit(status)


def _in_one_line(error: BaseException) -> str:
    """A database's error without its statement."""
    text = str(getattr(error, "orig", None) or error).strip()
    return f"{type(error).__name__}: {' '.join(text.split())[:300]}"
