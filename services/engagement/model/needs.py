"""The state of needs, and the rules by which it changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.engagement.model.base import Base
from services.engagement.model.need_records import NeedLink, NeedStep
from shared.db import ID
from shared.encryption import new_secret
from shared.errors import Conflict, Fault, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Event
from shared.messages.engagement import NeedOrigin, NeedOutcome, NeedPrivacy, NeedState
from shared.versions import Versioned

CONTACT_KEPT = "need.contact_kept"
CONTACT_KEPT_FOR = timedelta(days=180)
TIME_TO_REOPEN = timedelta(days=30)
TOKEN_BYTES = 16

GOES_ON: set[NeedState] = {"in_hand", "merged", "declined", "resolved", "partly", "unresolved"}
NEED_TRANSITIONS: dict[NeedState, set[NeedState]] = {
    "submitted": {"accepted", "declined", "merged", "withdrawn"},
    "accepted": GOES_ON,
    "in_hand": {"accepted", "resolved", "partly", "unresolved"},
    "resolved": {"reopened"},
    "partly": {"reopened"},
    "unresolved": {"reopened"},
    "declined": {"reopened"},
    "merged": set(),
    "reopened": GOES_ON,
    "withdrawn": set(),
}
SEEN_TO: set[NeedState] = {"accepted", "in_hand", "reopened"}
ON_BOARD: set[NeedState] = {*SEEN_TO, "resolved", "partly", "unresolved"}
CLOSED: set[NeedState] = {"resolved", "partly", "unresolved", "declined", "merged", "withdrawn"}
IS_KNOWN = f"state IN ({', '.join(repr(state) for state in NEED_TRANSITIONS)})"


class Moved(NamedTuple):
    """What a step leaves behind: a line in the need's history, and what is told."""

    step: NeedStep
    events: Sequence[Event]


class By(NamedTuple):
    """Who takes a step, when, and why."""

    role: str
    now: datetime
    reason: str | None = None


