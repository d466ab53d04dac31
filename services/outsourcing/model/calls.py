"""The state of calls, and the rules by which it changes."""

from collections.abc import Mapping
from dataclasses import fields as fields_of_class
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.outsourcing.model.base import Base
from services.outsourcing.model.call_parts import CallAmendment, CallField, CallFunding, CallProject
from services.outsourcing.model.call_rules import tidy, total_of
from shared.db import ID
from shared.errors import Conflict, Invalid
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import call_events as events, calls as messages
from shared.messages.outsourcing.call_states import CALL_STATES
from shared.messages.outsourcing.calls import CallNotice, CallPart, CallState, CallTerms
from shared.messages.outsourcing.conclusions import ConcludeReview
from shared.messages.outsourcing.terms import Criterion, Eligibility, LineOfCall, MilestoneOfCall
from shared.messages.wire import as_json, from_plain
from shared.versions import Versioned

PROPOSALS_END = "call.proposals_end"
PLAIN = ("criteria", "budget_lines", "milestones")
APART = {*PLAIN, "eligibility", "fields", "project_ids", "community_ids"}
ALONE = tuple(one.name for one in fields_of_class(CallNotice) if one.name not in APART)
PARTS = tuple(one.name for one in fields_of_class(CallTerms))
UNPUBLISHED: set[CallState] = {"draft", "discarded"}


