"""How long lists are asked for: behind the cursor that the page before has given, so many at a time."""

from typing import Annotated, Literal

from shared.messages.declare import Id, Range

Cursor = Id
Limit = Annotated[int, Range(1, 200)]

# By when things began to be kept; soonest: by when they are due, or begin.
Order = Literal["newest_first", "oldest_first"]
TimedOrder = Literal["newest_first", "oldest_first", "soonest_first"]
