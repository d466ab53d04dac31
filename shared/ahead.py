"""Work that needs no database, done while the database does other work."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def one_ahead(make: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """
    What is made of each item, in their order: the next one is being made while the caller deals with this one.

    make: must use nothing that the caller uses meanwhile, no session above all. What it raises is raised here.
    """
    before: _Making[R] | None = None
    for item in items:
        coming = _Making(make, item)
        if before is not None:
            yield before.wait()
        before = coming
    if before is not None:
        yield before.wait()


class _Making(Generic[R]):
    """A call on its way, in a thread, which is a green one where the process is patched."""

    def __init__(self, make: Callable[[T], R], item: T) -> None:
        self._made: list[R] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(make, item), daemon=True)
        self._thread.start()

    def _run(self, make: Callable[[T], R], item: T) -> None:
        try:
            self._made.append(make(item))
        except BaseException as error:  # noqa: BLE001 (told to who waits)
            self._error = error

    def wait(self) -> R:
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._made[0]
