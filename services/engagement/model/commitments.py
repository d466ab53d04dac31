"""The state of public commitments, and the rules by which those about places change; a wish's follows its claim."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from services.engagement.model.menu_items import MenuItem
from services.engagement.model.reminders import is_time_to_remind, reminders_of
from shared.db import ID
from shared.errors import Conflict, Fault, Invalid
from shared.messages.engagement import (
    CommitmentLapsed,
    CommitmentReleased,
    CommitmentState,
    PlaceCommitmentDueSoon,
    PlaceCommitmentExtended,
    PlaceCommitmentJudged,
    PlaceCommitmentLapsed,
    PlaceCommitmentMade,
    PlaceCommitmentReleased,
    PlaceCommitmentReported,
    PromisedFor,
    Ruling,
    Verdict,
)
from shared.versions import Versioned

if TYPE_CHECKING:
    from services.engagement.model.claims import Claim

LONGEST_COMMITMENT = timedelta(days=180)
TIME_TO_APPEAL = timedelta(days=15)
PLACE_COMMITMENT_DUE = "place_commitment.due"
CAN_BE_APPEALED: tuple[CommitmentState, ...] = ("partly", "broken", "lapsed")


class Commitment(Versioned, Base):
    """
    What somebody promises in public, by a claim of a wish or by a claim of places: it belongs to exactly one of them.

    That of a wish changes only together with its claim, whose version guards both, but for appeals. That of a place is
    one holder's own, and changes by itself until they hold the place no more.

    target_id: the wish, or the activity or post. extended_from: what its deadline was before it was extended; None as
    long as it wasn't. reported_at: when its member has said that it is done; of a wish, when it was delivered.
    settled_at: when it was judged or has lapsed; an appeal changes nothing of that.
    """

    __tablename__ = "commitments"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[PromisedFor] = mapped_column(String(20))
    target_id: Mapped[str] = mapped_column(ID)
    claim_id: Mapped[str | None] = mapped_column(ID, ForeignKey("claims.id"))
    place_claim_id: Mapped[str | None] = mapped_column(ID, ForeignKey("place_claims.id"))
    community_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    text: Mapped[str] = mapped_column(String(2000))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    extended_from: Mapped[datetime | None]
    extension_reason: Mapped[str | None] = mapped_column(String(2000))
    reported_at: Mapped[datetime | None]
    report: Mapped[str | None] = mapped_column(String(2000))
    settled_at: Mapped[datetime | None]
    state: Mapped[CommitmentState] = mapped_column(String(20))

    __table_args__ = (
        UniqueConstraint("claim_id"),
        UniqueConstraint("place_claim_id", "member_id"),
        CheckConstraint("state IN ('open', 'kept', 'partly', 'broken', 'lapsed', 'released')", name="state"),
        CheckConstraint("kind IN ('wish', 'activity', 'post')", name="kind"),
        CheckConstraint("(claim_id IS NULL) <> (place_claim_id IS NULL)", name="owner"),
        CheckConstraint("(kind = 'wish') = (claim_id IS NOT NULL)", name="of_wish"),
        CheckConstraint("(state IN ('open', 'released')) = (settled_at IS NULL)", name="settled"),
        Index(None, "tenant_id", "id"),
        Index(None, "tenant_id", "due_at"),
        Index(None, "member_id", "id"),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
        Index(None, "community_id", "due_at"),
        Index(None, "unit_id", "id"),
        Index(None, "unit_id", "state", "id"),
        Index(None, "unit_id", "due_at"),
    )

    @property
    def subject(self) -> str:
        """Under which the deadlines of one about a place are kept."""
        return f"commitment/{self.id}"

    @property
    def parties(self) -> dict[str, str]:
        """What every event tells of it: which, where, whose."""
        names = ("community_id", "member_id", "unit_id")
        return {"commitment_id": self.id, **{name: getattr(self, name) for name in names}}

    @property
    def of_place(self) -> dict[str, str]:
        """What events of one about a place tell besides."""
        return {**self.parties, "menu_item_id": self.target_id, "place_claim_id": str(self.place_claim_id)}

    @property
    def appealable_until(self) -> datetime | None:
        """Until when its member can appeal against what was said of it; None where there is nothing against them."""
        if self.state not in CAN_BE_APPEALED or self.settled_at is None:
            return None
        return self.settled_at + TIME_TO_APPEAL

    def schedule(self, now: datetime) -> Mapping[str, datetime]:
        """When one about a place lapses, which one that is reported doesn't, and when its member is reminded of it."""
        if self.state != "open" or self.reported_at:
            return {}
        reminders = {f"place_{kind}": at for kind, at in reminders_of(self.due_at, now).items()}
        return {PLACE_COMMITMENT_DUE: self.due_at, **reminders}

    def waits(self, now: datetime) -> bool:
        """Whether its member has yet to say that it is done, and still can."""
        return self.state == "open" and self.reported_at is None and now < self.due_at

    def check_waits(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `commitment.not_in_step`.
        """
        if not self.waits(now):
            raise _not_in_step(self, now)

    def make(self, item: MenuItem, now: datetime) -> PlaceCommitmentMade:
        """
        Raises:
            Invalid: `commitment.due_at_out_of_range`, not in the future or further off than 180 days.
        """
        check_first_deadline(self.due_at, now)
        return PlaceCommitmentMade(
            **self.of_place, kind=item.kind, title=item.title, text=self.text, due_at=self.due_at
        )

    def put_off(self, due_at: datetime, reason: str) -> None:
        """
        Put the deadline off, once.

        Raises:
            Conflict: `commitment.already_extended`.
            Invalid: `commitment.due_at_out_of_range`, not later, or further off than 180 days from when it was made.
        """
        if self.extended_from is not None:
            raise Conflict("commitment.already_extended")
        if not self.due_at < due_at <= self.made_at + LONGEST_COMMITMENT:
            days = LONGEST_COMMITMENT.days
            raise _out_of_range(f"Takes a later instant within {days} days from when the commitment was made.")
        self.extended_from, self.extension_reason, self.due_at = self.due_at, reason, due_at
        self.count_up()

    def extend(self, due_at: datetime, reason: str, now: datetime) -> PlaceCommitmentExtended:
        """
        Raises:
            Conflict: `commitment.not_in_step`; as `put_off`.
            Invalid: as `put_off`.
        """
        self.check_waits(now)
        before = self.due_at
        self.put_off(due_at, reason)
        return PlaceCommitmentExtended(**self.of_place, due_at=due_at, extended_from=before)

    def remind(self, days_left: int, now: datetime) -> PlaceCommitmentDueSoon | None:
        """
        Tell that it is due soon; None, where the next reminder is due too.

        Raises:
            Conflict: `commitment.not_in_step`; `reminder.not_due`.
        """
        self.check_waits(now)
        if not is_time_to_remind(self.due_at, days_left, now):
            return None
        return PlaceCommitmentDueSoon(**self.of_place, due_at=self.due_at, days_left=days_left)

    def tell_done(self, note: str | None, now: datetime) -> PlaceCommitmentReported:
        """
        Raises:
            Conflict: `commitment.not_in_step`.
        """
        self.check_waits(now)
        self.report = note
        self.mark_reported(now)
        return PlaceCommitmentReported(**self.of_place)

    def mark_reported(self, now: datetime | None) -> None:
        """None: it isn't any more."""
        self.reported_at = now
        self.count_up()

    def judge(self, verdict: Verdict, word: str | None, now: datetime) -> PlaceCommitmentJudged:
        """
        Raises:
            Conflict: `commitment.not_in_step`; `commitment.not_reported`, and it isn't said to be kept.
            Invalid: `commitment.word_needed`.
        """
        if self.state != "open" or (self.reported_at is None and self.due_at <= now):
            raise _not_in_step(self, now)
        if self.reported_at is None and verdict != "kept":
            raise Conflict("commitment.not_reported")
        if verdict != "kept" and word is None:
            fault = Fault("#/word", "missing", "Say why the commitment isn't kept as a whole.")
            raise Invalid("commitment.word_needed", errors=[fault])
        self.settle(verdict, now)
        return PlaceCommitmentJudged(**self.of_place, verdict=verdict)

    def settle(self, ruling: Ruling, now: datetime) -> None:
        self.state, self.settled_at = ruling, now
        self.count_up()

    def lapse_place(self, now: datetime) -> PlaceCommitmentLapsed:
        """
        Raises:
            Conflict: `commitment.not_in_step`; `commitment.not_due`.
        """
        if self.state != "open" or self.reported_at:
            raise _not_in_step(self, now)
        if now < self.due_at:
            raise Conflict("commitment.not_due")
        self.settle("lapsed", now)
        return PlaceCommitmentLapsed(**self.of_place)

    def release_place(self) -> PlaceCommitmentReleased:
        self.state = "released"
        self.count_up()
        return PlaceCommitmentReleased(**self.of_place)

    def lapse(self, claim: "Claim", now: datetime) -> CommitmentLapsed:
        self.settle("lapsed", now)
        return CommitmentLapsed(commitment_id=self.id, **claim.parties)

    def release(self, claim: "Claim") -> CommitmentReleased:
        self.state = "released"
        self.count_up()
        return CommitmentReleased(commitment_id=self.id, **claim.parties)

    def check_appealable(self, now: datetime) -> Ruling:
        """
        What there is to appeal against.

        Raises:
            Conflict: `commitment.not_appealable`, nothing is said against its member; `commitment.appeal_closed`.
        """
        until = self.appealable_until
        if until is None:
            raise Conflict("commitment.not_appealable", f"It is {self.state}.")
        if until <= now:
            raise Conflict("commitment.appeal_closed", f"It could be appealed against until {until.isoformat()}.")
        return cast(Ruling, self.state)

    def rule_anew(self, ruling: Ruling) -> None:
        """What an appeal has led to."""
        self.state = ruling
        self.count_up()


def check_first_deadline(due_at: datetime, now: datetime) -> None:
    """
    Raises:
        Invalid: `commitment.due_at_out_of_range`.
    """
    if not now < due_at <= now + LONGEST_COMMITMENT:
        raise _out_of_range(f"Takes an instant within {LONGEST_COMMITMENT.days} days from now.")


def _out_of_range(hint: str) -> Invalid:
    return Invalid("commitment.due_at_out_of_range", errors=[Fault("#/due_at", "out_of_range", hint)])


def _not_in_step(commitment: Commitment, now: datetime) -> Conflict:
    if commitment.state != "open":
        return Conflict("commitment.not_in_step", f"It is {commitment.state}.")
    if commitment.reported_at:
        return Conflict("commitment.not_in_step", "It has been reported.")
    return Conflict("commitment.not_in_step", "Its deadline is over.")
