"""The state of bans, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from services.outsourcing.model.known import Organisation
from services.outsourcing.model.profiles import Profile
from shared.clock import day_of, end_of_day
from shared.db import ID
from shared.errors import Conflict
from shared.messages.outsourcing import bans as messages
from shared.messages.outsourcing.bans import BAN_STATES, BanState
from shared.versions import Versioned

BAN_ENDS = "ban.ends"
STANDS = text("state = 'standing'")


class Ban(Versioned, Base):
    """That an organisation may not propose, for a time or until it is lifted; one stands at a time."""

    __tablename__ = "bans"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    state: Mapped[BanState] = mapped_column(String(20))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(2000))
    legal_basis: Mapped[str] = mapped_column(String(200))
    banned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    lifted_because: Mapped[str | None] = mapped_column(String(2000))

    __table_args__ = (
        CheckConstraint("state IN ('standing', 'lifted', 'ended')", name="state"),
        CheckConstraint("until_on IS NULL OR from_on <= until_on", name="until_on"),
        CheckConstraint("(state = 'standing') = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("(state = 'lifted') = (lifted_because IS NOT NULL)", name="lifted_because"),
        Index("uq_bans_standing", "organisation_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
        Index(None, "organisation_id", "id"),
    )

    @property
    def subject(self) -> str:
        """Under which its deadline is kept."""
        return f"ban/{self.id}"

    def stands_at(self, now: datetime) -> bool:
        """Also where the timer is late."""
        return self.state == "standing" and (self.until_on is None or day_of(now) <= self.until_on)

    def schedule(self) -> Mapping[str, datetime]:
        """When its last day is over."""
        if self.state != "standing" or self.until_on is None:
            return {}
        return {BAN_ENDS: end_of_day(self.until_on)}

    def impose(self, organisation: Organisation, profile: Profile) -> messages.OrganisationBanned:
        return messages.OrganisationBanned(
            ban_id=self.id,
            social_organisation_id=self.organisation_id,
            name=organisation.name,
            kind=profile.kind,
            from_on=self.from_on,
            until_on=self.until_on,
            reason=self.reason,
            legal_basis=self.legal_basis,
        )

    def lift(self, reason: str, now: datetime) -> messages.BanEnded:
        """
        Raises:
            Conflict: `ban.not_in_step`.
        """
        self.state = BAN_STATES.follow(messages.LiftBan, self.state)
        self.ended_at, self.lifted_because = now, reason
        self.count_up()
        return self._ended("lifted")

    def end(self, now: datetime) -> messages.BanEnded:
        """
        Raises:
            Conflict: `ban.not_in_step`, `ban.not_due`.
        """
        state = BAN_STATES.follow(messages.EndBan, self.state)
        if self.until_on is None or now < end_of_day(self.until_on):
            raise Conflict("ban.not_due")
        self.state, self.ended_at = state, now
        self.count_up()
        return self._ended("ended")

    def _ended(self, ending: messages.BanEnding) -> messages.BanEnded:
        return messages.BanEnded(
            ban_id=self.id, social_organisation_id=self.organisation_id, ending=ending, reason=self.lifted_because
        )
