"""How long lists are asked for: behind an opaque cursor, so many at a time."""

from typing import Annotated

from shared.messages.declare import Length, Range

Cursor = Annotated[str, Length(1, 200)]
Limit = Annotated[int, Range(1, 200)]
