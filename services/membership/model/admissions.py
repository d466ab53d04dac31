"""The state of invitations to teams and of requests to be taken in, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.membership.model.base import Base
from services.membership.model.members import Member
from services.membership.model.teams import Team
from shared.db import ID
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages.membership import AdmissionClosed, AdmissionOpened, AdmissionOrigin, AdmissionState
from shared.versions import Versioned

TIME_TO_ANSWER = timedelta(days=14)
ANSWER_BY = "admission.answer_by"
TRANSITIONS: dict[AdmissionState, set[AdmissionState]] = {
    "open": {"accepted", "declined", "withdrawn", "expired", "void"},
    "accepted": set(),
    "declined": set(),
    "withdrawn": set(),
    "expired": set(),
    "void": set(),
}
IS_OPEN = text("state = 'open'")


class Admission(Versioned, Base):
    """An invitation to a team, or a member's request; of a team and a member one at most is open."""

    __tablename__ = "team_admissions"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    team_id: Mapped[str] = mapped_column(ID, ForeignKey("teams.id"))
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    origin: Mapped[AdmissionOrigin] = mapped_column(String(20))
    state: Mapped[AdmissionState] = mapped_column(String(20))
    message: Mapped[str | None] = mapped_column(String(2000))
    reason: Mapped[str | None] = mapped_column(String(2000))
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)
    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint("origin IN ('invitation', 'request')", name="origin"),
        CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'withdrawn', 'expired', 'void')",
            name="state",
        ),
        Index(
            "uq_team_admissions_open",
            "member_id",
            "team_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index(None, "team_id", "state", "id"),
        Index(None, "team_id", "id"),
        Index(None, "member_id", "id"),
    )

    @classmethod
    def begin(
        cls, team: Team, member: Member, *, origin: AdmissionOrigin, message: str | None, now: datetime
    ) -> "Admission":
        return cls(
            id=new_id(),
            tenant_id=team.tenant_id,
            team=team,
            team_id=team.id,
            member=member,
            member_id=member.id,
            origin=origin,
            state="open",
            message=message,
            opened_at=now,
            expires_at=now + TIME_TO_ANSWER,
        )

    @property
    def subject(self) -> str:
        """Under which its deadline is kept."""
        return f"admission/{self.id}"

    def schedule(self) -> Mapping[str, datetime]:
        return {ANSWER_BY: self.expires_at} if self.state == "open" else {}

    def open(self) -> AdmissionOpened:
        return AdmissionOpened(
            admission_id=self.id,
            team_id=self.team_id,
            team_name=self.team.name,
            origin=self.origin,
            answer_by=self.expires_at,
            member_id=self.member_id,
            unit_id=self.member.unit_id,
        )

    def check_open(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `admission.closed`; `admission.expired`, also as long as the timer is late.
        """
        if self.state == "expired" or (self.state == "open" and now >= self.expires_at):
            raise Conflict("admission.expired")
        if self.state != "open":
            raise Conflict("admission.closed")

    def expire(self, now: datetime) -> AdmissionClosed:
        """
        Raises:
            Conflict: `admission.closed`, `admission.not_due`.
        """
        if self.state == "open" and now < self.expires_at:
            raise Conflict("admission.not_due")
        return self.close("expired")

    def close(self, state: AdmissionState, reason: str | None = None) -> AdmissionClosed:
        """
        Raises:
            Conflict: `admission.closed`.
        """
        if state not in TRANSITIONS[self.state]:
            raise Conflict("admission.closed")
        self.state, self.reason = state, reason
        self.count_up()
        return AdmissionClosed(
            admission_id=self.id,
            team_id=self.team_id,
            team_name=self.team.name,
            origin=self.origin,
            admission_state=state,
            member_id=self.member_id,
            unit_id=self.member.unit_id,
        )
