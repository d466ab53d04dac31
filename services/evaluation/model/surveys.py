"""Surveys among many residents: their state, what is told of their ratings, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.evaluation.model.base import Base
from shared.db import ID
from shared.errors import Conflict
from shared.messages.evaluation.invitations import InvitationState, Outcome
from shared.messages.evaluation.surveys import (
    SURVEY_STATES,
    EndSurvey,
    IssueSurveyInvitations,
    RateSurvey,
    SurveyFellShort,
    SurveyState,
    SurveyTallied,
)
from shared.messages.outsourcing.milestone_events import MilestoneSettled, MilestoneSurveyExtended

LOT = 5  # no two figures that are told differ by fewer ratings
MOST_INVITATIONS = 2000
SATISFIED_FROM = 4
SURVEY_ENDS = "survey.ends"


class Tally(NamedTuple):
    """Some ratings, added up."""

    ratings: int
    satisfied: int
    resolved: int
    partly: int


class Survey(Base):
    """
    A survey about one milestone. Whoever changes it holds its row.

    invitations: how many were made out. raters: how many have rated. told_raters and the sums beside it: of the ratings
    that are told, which are the first so many.
    """

    __tablename__ = "surveys"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    project_id: Mapped[str] = mapped_column(ID)
    milestone_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    social_organisation_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(100))
    state: Mapped[SurveyState] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_extended: Mapped[bool] = mapped_column(default=False)
    raters_min: Mapped[int]
    invitations: Mapped[int] = mapped_column(default=0)
    raters: Mapped[int] = mapped_column(default=0)
    told_raters: Mapped[int] = mapped_column(default=0)
    told_satisfied: Mapped[int] = mapped_column(default=0)
    told_resolved: Mapped[int] = mapped_column(default=0)
    told_partly: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("state IN ('open', 'short', 'closed')", name="state"),
        CheckConstraint(f"invitations BETWEEN 0 AND {MOST_INVITATIONS}", name="invitations"),
        CheckConstraint("raters BETWEEN 0 AND invitations", name="raters"),
        CheckConstraint(f"told_raters = 0 OR told_raters BETWEEN {LOT} AND raters", name="told_raters"),
        CheckConstraint("told_satisfied BETWEEN 0 AND told_raters", name="told_satisfied"),
        CheckConstraint(
            "told_resolved >= 0 AND told_partly >= 0 AND told_resolved + told_partly <= told_raters",
            name="told_outcomes",
        ),
        *(
            Index(None, owner, *more)
            for owner in ("tenant_id", "community_id", "social_organisation_id")
            for more in (("id",), ("state", "id"), ("ends_at", "id"))
        ),
        Index(None, "project_id", "id"),
        Index(None, "milestone_id", "id"),
    )

    @property
    def subject(self) -> str:
        """Under which its deadline is kept."""
        return f"survey/{self.id}"

    def schedule(self) -> Mapping[str, datetime]:
        """When it ends by itself."""
        return {SURVEY_ENDS: self.ends_at} if self.state == "open" else {}

    def is_taking(self, now: datetime) -> bool:
        """Whether it takes ratings: the instant decides, also where the timer is late."""
        return SURVEY_STATES.leads(RateSurvey, self.state) and now < self.ends_at

    def issue(self, count: int, now: datetime) -> None:
        """
        Raises:
            Conflict: `survey.not_in_step`; `survey.invitations_spent`, so many are left.
        """
        self.state = SURVEY_STATES.follow(IssueSurveyInvitations, self.state)
        if now >= self.ends_at:
            raise Conflict("survey.not_in_step", "Its deadline is over.")
        left = MOST_INVITATIONS - self.invitations
        if count > left:
            raise Conflict("survey.invitations_spent", f"{left} more can be made out.")
        self.invitations += count

    def take_rating(self) -> int:
        """The number of one rating more."""
        self.state = SURVEY_STATES.follow(RateSurvey, self.state)
        self.raters += 1
        return self.raters

    def end(self, now: datetime) -> SurveyFellShort | None:
        """
        End it at its time. With too few ratings it isn't closed yet: told what it has by now, nothing could be told
        of the few that come while it is extended.

        Raises:
            Conflict: `survey.not_in_step`, `survey.not_due`.
        """
        if self.state == "open" and now < self.ends_at:
            raise Conflict("survey.not_due")
        is_short = self.raters < self.raters_min and not self.is_extended
        self.state = SURVEY_STATES.follow(EndSurvey, self.state, "short" if is_short else "closed")
        return SurveyFellShort(**self._names, raters=self.raters, raters_min=self.raters_min) if is_short else None

    def extend(self, ends_at: datetime) -> bool:
        """Have it take ratings for longer; tells whether it could be."""
        if not SURVEY_STATES.leads(MilestoneSurveyExtended, self.state):
            return False
        self.state = SURVEY_STATES.follow(MilestoneSurveyExtended, self.state)
        self.ends_at, self.is_extended = ends_at, True
        return True

    def settle(self) -> bool:
        """End it for good, for its milestone is decided on; tells whether it wasn't over before."""
        if not SURVEY_STATES.leads(MilestoneSettled, self.state):
            return False
        self.state = SURVEY_STATES.follow(MilestoneSettled, self.state)
        return True

    @property
    def due_lot(self) -> int:
        """
        How many ratings more are to be told now, the earliest first: five, as long as five others stay in hand for the
        end, and at the end all that are left; none where those are fewer than five.
        """
        waiting = self.raters - self.told_raters
        if self.state == "closed":
            return waiting if waiting >= LOT else 0
        return LOT if waiting >= 2 * LOT else 0

    def tell(self, tally: Tally) -> None:
        """Add ratings to what is told."""
        self.told_raters += tally.ratings
        self.told_satisfied += tally.satisfied
        self.told_resolved += tally.resolved
        self.told_partly += tally.partly

    @property
    def tally(self) -> SurveyTallied:
        is_final = self.state == "closed"
        return SurveyTallied(
            **self._names,
            raters=self.raters if is_final else self.told_raters,
            satisfied=self.told_satisfied if self.told_raters else None,
            is_final=is_final,
        )

    @property
    def _names(self) -> dict[str, Any]:
        return {
            "survey_id": self.id,
            "milestone_id": self.milestone_id,
            "project_id": self.project_id,
            "community_id": self.community_id,
            "social_organisation_id": self.social_organisation_id,
        }


