"""The state of claims of places, and the rules by which it changes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.engagement.model.base import Base
from services.engagement.model.item_roles import ItemRole
from services.engagement.model.menu_items import MenuItem
from shared.db import ID
from shared.errors import Conflict
from shared.messages.engagement import (
    GivenUpCause,
    MenuItemKind,
    PlaceClaimed,
    PlaceClaimState,
    PlaceGivenUp,
    PlaceOffered,
    PlaceWaitedFor,
)
from shared.no_overlap import OVERLAPS, NoOverlap
from shared.versions import Versioned

OFFER_LAPSES = "place_offer.lapses"
PLACE_CLAIM_TRANSITIONS: dict[PlaceClaimState, set[PlaceClaimState]] = {
    "held": {"withdrawn", "released", "missed"},
    "waiting": {"offered", "lapsed", "withdrawn", "released"},
    "offered": {"held", "declined", "lapsed", "withdrawn", "released"},
    "withdrawn": set(),
    "declined": set(),
    "lapsed": set(),
    "released": set(),
    "missed": set(),
}
TAKES_PLACES: set[PlaceClaimState] = {"held", "offered"}
LIVE_STATES: set[PlaceClaimState] = {"held", "waiting", "offered"}
ENDED_BY: Mapping[GivenUpCause, PlaceClaimState] = {
    "withdrawn": "withdrawn",
    "offer_declined": "declined",
    "offer_lapsed": "lapsed",
    "over": "lapsed",
    "member_left": "released",
    "by_community": "released",
    "called_off": "released",
    "missed": "missed",
}
IS_LIVE = text("is_live")
NO_OVERLAP = NoOverlap(
    "no_overlap_place_holders",
    key="member_id",
    starts="busy_from",
    ends="busy_until",
    where="busy_from IS NOT NULL",
)


class PlaceHolder(Base):
    """
    Somebody who comes by a claim of places; it changes only together with its claim.

    is_live: that they hold a place in the item or wait for one, at most one of each item. busy_from, busy_until: when
    they are taken up by it, as long as they hold the place; what may overlap with others is left out. The database lets
    no two of these times of one person overlap. missed_at: when it was noted that they haven't come.
    was_there_at: when that was taken back.
    """

    __tablename__ = "place_holders"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    place_claim_id: Mapped[str] = mapped_column(ID, ForeignKey("place_claims.id"))
    menu_item_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    unit_id: Mapped[str] = mapped_column(ID)
    is_live: Mapped[bool]
    busy_from: Mapped[datetime | None]
    busy_until: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    was_there_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(busy_from IS NULL AND busy_until IS NULL) OR busy_from < busy_until", name="busy"),
        UniqueConstraint("place_claim_id", "member_id"),
        Index(
            "uq_place_holders_live",
            "menu_item_id",
            "member_id",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index(None, "member_id", "busy_from"),
        Index(None, "member_id", "place_claim_id"),
        Index(None, "unit_id", "place_claim_id"),
        {"info": {OVERLAPS: (NO_OVERLAP,)}},
    )

    def let_go(self) -> None:
        self.is_live, self.busy_from, self.busy_until = False, None, None


class PlaceClaim(Versioned, Base):
    """
    Places in one role of an item, for as many people; it changes only while its item is held.

    held_since: since when they had the places, also where they have given them up; None where they have only waited.
    """

    __tablename__ = "place_claims"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    menu_item_id: Mapped[str] = mapped_column(ID, ForeignKey("menu_items.id"))
    role_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[MenuItemKind] = mapped_column(String(20))
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    unit_id: Mapped[str] = mapped_column(ID)
    team_id: Mapped[str | None] = mapped_column(ID)
    places: Mapped[int]
    state: Mapped[PlaceClaimState] = mapped_column(String(20))
    claimed_at: Mapped[datetime]
    held_since: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(2000))
    holders: Mapped[list[PlaceHolder]] = relationship(lazy="selectin", order_by=PlaceHolder.id)

    __table_args__ = (
        CheckConstraint(
            "state IN ('held', 'waiting', 'offered', 'withdrawn', 'declined', 'lapsed', 'released', 'missed')",
            name="state",
        ),
        CheckConstraint("places > 0", name="places"),
        CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="offered_until"),
        Index(None, "menu_item_id", "state", "id"),
        Index(None, "menu_item_id", "id"),
        Index(None, "community_id", "state", "id"),
        Index(None, "community_id", "id"),
    )

    @property
    def subject(self) -> str:
        """Under which the claim's deadline is kept."""
        return f"place_claim/{self.id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES

    @property
    def member_ids(self) -> Sequence[str]:
        """Who come; of what is over, who would have come."""
        return [holder.member_id for holder in self.holders if holder.is_live or not self.is_live]

    def schedule(self) -> Mapping[str, datetime]:
        """When an offer lapses."""
        return {OFFER_LAPSES: self.offered_until} if self.offered_until else {}

    def take(self, role: ItemRole, now: datetime) -> PlaceClaimed:
        """Hold places that are free."""
        self.state, self.held_since = "held", now
        role.taken += self.places
        return self._held(role)

    def wait(self, role: ItemRole) -> PlaceWaitedFor:
        self.state = "waiting"
        role.waiting += self.places
        return PlaceWaitedFor(**self._tells(role, self.member_ids), team_id=self.team_id, places=self.places)

    def offer(self, role: ItemRole, until: datetime) -> PlaceOffered:
        """Keep places for somebody who has waited."""
        self.state, self.offered_until = "offered", until
        role.waiting -= self.places
        role.taken += self.places
        self.count_up()
        return PlaceOffered(**self._tells(role, self.member_ids), offered_until=until, places=self.places)

    def check_offered(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `place_claim.not_offered`; `place_offer.lapsed`.
        """
        if self.state != "offered" or self.offered_until is None:
            raise Conflict("place_claim.not_offered", f"It is {self.state}.")
        if self.offered_until <= now:
            raise Conflict("place_offer.lapsed")

    def accept(self, role: ItemRole, now: datetime) -> PlaceClaimed:
        self.state, self.offered_until, self.held_since = "held", None, now
        self.count_up()
        return self._held(role)

    def give_up(self, cause: GivenUpCause, role: ItemRole, reason: str | None = None) -> PlaceGivenUp:
        """
        End it, and free what it has taken.

        Raises:
            Conflict: `place_claim.not_in_step`.
        """
        state = ENDED_BY[cause]
        if state not in PLACE_CLAIM_TRANSITIONS[self.state]:
            raise Conflict("place_claim.not_in_step", f"It is {self.state}.")
        if self.state in TAKES_PLACES:
            role.taken -= self.places
        else:
            role.waiting -= self.places
        who = self.member_ids
        self.state, self.offered_until, self.reason = state, None, reason
        for holder in self.holders:
            holder.let_go()
        self.count_up()
        return PlaceGivenUp(**self._tells(role, who), cause=cause, places=self.places)

    def drop(self, member_id: str, role: ItemRole) -> PlaceGivenUp:
        """Have one of several people come no more, for they have left; the others keep their places."""
        holder = next(holder for holder in self.holders if holder.member_id == member_id)
        holder.let_go()
        self.places -= 1
        if self.state in TAKES_PLACES:
            role.taken -= 1
        else:
            role.waiting -= 1
        self.count_up()
        return PlaceGivenUp(**self._tells(role, [member_id]), cause="member_left", places=1)

    def missing(self, came: Collection[tuple[str, str]]) -> set[str]:
        """Who has the place and isn't among those who came, by claim and member."""
        if self.state != "held":
            return set()
        return {one.member_id for one in self.holders if one.is_live and (self.id, one.member_id) not in came}

    def miss(self, member_ids: Collection[str], role: ItemRole, now: datetime) -> PlaceGivenUp:
        """Note that some of those who have the places haven't come; where none has, nothing of it is held any more."""
        for holder in self.holders:
            if holder.member_id in member_ids:
                holder.let_go()
                holder.missed_at = now
        role.taken -= len(member_ids)
        if any(holder.is_live for holder in self.holders):
            self.places -= len(member_ids)
        else:
            self.state = "missed"
        self.count_up()
        return PlaceGivenUp(**self._tells(role, list(member_ids)), cause="missed", places=len(member_ids))

    def was_there(self, member_id: str, at: datetime | None) -> None:
        """Take back at an instant that somebody hasn't come, or note it again; the place is given up all the same."""
        for holder in self.holders:
            if holder.member_id == member_id and holder.missed_at and (holder.was_there_at is None) != (at is None):
                holder.was_there_at = at
                self.count_up()

    @property
    def missed_ids(self) -> Sequence[str]:
        """Who hasn't come, as far as it is known."""
        return [holder.member_id for holder in self.holders if holder.missed_at and not holder.was_there_at]

    def check_withdrawable(self, item: MenuItem, now: datetime) -> None:
        """
        Raises:
            Conflict: `place_claim.withdrawal_closed`, the cut-off for places that are held is over.
        """
        until = item.withdrawable_until
        if self.state == "held" and until and until <= now:
            raise Conflict("place_claim.withdrawal_closed", f"It could be given up until {until.isoformat()}.")

    def _held(self, role: ItemRole) -> PlaceClaimed:
        return PlaceClaimed(**self._tells(role, self.member_ids), team_id=self.team_id, places=self.places)

    def keep_busy(self, busy: tuple[datetime, datetime] | None) -> None:
        """Have those who come be taken up from one instant to the other; None for what overlaps with nothing."""
        for holder in self.holders:
            if holder.is_live:
                holder.busy_from, holder.busy_until = busy or (None, None)

    def _tells(self, role: ItemRole, who: Sequence[str]) -> dict[str, Any]:
        """What every event of it tells; of the people those of the claimer's unit alone, whose feed it stands in."""
        ours = {holder.member_id for holder in self.holders if holder.unit_id == self.unit_id}
        return {
            "menu_item_id": self.menu_item_id,
            "community_id": self.community_id,
            "role_id": self.role_id,
            "place_claim_id": self.id,
            "unit_id": self.unit_id,
            "member_ids": [member_id for member_id in who if member_id in ours],
            **role.stand,
        }
