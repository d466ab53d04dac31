"""The state of pairings between units and communities and of what units give, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.membership.model.base import Base
from services.membership.model.organisations import Organisation
from shared.db import ID
from shared.errors import Conflict, Forbidden
from shared.messages.envelope import Actor
from shared.messages.membership import (
    PairingAccepted,
    PairingDeclined,
    PairingEnded,
    PairingProposed,
    PairingSide,
    PairingState,
    ResourceKind,
    ResourceOffered,
    ResourceReplaced,
    ResourceWithdrawn,
)
from shared.versions import Versioned

TRANSITIONS: dict[PairingState, set[PairingState]] = {
    "proposed": {"accepted", "declined", "ended"},
    "accepted": {"ended"},
    "declined": set(),
    "ended": set(),
}
IS_LIVE = text("state IN ('proposed', 'accepted')")
SETTLEMENT = "pairing.settlement"


class Pairing(Versioned, Base):
    """A unit's pairing with a community; of each pair one is live, which means proposed or accepted."""

    __tablename__ = "pairings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    state: Mapped[PairingState] = mapped_column(String(20))
    proposed_by: Mapped[PairingSide] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    proposed_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    decided_by: Mapped[PairingSide | None] = mapped_column(String(20))
    decided_at: Mapped[datetime | None]
    unit: Mapped[Organisation] = relationship(foreign_keys=[unit_id], lazy="joined", innerjoin=True)
    community: Mapped[Organisation] = relationship(foreign_keys=[community_id], lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'accepted', 'declined', 'ended')", name="state"),
        CheckConstraint("proposed_by IN ('unit', 'community')", name="proposed_by"),
        CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided_by"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("state <> 'accepted' OR accepted_at IS NOT NULL", name="accepted_at"),
        Index(
            "uq_pairings_live",
            "unit_id",
            "community_id",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index(None, "unit_id", "id"),
        Index(None, "community_id", "id"),
        Index(None, "tenant_id", "id"),
    )

    @property
    def subject(self) -> str:
        return f"pairing/{self.id}"

    @property
    def parties(self) -> dict[str, Any]:
        return {"pairing_id": self.id, "unit_id": self.unit_id, "community_id": self.community_id}

    def side_of(self, actor: Actor) -> PairingSide | None:
        """Whom of the two an actor acts for; a member acts for neither."""
        sides: dict[str, PairingSide] = {self.community_id: "community", self.unit_id: "unit"}
        return None if actor.role == "member" else sides.get(actor.organisation_id or "")

    def propose(self) -> PairingProposed:
        return PairingProposed(**self.parties, proposed_by=self.proposed_by)

    def accept(self, side: PairingSide, now: datetime) -> PairingAccepted:
        """
        Raises:
            Forbidden: `pairing.own_proposal`, whoever has proposed it can't accept it.
            Conflict: `pairing.not_proposed`.
        """
        self._answer("accepted", side, now)
        self.accepted_at = now
        return PairingAccepted(**self.parties)

    def decline(self, side: PairingSide, reason: str, now: datetime) -> PairingDeclined:
        """
        Raises:
            Forbidden: `pairing.own_proposal`.
            Conflict: `pairing.not_proposed`.
        """
        self._answer("declined", side, now)
        self.reason = reason
        return PairingDeclined(**self.parties)

    def end(self, side: PairingSide, reason: str, now: datetime) -> PairingEnded:
        """
        Raises:
            Conflict: `pairing.not_live`: declined or ended, or the other side's proposal, which can be declined.
        """
        is_others_proposal = self.state == "proposed" and side != self.proposed_by
        if is_others_proposal or "ended" not in TRANSITIONS[self.state]:
            raise Conflict("pairing.not_live")
        self._step("ended", side, now)
        self.reason = reason
        return PairingEnded(**self.parties, ended_by=side)

    def _answer(self, state: PairingState, side: PairingSide, now: datetime) -> None:
        if state not in TRANSITIONS[self.state]:
            raise Conflict("pairing.not_proposed")
        if side == self.proposed_by:
            raise Forbidden("pairing.own_proposal")
        self._step(state, side, now)

    def _step(self, state: PairingState, side: PairingSide, now: datetime) -> None:
        self.state, self.decided_by, self.decided_at = state, side, now
        self.count_up()


class Resource(Versioned, Base):
    """
    What a unit gives to the communities that it is paired with.

    withdrawn_at: when it was taken off the list; the row stays.
    """

    __tablename__ = "resources"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    kind: Mapped[ResourceKind] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int | None]
    unit_of_measure: Mapped[str | None] = mapped_column(String(100))
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str | None] = mapped_column(Text)
    available_from: Mapped[date | None]
    available_until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("kind IN ('venue', 'funds', 'equipment', 'expertise', 'other')", name="kind"),
        CheckConstraint("(kind = 'funds') = (amount_minor IS NOT NULL)", name="amount"),
        CheckConstraint("(quantity IS NULL) = (unit_of_measure IS NULL)", name="measure"),
        CheckConstraint("available_from <= available_until", name="available"),
        Index(None, "unit_id", "id"),
    )

    def offer(self) -> ResourceOffered:
        return ResourceOffered(**self._said)

    def replace(self, values: Mapping[str, Any]) -> ResourceReplaced | None:
        """Put new values in place of those that stand, by their columns; None when nothing differs."""
        changed = {name: value for name, value in values.items() if getattr(self, name) != value}
        if not changed:
            return None
        for name, value in changed.items():
            setattr(self, name, value)
        self.count_up()
        return ResourceReplaced(**self._said)

    def withdraw(self, now: datetime) -> ResourceWithdrawn:
        self.withdrawn_at = now
        self.count_up()
        return ResourceWithdrawn(resource_id=self.id, unit_id=self.unit_id)

    @property
    def _said(self) -> dict[str, Any]:
        """What is told of it: what it is and when it can be had, not how much of it."""
        names = ("unit_id", "kind", "title", "available_from", "available_until")
        return {"resource_id": self.id, **{name: getattr(self, name) for name in names}}
