"""Members by what they are looked for; each filter has its index."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, union
from sqlalchemy.orm import Session, selectinload

from services.membership.model import (
    Consent,
    Member,
    MemberFreeTime,
    MemberTag,
    Organisation,
    Registration,
    is_on_roster,
)
from shared.bulk import is_one_of
from shared.messages.membership import ConsentPurpose, MemberState, TagKind
from shared.weeks import Slot

LAST_CHARACTER = "\U0010ffff"


class MemberSearch:
    """Narrows a list of the tenant's members; each method gives one condition."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def members(self, *conditions: ColumnElement[bool]) -> Select[Member]:
        query = select(Member).where(Member.tenant_id == self._tenant_id, *conditions)
        return query.options(selectinload(Member.free_times))

    def in_state(self, state: MemberState | None) -> ColumnElement[bool]:
        """In one state; on a roster where none is asked for."""
        return Member.state == state if state else is_on_roster()

    def tagged(self, kind: TagKind, value: str) -> ColumnElement[bool]:
        tags = select(MemberTag.member_id).where(MemberTag.tenant_id == self._tenant_id)
        return Member.id.in_(tags.where(MemberTag.kind == kind, MemberTag.value == value))

    def begins_with(self, prefix: str) -> ColumnElement[bool]:
        """By the start of the name; SQLite has no index for LIKE, and compares texts by code point anyway."""
        if self._session.get_bind().dialect.name == "postgresql":
            return Member.name.startswith(prefix, autoescape=True)
        return and_(Member.name >= prefix, Member.name < prefix + LAST_CHARACTER)

    def lives_in_or_registered_with(self, community: Organisation) -> ColumnElement[bool]:
        return Member.id.in_(union(*self.around(community)))

    def around(self, community: Organisation) -> tuple[Any, Any]:
        """The ids of who lives in a community, and of who is registered with it."""
        lives = select(Member.id).where(Member.tenant_id == self._tenant_id, Member.residence_code == community.code)
        return lives, self._registered(community)

    def registered_with(self, community: Organisation) -> ColumnElement[bool]:
        return Member.id.in_(self._registered(community))

    def consents_to(self, purpose: ConsentPurpose) -> ColumnElement[bool]:
        """Now: what was decided last counts."""
        decided = select(Consent.decision).where(Consent.member_id == Member.id, Consent.purpose == purpose)
        return decided.order_by(Consent.number.desc()).limit(1).scalar_subquery() == "given"

    def is_registered(self) -> ColumnElement[bool]:
        """With any community."""
        return select(Registration.id).where(Registration.member_id == Member.id, _is_confirmed()).exists()

    def is_free(self, slots: Iterable[Slot], on: date) -> ColumnElement[bool]:
        """In all of these slots of the week, and to be had on a day."""
        is_back = or_(Member.paused_until.is_(None), Member.paused_until <= on)
        return and_(is_back, *(Member.id.in_(self._free(slot)) for slot in slots))

    def registered_among(self, community: Organisation, member_ids: Collection[str]) -> set[str]:
        if not member_ids:
            return set()
        is_named = is_one_of(self._session, Registration.member_id, member_ids)
        return set(self._session.scalars(self._registered(community).where(is_named)))

    def communities_of(self, member: Member) -> tuple[str | None, list[str]]:
        """Where a member lives, if that takes part, and with that all communities that they are registered with."""
        lives = select(Organisation.id).where(
            Organisation.tenant_id == self._tenant_id,
            Organisation.kind == "community",
            Organisation.code == member.residence_code,
        )
        home_id = self._session.scalar(lives) if member.residence_code else None
        registered = select(Registration.community_id).where(Registration.member_id == member.id, _is_confirmed())
        found = set(self._session.scalars(registered)) | ({home_id} if home_id else set())
        return home_id, sorted(found)

    def _registered(self, community: Organisation) -> Any:
        return select(Registration.member_id).where(Registration.community_id == community.id, _is_confirmed())

    def _free(self, slot: Slot) -> Any:
        return select(MemberFreeTime.member_id).where(
            MemberFreeTime.tenant_id == self._tenant_id,
            MemberFreeTime.weekday == slot.weekday,
            MemberFreeTime.from_minute <= slot.from_minute,
            MemberFreeTime.to_minute >= slot.to_minute,
        )


def _is_confirmed() -> ColumnElement[bool]:
    return Registration.state == "confirmed"
