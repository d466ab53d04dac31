"""The state of wishes, and the rules by which it changes."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID
from shared.errors import Conflict
from shared.messages.engagement import WishClaimed, WishEdited, WishPublished, WishState
from shared.versions import Versioned

if TYPE_CHECKING:
    from services.engagement.model.claims import Claim

WISH_TRANSITIONS: dict[WishState, set[WishState]] = {
    "published": {"claimed"},
    "claimed": {"delivered", "published"},
    "delivered": {"fulfilled"},
    "fulfilled": set(),
}


class Wish(Versioned, Base):
    """
    A resident's wish on a community's wall.

    beneficiary_encrypted: the `Beneficiary` as JSON, read only where it is revealed.
    claim_id: the live claim; None as long as the wish is free.
    """

    __tablename__ = "wishes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"))
    title: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(100))
    beneficiary_kind: Mapped[str] = mapped_column(String(100))
    beneficiary_encrypted: Mapped[str] = mapped_column(Text, deferred=True)
    source: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[WishState] = mapped_column(String(20))
    claim_id: Mapped[str | None] = mapped_column(ID)
    published_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("state IN ('published', 'claimed', 'delivered', 'fulfilled')", name="state"),
        CheckConstraint("(state = 'published') = (claim_id IS NULL)", name="claim"),
    )

    def publish(self) -> WishPublished:
        return WishPublished(
            wish_id=self.id,
            community_id=self.community_id,
            title=self.title,
            category=self.category,
            beneficiary_kind=self.beneficiary_kind,
        )

    def edit(self, *, title: str | None, category: str | None) -> WishEdited | None:
        """
        Put new words in place of those that stand, where they are given; None when nothing differs.

        Raises:
            Conflict: `wish.not_editable`, somebody has claimed it.
        """
        if self.state != "published":
            raise Conflict("wish.not_editable")
        before = (self.title, self.category)
        after = (title or self.title, category or self.category)
        if before == after:
            return None
        self.title, self.category = after
        self.count_up()
        return WishEdited(wish_id=self.id, community_id=self.community_id, title=self.title, category=self.category)

    def check_free(self) -> None:
        """
        Raises:
            Conflict: `wish.already_claimed`, or delivered or fulfilled already.
        """
        if "claimed" not in WISH_TRANSITIONS[self.state]:
            raise Conflict("wish.already_claimed")

    def give_to(self, claim: "Claim") -> WishClaimed:
        """
        Have a new claim hold the wish.

        Raises:
            Conflict: `wish.already_claimed`.
        """
        self.check_free()
        self.state, self.claim_id = "claimed", claim.id
        self.count_up()
        return WishClaimed(title=self.title, **claim.parties)

    def follow(self, state: WishState) -> None:
        """Take the step that goes with one of the claim's."""
        if state not in WISH_TRANSITIONS[self.state]:
            raise Conflict("wish.not_in_step")
        self.state = state
        if state == "published":
            self.claim_id = None
        self.count_up()
