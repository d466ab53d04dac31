"""Messages of membership: pairings of units with communities."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import Command, Event, Id, Line, Public, Query, Shape, Text, command, event, query, shape
from shared.messages.paging import Cursor, Limit

PairingState = Literal["proposed", "accepted", "declined", "ended"]
PairingSide = Literal["unit", "community"]


@shape
class Pairing(Shape):
    """
    A unit's pairing (结对) with a community: proposed by one, accepted by the other, ended by either.

    reason: in the words of who declined or ended it. decided_by, decided_at: who took the last step, and when; null for
    a proposal that waits.
    """

    id: Id
    unit_id: Id
    unit_name: Line
    community_id: Id
    community_name: Line
    state: PairingState
    proposed_by: PairingSide
    note: str | None
    reason: str | None
    proposed_at: datetime
    accepted_at: datetime | None
    decided_by: PairingSide | None
    decided_at: datetime | None
    version: int


@shape
class PairingPage(Shape):
    items: list[Pairing]
    next: str | None


@command("pairing.propose")
class ProposePairing(Command):
    """One of the two is the caller's own organisation."""

    unit_id: Id
    community_id: Id
    note: Text | None = None


@command("pairing.accept")
class AcceptPairing(Command):
    pairing_id: Id


@command("pairing.decline")
class DeclinePairing(Command):
    pairing_id: Id
    reason: Text


@command("pairing.end")
class EndPairing(Command):
    """Of a proposal, whoever has made it takes it back. Registrations that rest on the pairing end soon after."""

    pairing_id: Id
    reason: Text


@command("pairing.settle")
class SettlePairing(Command):
    """Ends registrations that rested on a pairing which has ended; asked for by the timer."""

    pairing_id: Id


@query("pairing.show")
class ShowPairing(Query):
    pairing_id: Id


@query("pairings.list")
class ListPairings(Query):
    """Those of the caller's own organisation; all, for the department."""

    state: PairingState | None = None
    unit_id: Id | None = None
    community_id: Id | None = None
    after: Cursor | None = None
    limit: Limit = 50


@event("pairing.proposed", subject="pairing_id")
class PairingProposed(Event):
    """A unit or a community has proposed that they be paired (结对)."""

    pairing_id: Public[Id]
    unit_id: Public[Id]
    community_id: Public[Id]
    proposed_by: Public[PairingSide]


@event("pairing.accepted", subject="pairing_id")
class PairingAccepted(Event):
    """The other side has accepted: unit and community are paired."""

    pairing_id: Public[Id]
    unit_id: Public[Id]
    community_id: Public[Id]


@event("pairing.declined", subject="pairing_id")
class PairingDeclined(Event):
    """The other side has declined; the reason can be read there."""

    pairing_id: Public[Id]
    unit_id: Public[Id]
    community_id: Public[Id]


@event("pairing.ended", subject="pairing_id")
class PairingEnded(Event):
    """A pairing has ended, or a proposal is taken back."""

    pairing_id: Public[Id]
    unit_id: Public[Id]
    community_id: Public[Id]
    ended_by: Public[PairingSide]
