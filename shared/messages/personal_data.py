"""What any part of the platform holds on a person, as it goes into their export."""

from typing import Any

from shared.messages.declare import Shape, shape


@shape
class ExportPart(Shape):
    """What one part of the platform holds on the person. service: whose it is; name: what it is about."""

    service: str
    name: str
    items: list[dict[str, Any]]


@shape
class HeldData(Shape):
    """All that one service holds on a person."""

    parts: list[ExportPart]
