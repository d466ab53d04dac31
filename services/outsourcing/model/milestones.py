"""The state of milestones, and the rules by which it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.clock import SHANGHAI, day_of
from shared.db import ID
from shared.errors import Conflict
from shared.messages.declare import Message
from shared.messages.outsourcing import milestone_events as events, milestones as messages
from shared.messages.outsourcing.contracts import AcceptanceRule, ContractMilestone
from shared.messages.outsourcing.milestone_states import MILESTONE_STATES
from shared.messages.outsourcing.milestones import MilestoneState, Verdict
from shared.versions import Versioned

REMINDER = "milestone.reminder"
STATES = ", ".join(f"'{state}'" for state in MILESTONE_STATES.states)
# What can still be submitted.
TO_COME: tuple[MilestoneState, ...] = ("planned", "sent_back")
# What isn't decided.
OPEN: tuple[MilestoneState, ...] = ("planned", "sent_back", "submitted", "undecided")
IS_OPEN = "state IN ('planned', 'sent_back', 'submitted', 'undecided')"
WEEK = timedelta(weeks=1)
REMINDED_AT = time(9)
WHOLE = 100


@dataclass(frozen=True)
class Ruling:
    """What somebody says of what was submitted; percent: where it is accepted in part."""

    verdict: Verdict
    percent: int | None
    reason: str | None

    def share_of(self, amount_minor: int) -> int:
        """What of an amount is accepted, in fen, rounded down."""
        if self.verdict == "accepted":
            return amount_minor
        return amount_minor * (self.percent or 0) // WHOLE if self.verdict == "partly" else 0


class Milestone(Versioned, Base):
    """
    A part of a contract's work, with its part of the money.

    survey_id: of the last submission, where residents have a say. raters, satisfied: as evaluation has told them,
    the latter of five at least; is_final: it tells no more. verdict, verdict_percent, verdict_reason: the
    community's, of the last submission; decided_*: the department's. reminded_at: when the organisation was
    reminded last.
    """

    __tablename__ = "milestones"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    contract_id: Mapped[str] = mapped_column(ID, ForeignKey("contracts.id"))
    call_id: Mapped[str] = mapped_column(ID)
    award_id: Mapped[str] = mapped_column(ID)
    project_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    accepted_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    due_on: Mapped[date]
    deliverables: Mapped[str] = mapped_column(String(2000))
    raters_min: Mapped[int | None]
    satisfied_percent: Mapped[int | None]
    survey_days: Mapped[int | None]
    state: Mapped[MilestoneState] = mapped_column(String(20))
    attempt: Mapped[int] = mapped_column(default=0)
    note: Mapped[str | None] = mapped_column(String(2000))
    submitted_at: Mapped[datetime | None]
    survey_id: Mapped[str | None] = mapped_column(ID)
    survey_ends_at: Mapped[datetime | None]
    is_extended: Mapped[bool] = mapped_column(default=False)
    raters: Mapped[int] = mapped_column(default=0)
    satisfied: Mapped[int | None]
    is_final: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[Verdict | None] = mapped_column(String(20))
    verdict_percent: Mapped[int | None]
    verdict_reason: Mapped[str | None] = mapped_column(String(2000))
    judged_at: Mapped[datetime | None]
    decided_verdict: Mapped[Verdict | None] = mapped_column(String(20))
    decided_percent: Mapped[int | None]
    decided_reason: Mapped[str | None] = mapped_column(String(2000))
    decided_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("accepted_minor BETWEEN 0 AND amount_minor", name="accepted"),
        CheckConstraint("accepted_minor = 0 OR state IN ('accepted', 'partly', 'settled')", name="accepted_state"),
        CheckConstraint("(raters_min IS NULL) = (satisfied_percent IS NULL)", name="satisfied_percent"),
        CheckConstraint("(raters_min IS NULL) = (survey_days IS NULL)", name="survey_days"),
        CheckConstraint("satisfied BETWEEN 0 AND raters", name="satisfied"),
        CheckConstraint(f"({IS_OPEN}) = (settled_at IS NULL)", name="settled"),
        CheckConstraint("(attempt = 0) = (submitted_at IS NULL)", name="submitted"),
        UniqueConstraint("contract_id", "position"),
        Index(None, "contract_id", "id"),
        Index(None, "project_id", "id"),
        *(
            Index(None, *owner, *state, *time_, "id")
            for owner in (("tenant_id",), ("tenant_id", "organisation_id"), ("tenant_id", "community_id"))
            for state in ((), ("state",))
            for time_ in ((), ("due_on",))
        ),
    )

    @property
    def subject(self) -> str:
        """Under which its deadlines are kept."""
        return f"milestone/{self.id}"

    @property
    def names(self) -> dict[str, Any]:
        """What its events name."""
        return {
            "milestone_id": self.id,
            "call_id": self.call_id,
            "project_id": self.project_id,
            "community_id": self.community_id,
            "social_organisation_id": self.organisation_id,
        }

    @property
    def acceptance(self) -> AcceptanceRule | None:
        if self.raters_min is None or self.satisfied_percent is None or self.survey_days is None:
            return None
        return AcceptanceRule(
            raters_min=self.raters_min, satisfied_percent=self.satisfied_percent, survey_days=self.survey_days
        )

    @property
    def is_enough(self) -> bool:
        """Whether as many residents have rated as are needed."""
        return self.raters >= (self.raters_min or 0)

    @property
    def is_met(self) -> bool:
        """Whether enough of those who have rated are satisfied."""
        return (self.satisfied or 0) * WHOLE >= (self.satisfied_percent or 0) * self.raters

    def write(self, terms: ContractMilestone, position: int) -> None:
        """Be as a version of the contract has it."""
        self.position, self.name, self.amount_minor = position, terms.name, terms.amount_minor
        self.due_on, self.deliverables, self.reminded_at = terms.due_on, terms.deliverables, None
        rule = terms.acceptance
        self.raters_min = rule.raters_min if rule else None
        self.satisfied_percent = rule.satisfied_percent if rule else None
        self.survey_days = rule.survey_days if rule else None

    def amend(self, terms: ContractMilestone, position: int, command: type[Message]) -> None:
        """
        Raises:
            Conflict: `milestone.not_in_step`.
        """
        self.state = MILESTONE_STATES.follow(command, self.state, self.state)
        self.write(terms, position)
        self.count_up()

    def move_to(self, position: int) -> None:
        """Stand elsewhere among the milestones of its contract."""
        self.position = position
        self.count_up()

    def is_overdue(self, now: datetime) -> bool:
        return self.state in TO_COME and day_of(now) > self.due_on

    @property
    def was_overdue(self) -> bool:
        """Whether a reminder has said so already."""
        return self.reminded_at is not None and day_of(self.reminded_at) > self.due_on

    def schedule(self, now: datetime) -> Mapping[str, datetime]:
        """When its organisation is reminded next: a week before its day, on the day, and each week from then on."""
        return {REMINDER: self._reminder_after(now)} if self.state in TO_COME else {}

    def remind(self, now: datetime) -> events.MilestoneDue:
        """
        Raises:
            Conflict: `milestone.not_in_step`; `milestone.reminder_not_due`, the next one comes later.
        """
        MILESTONE_STATES.follow(messages.RemindOfMilestone, self.state)
        if now < self._first_reminder or (self.reminded_at and now < self._reminder_after(self.reminded_at)):
            raise Conflict("milestone.reminder_not_due")
        self.reminded_at = now
        self.count_up()
        return events.MilestoneDue(
            **self.names, name=self.name, due_on=self.due_on, days_left=(self.due_on - day_of(now)).days
        )

    @property
    def _first_reminder(self) -> datetime:
        return datetime.combine(self.due_on, REMINDED_AT, SHANGHAI) - WEEK

    def _reminder_after(self, instant: datetime) -> datetime:
        first = self._first_reminder
        weeks = max(0, (instant - first) // WEEK + 1)
        return first + weeks * WEEK

    def submit(self, note: str, survey_id: str | None, now: datetime) -> events.MilestoneSubmitted:
        """
        Have it be judged; nothing of what was said of it before stands any more. survey_id: where residents have a say.

        Raises:
            Conflict: `milestone.not_in_step`.
        """
        self.state = MILESTONE_STATES.follow(messages.SubmitMilestone, self.state)
        self.attempt, self.note, self.submitted_at = self.attempt + 1, note, now
        self.verdict = self.verdict_percent = self.verdict_reason = self.judged_at = None
        self.decided_verdict = self.decided_percent = self.decided_reason = self.decided_at = None
        self.survey_id, self.is_extended, self.is_final = survey_id, False, False
        self.survey_ends_at = now + timedelta(days=self.survey_days) if survey_id and self.survey_days else None
        self.raters, self.satisfied = 0, None
        self.count_up()
        return events.MilestoneSubmitted(
            **self.names,
            title=self.title,
            name=self.name,
            survey_id=survey_id,
            survey_ends_at=self.survey_ends_at,
            raters_min=self.raters_min if survey_id else None,
        )

    def judge(self, ruling: Ruling, now: datetime) -> MilestoneState:
        """
        Take the community's word. Returns the state that it comes to: still submitted, where residents rate it.

        Raises:
            Conflict: `milestone.not_in_step`; `milestone.judged`.
        """
        MILESTONE_STATES.follow(messages.JudgeMilestone, self.state, "submitted")
        if self.verdict is not None:
            raise Conflict("milestone.judged")
        self.verdict, self.verdict_percent, self.verdict_reason = ruling.verdict, ruling.percent, ruling.reason
        self.judged_at = now
        return self.weigh(messages.JudgeMilestone, now)

    def tally(self, raters: int, satisfied: int | None, *, is_final: bool) -> None:
        """Take over what evaluation tells of its ratings; what comes late changes nothing."""
        if self.is_final or raters < self.raters:
            return
        self.raters, self.satisfied, self.is_final = raters, satisfied, is_final
        self.count_up()

    def weigh(self, by: type[Message], now: datetime) -> MilestoneState:
        """
        Hold community and residents together: both must be for it. Undecided where the community is for it, and too few
        residents have rated or too few of them are satisfied.
        """
        to: MilestoneState = "submitted"
        if self.verdict in ("sent_back", "failed"):
            to = self.verdict
        elif self.verdict and (self.survey_id is None or self.is_final):
            to = self.verdict if self.survey_id is None or (self.is_enough and self.is_met) else "undecided"
        return self._move(by, to, now)

    def fall_short(self, raters: int, by: type[Message], now: datetime) -> None:
        """Too few residents have rated it, the second time too."""
        self.raters, self.satisfied, self.is_final = raters, None, True
        self.weigh(by, now)

    def extend(self, now: datetime, by: type[Message]) -> events.MilestoneSurveyExtended | None:
        """
        Let residents rate for half as long again, once; None where they have been let already.

        Raises:
            LookupError: it has no survey.
        """
        if self.is_extended:
            return None
        if self.survey_id is None or self.survey_days is None:
            raise LookupError("no survey to extend")
        self.state = MILESTONE_STATES.follow(by, self.state, "submitted")
        self.is_extended = True
        self.survey_ends_at = now + timedelta(days=self.survey_days) / 2
        self.count_up()
        return events.MilestoneSurveyExtended(
            **self.names, survey_id=self.survey_id, survey_ends_at=self.survey_ends_at
        )

    def decide(self, ruling: Ruling, now: datetime) -> MilestoneState:
        """
        Take the department's decision.

        Raises:
            Conflict: `milestone.not_in_step`.
        """
        self.decided_verdict, self.decided_percent, self.decided_reason = ruling.verdict, ruling.percent, ruling.reason
        self.decided_at = now
        return self._move(messages.DecideMilestone, ruling.verdict, now)

    @property
    def ruling(self) -> Ruling | None:
        """What holds of it: the department's decision, or the community's word."""
        if self.decided_verdict:
            return Ruling(self.decided_verdict, self.decided_percent, self.decided_reason)
        return Ruling(self.verdict, self.verdict_percent, self.verdict_reason) if self.verdict else None

    def settle(self, accepted_minor: int) -> events.MilestoneSettled:
        """It has come to its end, or is sent back; so much of its money is accepted."""
        outcome: Any = self.state
        self.accepted_minor = accepted_minor
        self.count_up()
        return events.MilestoneSettled(
            **self.names,
            survey_id=self.survey_id,
            outcome=outcome,
            accepted_minor=accepted_minor,
            amount_minor=self.amount_minor,
        )

    def end(self, command: type[Message], accepted_minor: int, now: datetime) -> events.MilestoneSettled:
        """
        Have it end with its contract, or by an amendment; so much of its money is accepted all the same.

        Raises:
            Conflict: `milestone.not_in_step`.
        """
        self._move(command, "settled" if accepted_minor else "dropped", now)
        return self.settle(accepted_minor)

    def _move(self, by: type[Message], to: MilestoneState, now: datetime) -> MilestoneState:
        self.state = MILESTONE_STATES.follow(by, self.state, to)
        self.settled_at = None if self.state in OPEN else now
        self.count_up()
        return self.state
