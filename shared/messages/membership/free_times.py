"""Messages of membership: when members are free."""

from typing import Annotated

from shared.messages.declare import Pattern, Range, Shape, shape

Weekday = Annotated[int, Range(1, 7)]
TimeOfDay = Annotated[str, Pattern(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", "a time of day from 00:00 to 24:00")]


@shape
class FreeTime(Shape):
    """A slot of an ordinary week in Asia/Shanghai, half an hour at least. weekday: 1 is Monday, 7 Sunday."""

    weekday: Weekday
    from_time: TimeOfDay
    to_time: TimeOfDay
