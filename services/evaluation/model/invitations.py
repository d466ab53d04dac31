"""Single invitations to rate, and ratings: their state, and the rules by which it changes."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.evaluation.model.base import Base
from shared.db import ID
from shared.encryption import is_secret, new_secret, secret_digest
from shared.errors import Conflict, Forbidden
from shared.messages.evaluation import (
    InvitationExpired,
    InvitationOpened,
    InvitationState,
    Outcome,
    RatingGiven,
)
from shared.versions import Versioned

OPEN_FOR = timedelta(days=30)
TOKEN_ENTROPY_BYTES = 16
TOKEN = re.compile(r"([0-9a-f]{32})\.(.+)", re.ASCII)
NO_DIGEST = "0" * 64

EXPIRES = "invitation.expires"

TRANSITIONS: dict[InvitationState, set[InvitationState]] = {
    "open": {"used", "expired"},
    "used": set(),
    "expired": set(),
}


class Invitation(Versioned, Base):
    """
    An invitation to rate what one claim has brought; its token is handed to who received it.

    token_digest: of the newest token, None before the first; it stays after use, so that only who holds the right
    token is told that it was used.
    """

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    wish_id: Mapped[str] = mapped_column(ID)
    claim_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[InvitationState] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    token_digest: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("claim_id"),
        CheckConstraint("state IN ('open', 'used', 'expired')", name="state"),
        CheckConstraint("state <> 'used' OR token_digest IS NOT NULL", name="token"),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
        Index(None, "community_id", "wish_id", "id"),
        Index(None, "member_id", "id"),
    )

    @property
    def subject(self) -> str:
        """Under which the invitation's deadline is kept."""
        return f"invitation/{self.id}"

    def schedule(self) -> Mapping[str, datetime]:
        """When the invitation ends by itself."""
        return {EXPIRES: self.expires_at} if self.state == "open" else {}

    def open(self) -> InvitationOpened:
        return InvitationOpened(
            invitation_id=self.id,
            wish_id=self.wish_id,
            community_id=self.community_id,
            expires_at=self.expires_at,
        )

    def issue_token(self, now: datetime) -> str:
        """
        A new token; the one before is worth nothing from now on.

        Raises:
            Conflict: `invitation.used`, `invitation.expired`.
        """
        self._check_open(now)
        secret = new_secret(TOKEN_ENTROPY_BYTES)
        self.token_digest = secret_digest(secret)
        self.count_up()
        return f"{self.id.replace('-', '')}.{secret}"

    def use(self, token: str, rating: "Rating") -> RatingGiven:
        """
        Take the one rating that the invitation is for. The state is told to nobody but the holder of the right token.

        Raises:
            Forbidden: `invitation.foreign`, another invitation's token; `invitation.token_invalid`.
            Conflict: `invitation.used`, `invitation.expired`.
        """
        self._check_token(token)
        self._check_open(rating.rated_at)
        self.state = "used"
        self.count_up()
        return RatingGiven(
            rating_id=rating.id,
            invitation_id=self.id,
            wish_id=self.wish_id,
            community_id=self.community_id,
            member_id=self.member_id,
            unit_id=self.unit_id,
            score=rating.score,
            outcome=rating.outcome,
        )

    def expire(self, now: datetime) -> InvitationExpired:
        """
        Raises:
            Conflict: `invitation.not_due`, `invitation.used`, `invitation.expired`.
        """
        self._check("expired")
        if now < self.expires_at:
            raise Conflict("invitation.not_due")
        self.state = "expired"
        self.count_up()
        return InvitationExpired(invitation_id=self.id, wish_id=self.wish_id, community_id=self.community_id)

    def _check_token(self, token: str) -> None:
        found = TOKEN.fullmatch(token)
        if found is None:
            raise Forbidden("invitation.token_invalid")
        invitation, secret = found.groups()
        if invitation != self.id.replace("-", ""):
            raise Forbidden("invitation.foreign")
        if not is_secret(secret, self.token_digest or NO_DIGEST):
            raise Forbidden("invitation.token_invalid")

    def _check_open(self, now: datetime) -> None:
        """Whether it can be used still: the instant decides, also where the timer is late."""
        self._check("used")
        if now >= self.expires_at:
            raise Conflict("invitation.expired")

    def _check(self, state: InvitationState) -> None:
        if state not in TRANSITIONS[self.state]:
            raise Conflict(f"invitation.{self.state}")


class Rating(Base):
    """What one resident thinks of what was done; the comment may hold personal data and is kept encrypted."""

    __tablename__ = "ratings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    invitation_id: Mapped[str] = mapped_column(ID, ForeignKey("invitations.id"))
    score: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(String(20))
    comment_encrypted: Mapped[str | None] = mapped_column(Text)
    rated_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("invitation_id"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        CheckConstraint("outcome IN ('resolved', 'partly', 'not')", name="outcome"),
    )
