"""How long lists are asked for: behind the cursor that the page before has given, so many at a time."""

from typing import Annotated

from shared.messages.declare import Id, Range

Cursor = Id
Limit = Annotated[int, Range(1, 200)]