class Need(Versioned, Base):
    """
    What somebody asks a community to see to.

    resident_id: who has submitted it, as their token names them; None for the community's own, and once forgotten.
    contact_encrypted: the `NeedContact` as JSON, read only where it is revealed or something is told.
    latitude, longitude: as an app has told them, in degrees; None where the need is private.
    report_digest: of what an app has sent, to know it again when it comes twice.
    ticket_token: names the need to those who follow it; unguessable.
    merged_into_id: the need that it follows, never one that follows another itself.
    """

    __tablename__ = "needs"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"))
    resident_id: Mapped[str | None] = mapped_column(ID)
    category: Mapped[str] = mapped_column(String(50))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(2000))
    place: Mapped[str | None] = mapped_column(String(200))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    privacy: Mapped[NeedPrivacy] = mapped_column(String(20))
    origin: Mapped[NeedOrigin] = mapped_column(String(20))
    has_contact: Mapped[bool]
    contact_encrypted: Mapped[str | None] = mapped_column(Text, deferred=True)
    report_digest: Mapped[str | None] = mapped_column(String(64))
    ticket_number: Mapped[str] = mapped_column(String(80))
    ticket_token: Mapped[str] = mapped_column(String(43))
    state: Mapped[NeedState] = mapped_column(String(20))
    merged_into_id: Mapped[str | None] = mapped_column(ID, ForeignKey("needs.id"))
    submitted_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    links: Mapped[list[NeedLink]] = relationship(lazy="selectin", order_by=NeedLink.id, cascade="all, delete-orphan")

    __table_args__ = (
        CheckConstraint(IS_KNOWN, name="state"),
        CheckConstraint("privacy IN ('public', 'place_hidden', 'private')", name="privacy"),
        CheckConstraint("origin IN ('resident', 'staff', 'community', 'app')", name="origin"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        CheckConstraint("has_contact = (contact_encrypted IS NOT NULL)", name="contact"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="coordinates"),
        CheckConstraint("privacy <> 'private' OR latitude IS NULL", name="private_coordinates"),
        UniqueConstraint("community_id", "ticket_number"),
        UniqueConstraint("ticket_token"),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
        Index(None, "community_id", "category", "id"),
        Index(None, "community_id", "submitted_at"),
        Index(None, "tenant_id", "id"),
        Index(None, "tenant_id", "state", "id"),
        Index(None, "tenant_id", "category", "id"),
        Index(None, "tenant_id", "submitted_at"),
        Index(None, "resident_id", "id"),
        Index(None, "merged_into_id"),
        Index(None, "report_digest"),
    )

    @property
    def subject(self) -> str:
        """Under which the need's deadline is kept."""
        return f"need/{self.id}"

    @property
    def is_private(self) -> bool:
        return self.privacy == "private"

    @property
    def is_on_board(self) -> bool:
        """Whether the public may see what it says."""
        return not self.is_private and self.state in ON_BOARD

    @property
    def is_resolvable(self) -> bool:
        """Whether all that was linked with it is done."""
        return self.state == "in_hand" and all(link.is_done for link in self.links)

    def schedule(self) -> Mapping[str, datetime]:
        """When it is forgotten whose need it was: long after it is closed."""
        if self.closed_at is None or not (self.has_contact or self.resident_id):
            return {}
        return {CONTACT_KEPT: self.closed_at + CONTACT_KEPT_FOR}

    def submit(self, by: By) -> Moved:
        self.ticket_token, self.state = new_secret(TOKEN_BYTES), "submitted"
        self.submitted_at = self.changed_at = by.now
        told = messages.NeedSubmitted(**self._names, category=self.category)
        return self._moved(None, by, told)

    def accept(self, by: By) -> Moved:
        """
        Raises:
            Conflict: `need.not_in_step`.
        """
        if self.state == "in_hand":  # what is linked with it keeps it there
            raise _not_in_step(self.state)
        before = self._step("accepted", by)
        return self._moved(before, by, messages.NeedAccepted(**self._said, before=before))

    def decline(self, by: By) -> Moved:
        """
        Raises:
            Conflict: `need.not_in_step`.
        """
        before = self._step("declined", by)
        return self._moved(before, by, messages.NeedDeclined(**self._names, before=before))

    def merge(self, into: "Need", by: By) -> Moved:
        """
        Have it follow another need, which counts this as a change: so no two come to follow each other at once,
        and none follows one that comes to follow a third.

        Raises:
            Conflict: `need.not_in_step`; `need.merge_target_unfit`, itself, or none that the same community sees to.
        """
        if into.id == self.id or into.community_id != self.community_id or into.state not in SEEN_TO:
            raise Conflict("need.merge_target_unfit")
        before = self._step("merged", by)
        self.merged_into_id = into.id
        into.count_up()
        told = messages.NeedMerged(**self._names, into_need_id=None if into.is_private else into.id, before=before)
        return self._moved(before, by, told)

    def takes(self, link: NeedLink) -> bool:
        """Whether it can be taken in hand by this, and isn't yet."""
        is_open = self.state == "in_hand" or "in_hand" in NEED_TRANSITIONS[self.state]
        return is_open and not any(one.names_same(link) for one in self.links)

    def link(self, link: NeedLink, title: str, by: By) -> Moved:
        """
        Take it in hand by something that is being done about it, which is called so.

        Raises:
            Conflict: `need.not_in_step`; `need_link.exists`.
        """
        if self.state != "in_hand":
            self._check("in_hand")
        if any(one.names_same(link) for one in self.links):
            raise Conflict("need_link.exists")
        before = self.state
        self.links.append(link)
        self._go("in_hand", by.now)
        told = messages.NeedLinked(**self._names, link_kind=link.kind, target_id=link.target_id, title=title)
        return self._moved(before, by, told)

    def unlink(self, link: NeedLink, by: By) -> Moved:
        """
        Raises:
            Conflict: `need.not_in_step`.
        """
        if self.state != "in_hand":
            raise _not_in_step(self.state)
        self.links.remove(link)
        self._go("in_hand" if self.links else "accepted", by.now)
        told = messages.NeedUnlinked(
            **self._names, link_kind=link.kind, target_id=link.target_id, is_in_hand=bool(self.links)
        )
        return self._moved("in_hand", by, told)

    def notice_done(self, link: NeedLink, now: datetime) -> NeedStep:
        """What is linked with it is done: that alone resolves nothing, but it can be told that it is."""
        link.is_done, self.changed_at = True, now
        self.count_up()
        return NeedStep(id=new_id(), need_id=self.id, kind="link_done", role="system", reason=None, at=now)

    def notice_ended(self, link: NeedLink, now: datetime) -> NeedStep:
        """Nothing comes of something that is linked with it; whether to unlink it the community decides."""
        link.is_given_up, self.changed_at = True, now
        self.count_up()
        return NeedStep(id=new_id(), need_id=self.id, kind="link_ended", role="system", reason=None, at=now)

    def resolve(self, outcome: NeedOutcome, by: By) -> Moved:
        """
        Raises:
            Conflict: `need.not_in_step`.
            Invalid: `need.reason_needed`, unless all is resolved.
        """
        if outcome != "resolved" and by.reason is None:
            fault = Fault("#/reason", "missing", "Say why the need isn't resolved as a whole.")
            raise Invalid("need.reason_needed", errors=[fault])
        before = self._step(outcome, by)
        return self._moved(before, by, messages.NeedResolved(**self._names, outcome=outcome))

    def reopen(self, by: By) -> Moved:
        """
        Raises:
            Conflict: `need.not_in_step`; `need.reopened_late`, by the resident after 30 days.
        """
        self._check("reopened")
        if by.role == "resident" and self.closed_at and by.now > self.closed_at + TIME_TO_REOPEN:
            raise Conflict("need.reopened_late")
        before = self._step("reopened", by)
        self.links.clear()
        return self._moved(before, by, messages.NeedReopened(**self._said, before=before))

    def withdraw(self, by: By) -> Moved:
        """
        Take it back and leave nothing readable of what it said: its category, privacy and ticket stay, to be counted
        and followed.

        Raises:
            Conflict: `need.not_in_step`.
        """
        before = self._step("withdrawn", by)
        self.title, self.description, self.place = "", "", None
        self.latitude = self.longitude = self.report_digest = None
        self.has_contact, self.contact_encrypted = False, None
        return self._moved(before, by, messages.NeedWithdrawn(**self._names))

    def forget_contact(self) -> None:
        self.has_contact, self.contact_encrypted = False, None
        self.count_up()

    @property
    def _names(self) -> dict[str, str]:
        return {"need_id": self.id, "community_id": self.community_id}

    @property
    def _said(self) -> dict[str, Any]:
        """What the public may read of it."""
        said = {name: getattr(self, name) for name in ("category", "title", "description", "submitted_at")}
        where = {name: getattr(self, name) for name in ("place", "latitude", "longitude")}
        return {**self._names, **said, **(where if self.privacy == "public" else dict.fromkeys(where))}

    def _step(self, state: NeedState, by: By) -> NeedState:
        """
        The state before.

        Raises:
            Conflict: `need.not_in_step`.
        """
        self._check(state)
        before = self.state
        self._go(state, by.now)
        return before

    def _check(self, state: NeedState) -> None:
        """
        Raises:
            Conflict: `need.not_in_step`.
        """
        if state not in NEED_TRANSITIONS[self.state]:
            raise _not_in_step(self.state)

    def _go(self, state: NeedState, now: datetime) -> None:
        self.state, self.changed_at = state, now
        self.closed_at = now if state in CLOSED else None
        self.count_up()

    def _moved(self, before: NeedState | None, by: By, told: Event) -> Moved:
        step = NeedStep(id=new_id(), need_id=self.id, kind=self.state, role=by.role, reason=by.reason, at=by.now)
        counted = messages.NeedCounted(**self._names, before=before, state=self.state)
        return Moved(step, [counted] if self.is_private else [counted, told])


def _not_in_step(state: NeedState) -> Conflict:
    return Conflict("need.not_in_step", f"The need is {state}.")
