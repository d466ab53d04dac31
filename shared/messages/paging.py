"""How long lists are asked for: behind the cursor that the page before has given, so many at a time."""

from typing import Annotated, Literal

from shared.messages.declare import Id, Pattern, Range

Cursor = Id
Limit = Annotated[int, Range(1, 200)]

# By when things began to be kept; soonest: by when they are due, or begin.
Order = Literal["newest_first", "oldest_first"]
TimedOrder = Literal["newest_first", "oldest_first", "soonest_first"]
# Of a list by time it names the time too: what is put off meanwhile moves no page.
TimedCursor = Annotated[
    str,
    Pattern(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2}[0-9T:.Z-]{0,24}~)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "a cursor of this list",
    ),
]