class Call(Versioned, Base):
    """
    A call for proposals.

    criteria_plain, budget_lines_plain, milestones_plain, eligibility_plain: as JSON. total_minor: the sum of its
    fundings. proposals_opened: how many there were when the deadline was over.
    """

    __tablename__ = "calls"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    state: Mapped[CallState] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text)
    total_minor: Mapped[int] = mapped_column(BigInteger)
    amount_cap_minor: Mapped[int | None] = mapped_column(BigInteger)
    projects_sought: Mapped[int]
    duration_max_months: Mapped[int]
    enquiries_until: Mapped[datetime]
    proposals_until: Mapped[datetime]
    review_until: Mapped[datetime | None]
    notice_days: Mapped[int]
    signing_days: Mapped[int]
    reviewers_min: Mapped[int]
    passing_score: Mapped[int]
    outlier_points: Mapped[int]
    criteria_plain: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    budget_lines_plain: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    milestones_plain: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    eligibility_plain: Mapped[dict[str, Any]] = mapped_column(JSON)
    community_ids: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str | None] = mapped_column(String(2000))
    first_call_id: Mapped[str | None] = mapped_column(ID, ForeignKey("calls.id"))
    amendments: Mapped[int] = mapped_column(default=0)
    proposals_opened: Mapped[int | None]
    drafted_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    fundings: Mapped[list[CallFunding]] = relationship(
        lazy="selectin", order_by=CallFunding.position, cascade="all, delete-orphan"
    )
    in_fields: Mapped[list[CallField]] = relationship(
        lazy="selectin", order_by=CallField.field, cascade="all, delete-orphan"
    )
    wanted: Mapped[list[CallProject]] = relationship(
        lazy="selectin", order_by=CallProject.project_id, cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'published', 'opened', 'reviewed', 'concluded', 'unsuccessful', 'cancelled', "
            "'discarded')",
            name="state",
        ),
        CheckConstraint("(state IN ('draft', 'discarded')) = (published_at IS NULL)", name="published"),
        CheckConstraint("(state = 'cancelled') = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("state <> 'opened' OR COALESCE(proposals_opened, 0) > 0", name="opened"),
        CheckConstraint("total_minor > 0", name="total"),
        CheckConstraint("notice_days BETWEEN 3 AND 60", name="notice_days"),
        CheckConstraint("passing_score BETWEEN 0 AND 100 AND outlier_points BETWEEN 1 AND 100", name="scores"),
        CheckConstraint("state NOT IN ('reviewed', 'concluded') OR reviewed_at IS NOT NULL", name="reviewed"),
        *(
            Index(None, "tenant_id", *state, *time, "id")
            for state in ((), ("state",))
            for time in ((), ("proposals_until",))
        ),
    )

    @property
    def subject(self) -> str:
        """Under which its deadline is kept."""
        return f"call/{self.id}"

    @property
    def fields(self) -> list[Any]:
        return [one.field for one in self.in_fields]

    @property
    def project_ids(self) -> list[str]:
        return [one.project_id for one in self.wanted]

    @property
    def criteria(self) -> list[Criterion]:
        return from_plain(self.criteria_plain, list[Criterion])

    @property
    def budget_lines(self) -> list[LineOfCall]:
        return from_plain(self.budget_lines_plain, list[LineOfCall])

    @property
    def milestones(self) -> list[MilestoneOfCall]:
        return from_plain(self.milestones_plain, list[MilestoneOfCall])

    @property
    def eligibility(self) -> Eligibility:
        return from_plain(self.eligibility_plain, Eligibility)

    @property
    def notice(self) -> CallNotice:
        """What everybody may read of it."""
        return CallNotice(**{one.name: getattr(self, one.name) for one in fields_of_class(CallNotice)})

    @property
    def given(self) -> list[messages.CallFunding]:
        """Its fundings, as they are told."""
        return [messages.CallFunding(budget_id=one.budget_id, amount_minor=one.amount_minor) for one in self.fundings]

    @property
    def terms(self) -> CallTerms:
        others = {one.name: getattr(self, one.name) for one in fields_of_class(CallNotice)}
        return CallTerms(**others, fundings=self.given)

    @property
    def is_hidden(self) -> bool:
        """Whether the department alone sees it."""
        return self.state in UNPUBLISHED

    def schedule(self) -> Mapping[str, datetime]:
        """When the timer has something to do with it."""
        return {PROPOSALS_END: self.proposals_until} if self.state == "published" else {}

    def deadlines(self) -> list[tuple[messages.CallDeadlineKind, datetime]]:
        """What is over when, the soonest first."""
        found: list[tuple[messages.CallDeadlineKind, datetime]] = [
            ("enquiries_end", self.enquiries_until),
            ("proposals_end", self.proposals_until),
        ]
        return [*found, ("review_end", self.review_until)] if self.review_until else found

    def write(self, terms: CallTerms) -> None:
        """Put these terms in place of those that stand."""
        terms = tidy(terms)
        for name in ALONE:
            setattr(self, name, getattr(terms, name))
        for name in PLAIN:
            setattr(self, f"{name}_plain", as_json(getattr(terms, name)))
        self.eligibility_plain = as_json(terms.eligibility or Eligibility())
        self.community_ids = terms.community_ids
        self.total_minor = total_of(terms)
        self._write_parts(terms)

    def _write_parts(self, terms: CallTerms) -> None:
        """What stands in tables of its own; a row that stays is the same row."""
        kept = {one.budget_id: one for one in self.fundings}
        self.fundings = [kept.get(one.budget_id) or CallFunding(budget_id=one.budget_id) for one in terms.fundings]
        for position, (row, given) in enumerate(zip(self.fundings, terms.fundings, strict=True)):
            row.position, row.amount_minor = position, given.amount_minor
        subjects, wanted = {one.field: one for one in self.in_fields}, {one.project_id: one for one in self.wanted}
        self.in_fields = [subjects.get(one) or CallField(field=one) for one in terms.fields]
        self.wanted = [wanted.get(one) or CallProject(project_id=one) for one in terms.project_ids]

    def rewrite(self, terms: CallTerms) -> None:
        """
        Put a whole draft in place of the one that stands.

        Raises:
            Conflict: `call.not_in_step`.
        """
        self.state = CALL_STATES.follow(messages.EditCall, self.state)
        self.write(terms)
        self.count_up()

    def discard(self) -> None:
        """
        Raises:
            Conflict: `call.not_in_step`.
        """
        self.state = CALL_STATES.follow(messages.DiscardCall, self.state)
        self.count_up()

    def publish(self, now: datetime) -> events.CallPublished:
        """
        Raises:
            Conflict: `call.not_in_step`.
        """
        self.state, self.published_at = CALL_STATES.follow(messages.PublishCall, self.state), now
        self.count_up()
        return events.CallPublished(
            call_id=self.id,
            notice=self.notice,
            total_minor=self.total_minor,
            first_call_id=self.first_call_id,
            published_at=now,
        )

    def check_open(self, command: type[Command], now: datetime) -> None:
        """
        Hold that it goes on and takes proposals still: what the timer hasn't closed yet is over all the same.

        Raises:
            Conflict: `call.not_in_step`; `call.proposals_over`.
        """
        CALL_STATES.follow(command, self.state)
        if now >= self.proposals_until:
            raise Conflict("call.proposals_over")

    def amend(self, terms: CallTerms, reason: str, now: datetime) -> tuple[CallAmendment, events.CallAmended]:
        """
        Put these terms in place of those that stand, and keep what has changed.

        Raises:
            Invalid: `call.nothing_amended`.
        """
        before, after = self.terms, tidy(terms)
        changed = [name for name in PARTS if getattr(before, name) != getattr(after, name)]
        if not changed:
            raise Invalid("call.nothing_amended")
        self.write(after)
        self.amendments += 1
        self.count_up()
        row = CallAmendment(
            id=new_id(),
            call_id=self.id,
            number=self.amendments,
            reason=reason,
            changed=changed,
            before_plain=_part(before, changed),
            after_plain=_part(after, changed),
            amended_at=now,
        )
        return row, events.CallAmended(
            call_id=self.id,
            amendment_id=row.id,
            number=row.number,
            reason=reason,
            changed=changed,
            notice=self.notice,
            total_minor=self.total_minor,
            amended_at=now,
        )

    def check_due(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `call.not_in_step`; `call.not_due`, its deadline was put off.
        """
        CALL_STATES.follow(messages.OpenProposals, self.state, "opened")
        if now < self.proposals_until:
            raise Conflict("call.not_due")

    def open(self, count: int, now: datetime) -> events.ProposalsOpened | events.CallUnsuccessful:
        """
        Close it for proposals. count: how many were opened; without any it came to nothing.

        Raises:
            Conflict: `call.not_in_step`.
        """
        to = "opened" if count else "unsuccessful"
        self.state = CALL_STATES.follow(messages.OpenProposals, self.state, to)
        self.proposals_opened = count
        self.count_up()
        if not count:
            return events.CallUnsuccessful(call_id=self.id)
        return events.ProposalsOpened(call_id=self.id, count=count, opened_at=now)

    def check_reviewable(self, command: type[Command]) -> None:
        """
        Hold that its proposals are reviewed.

        Raises:
            Conflict: `call.not_in_step`.
        """
        CALL_STATES.follow(command, self.state, "opened")

    def conclude_review(self, *, is_successful: bool, now: datetime) -> None:
        """
        All reviews are in. is_successful: there is an award; without any it came to nothing.

        Raises:
            Conflict: `call.not_in_step`.
        """
        to = "reviewed" if is_successful else "unsuccessful"
        self.state, self.reviewed_at = CALL_STATES.follow(ConcludeReview, self.state, to), now
        self.count_up()

    def conclude(self, command: type[Command]) -> None:
        """
        It is decided what becomes of each of its awards.

        Raises:
            Conflict: `call.not_in_step`.
        """
        self.state = CALL_STATES.follow(command, self.state, "concluded")
        self.count_up()

    def cancel(self, reason: str) -> events.CallCancelled:
        """
        Raises:
            Conflict: `call.not_in_step`.
        """
        self.state, self.reason = CALL_STATES.follow(messages.CancelCall, self.state), reason
        self.count_up()
        return events.CallCancelled(call_id=self.id, reason=reason)


def _part(terms: CallTerms, names: list[str]) -> Any:
    return as_json(CallPart(**{name: getattr(terms, name) for name in names}))
