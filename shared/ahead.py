"""Work that needs no database, done while the database does other work."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def one_ahead(make: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """
    What is made of each item, in their order: the next one is being made while the caller deals with this one.

    make: must use nothing that the caller uses meanwhile, no session above all. What it raises is raised here.
    """
    before: Future[R] | None = None
    for item in items:
        coming = _begin(make, item)
        if before is not None:
            yield before.result()
        before = coming
    if before is not None:
        yield before.result()


def _begin(make: Callable[[T], R], item: T) -> Future[R]:
    """In a thread of its own, which is a green one where the process is patched."""
    made: Future[R] = Future()

    def run() -> None:
        try:
            made.set_result(make(item))
        except BaseException as error:  # noqa: BLE001 (told to who waits)
            made.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return made
