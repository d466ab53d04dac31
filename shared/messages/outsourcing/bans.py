"""Messages of outsourcing: bans (禁入), by which social organisations may not propose."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from shared.messages.declare import Command, Event, Id, Line, Public, Query, Shape, Text, command, event, query, shape
from shared.messages.outsourcing.terms import SocialKind
from shared.messages.paging import Cursor, Limit, Order
from shared.states import Machine, step

BanState = Literal["standing", "lifted", "ended"]
BanEnding = Literal["lifted", "ended"]


@shape
class Ban(Shape):
    """An organisation may not propose. from_on, until_on: the first and the last day; null: until it is lifted."""

    id: Id
    organisation_id: Id
    state: BanState
    from_on: date
    until_on: date | None
    reason: Text
    legal_basis: Line
    banned_at: datetime
    ended_at: datetime | None
    lifted_because: Text | None
    version: int


@shape
class BanPage(Shape):
    items: list[Ban]
    next: str | None


@query("bans.list")
class ListBans(Query):
    """Those of one organisation, to itself and the department."""

    organisation_id: Id
    state: BanState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@command("ban.impose")
class ImposeBan(Command):
    """
    By the department; one stands at a time. from_on: today, unless it is told, or a day before. What was proposed
    before is untouched.
    """

    organisation_id: Id
    from_on: date | None = None
    until_on: date | None = None
    reason: Text
    legal_basis: Line


@command("ban.lift")
class LiftBan(Command):
    """By the department, before its last day."""

    ban_id: Id
    reason: Text


@command("ban.end")
class EndBan(Command):
    """Carried out by the timer alone: its last day is over."""

    ban_id: Id


@event("organisation.banned", subject="social_organisation_id")
class OrganisationBanned(Event):
    """An organisation may not propose."""

    ban_id: Public[Id]
    social_organisation_id: Public[Id]
    name: Public[Line]
    kind: Public[SocialKind] | None
    from_on: Public[date]
    until_on: Public[date] | None
    reason: Public[Text]
    legal_basis: Public[Line]


@event("ban.ended", subject="social_organisation_id")
class BanEnded(Event):
    """A ban stands no more. reason: why it was lifted."""

    ban_id: Public[Id]
    social_organisation_id: Public[Id]
    ending: Public[BanEnding]
    reason: Public[Text] | None


MEANINGS: Mapping[str, str] = {
    "standing": "the organisation may not propose",
    "lifted": "the department has lifted it before its last day",
    "ended": "its last day is over",
}
BAN_STATES = Machine(
    "ban",
    MEANINGS,
    begins=("standing",),
    steps=(
        step(LiftBan, "standing", "lifted"),
        step(EndBan, "standing", "ended"),
    ),
)
