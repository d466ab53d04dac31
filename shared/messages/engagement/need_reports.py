"""Needs that a city app passes on for somebody who uses it."""

from typing import Annotated

from shared.messages.declare import Code, Command, Id, Line, Range, Text, command
from shared.messages.engagement.needs import NeedContact, NeedPrivacy

Latitude = Annotated[float, Range(-90, 90)]
Longitude = Annotated[float, Range(-180, 180)]


@command("need.report", secret_result=True)
class ReportNeed(Command):
    """
    By the client of a city app: of the department for any community, of a community for itself.

    latitude, longitude: both or neither (WGS 84); of a private need they aren't kept. contact: of whoever has reported
    it. merges_repeats: the same from the same client within a minute is the same need.
    """

    community_id: Id
    category: Code
    title: Line
    description: Text
    privacy: NeedPrivacy
    place: Line | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    contact: NeedContact | None = None
    merges_repeats: bool = False