class SurveyInvitation(Base):
    """
    One of a survey's invitations; its token is handed to one resident, and to whom isn't kept.

    token_digest: of 128 random bits, so that the token alone names it.
    """

    __tablename__ = "survey_invitations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    survey_id: Mapped[str] = mapped_column(ID, ForeignKey("surveys.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    is_used: Mapped[bool] = mapped_column(default=False)
    issued_at: Mapped[datetime]

    __table_args__ = (Index(None, "survey_id", "id"), Index(None, "survey_id", "is_used", "id"))

    def state_at(self, now: datetime, survey: Survey) -> InvitationState:
        if self.is_used:
            return "used"
        return "open" if survey.is_taking(now) else "expired"


class SurveyRating(Base):
    """
    What one resident thinks; the comment may hold personal data and is kept encrypted.

    number: 1, 2, 3 … within the survey, in the order in which they are told.
    """

    __tablename__ = "survey_ratings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    survey_id: Mapped[str] = mapped_column(ID, ForeignKey("surveys.id"))
    invitation_id: Mapped[str] = mapped_column(ID, ForeignKey("survey_invitations.id"))
    number: Mapped[int]
    score: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(String(20))
    comment_encrypted: Mapped[str | None] = mapped_column(Text)
    rated_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("invitation_id"),
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        CheckConstraint("outcome IN ('resolved', 'partly', 'not')", name="outcome"),
        CheckConstraint("number >= 1", name="number"),
    )
