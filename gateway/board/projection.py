"""What each event changes on the board: a batch at a time, the rows it touches read and written as sets."""

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast, get_args

from sqlalchemy import Table, case, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gateway.board import awards, calls, commitments, menu, needs, organisations, service_records
from gateway.board.call_model import BoardAward, BoardCall, BoardCallAmendment, BoardCallEnquiry
from gateway.board.model import (
    BoardCommitment,
    BoardCommunity,
    BoardMenuItem,
    BoardNeed,
    BoardOrganisation,
    BoardServiceRecord,
    BoardWish,
)
from gateway.board.revoked import Revoked
from gateway.board.rows import Rows
from shared.bulk import update_rows
from shared.messages import engagement, evaluation, membership
from shared.messages.declare import Event
from shared.messages.envelope import Envelope
from shared.messages.membership.organisations import CommunityPlaced
from shared.unit_of_work import UnitOfWork

SATISFIED_FROM = 4
FEWEST_RATINGS = 5
COMMUNITIES, WISHES, COMMITMENTS, NEEDS, MENU_ITEMS, SERVICE_RECORDS = (
    cast(Table, kind.__table__)
    for kind in (BoardCommunity, BoardWish, BoardCommitment, BoardNeed, BoardMenuItem, BoardServiceRecord)
)
CALLS, CALL_AMENDMENTS, CALL_ENQUIRIES, AWARDS = (
    cast(Table, kind.__table__) for kind in (BoardCall, BoardCallAmendment, BoardCallEnquiry, BoardAward)
)
ORGANISATIONS = cast(Table, BoardOrganisation.__table__)
COUNTS = (
    "published",
    "claimed",
    "delivered",
    "fulfilled",
    "withdrawn",
    "expired",
    "commitments_open",
    "commitments_kept",
    "commitments_partly",
    "commitments_broken",
    "commitments_lapsed",
    *(f"needs_{state}" for state in get_args(engagement.NeedState)),
    "menu_items",
    "ratings",
    "ratings_sum",
    "ratings_satisfied",
)
TOLD = ("ratings", "ratings_sum", "ratings_satisfied")  # what the published figures are made of


@functools.cache
def _added(dialect: str) -> Any:
    """Adds to the counts of communities, and begins those of which this is the first that is heard."""
    added = (sqlite if dialect == "sqlite" else postgresql).insert(COMMUNITIES)
    newest = func.max if dialect == "sqlite" else func.greatest
    now, new = COMMUNITIES.c, added.excluded
    has_enough = now.ratings + new.ratings - now.told_ratings >= FEWEST_RATINGS
    sums: dict[str, Any] = {name: now[name] + new[name] for name in COUNTS}
    told = {f"told_{name}": case((has_enough, sums[name]), else_=now[f"told_{name}"]) for name in TOLD}
    names = case((new.name != "", new.name), else_=now.name)
    changes = {**sums, **told, "name": names, "tenant_id": func.coalesce(new.tenant_id, now.tenant_id)}
    changes |= {"changed_at": newest(now.changed_at, new.changed_at)}
    return added.on_conflict_do_update(index_elements=["id"], set_=changes)


class Communities:
    """What a batch adds to the counts of communities; added in the database, so that no count is read before."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._added: dict[str, Counter[str]] = {}
        self._changed_at: dict[str, datetime] = {}
        self._names: dict[str, str] = {}
        self._tenants: dict[str, str] = {}
        self._places: dict[str, str | None] = {}

    def belong(self, community_id: str, tenant_id: str) -> None:
        """Whose a community is; each event about it tells it."""
        self._tenants[community_id] = tenant_id

    def tenant_of(self, community_id: str) -> str | None:
        return self._tenants.get(community_id)

    def add(self, community_id: str, at: datetime, **counts: int) -> None:
        self._added.setdefault(community_id, Counter()).update(counts)
        self._changed_at[community_id] = max(at, self._changed_at.get(community_id, at))

    def name(self, community_id: str, at: datetime, name: str) -> None:
        self.add(community_id, at)
        self._names[community_id] = name

    def place(self, community_id: str, at: datetime, subdistrict_id: str | None) -> None:
        self.add(community_id, at)
        self._places[community_id] = subdistrict_id

    def write(self) -> None:
        """Add, and begin the communities of which this is the first that is heard."""
        if not self._added:
            return
        statement = _added(self._session.get_bind().dialect.name)
        self._session.execute(statement, [self._row(community_id) for community_id in sorted(self._added)])
        rows = [{"id": id_, "subdistrict_id": placed} for id_, placed in sorted(self._places.items())]
        update_rows(self._session, COMMUNITIES, rows)

    def _row(self, community_id: str) -> dict[str, Any]:
        added = self._added[community_id]
        is_told = added["ratings"] >= FEWEST_RATINGS
        return {
            "id": community_id,
            "tenant_id": self._tenants.get(community_id),
            "name": self._names.get(community_id, ""),
            "changed_at": self._changed_at[community_id],
            **{name: added[name] for name in COUNTS},
            **{f"told_{name}": added[name] if is_told else 0 for name in TOLD},
        }


def _organisation_of(event: Any) -> str | None:
    """The organisation that may be a social one; others aren't found."""
    return getattr(event, "social_organisation_id", None) or getattr(event, "organisation_id", None)


class Sheet:
    """All that a batch of events reads and changes. tenant_id: of the event that is just looked at."""

    tenant_id: str | None = None

    def __init__(self, session: Session, envelopes: Sequence[Envelope], now: datetime) -> None:
        events = [envelope.data for envelope in envelopes]
        self.wishes = Rows(session, WISHES, "wish", (getattr(event, "wish_id", None) for event in events))
        self.commitments = Rows(
            session, COMMITMENTS, "commitment", (getattr(event, "commitment_id", None) for event in events)
        )
        self.needs = Rows(session, NEEDS, "need", (getattr(event, "need_id", None) for event in events))
        self.menu_items = Rows(
            session, MENU_ITEMS, "menu_item", (getattr(event, "menu_item_id", None) for event in events)
        )
        self.service_records = Rows(
            session,
            SERVICE_RECORDS,
            "service_record",
            (getattr(event, "service_record_id", None) for event in events),
        )
        self.skills = menu.WantedSkills(session)
        self.calls = Rows(session, CALLS, "call", (getattr(event, "call_id", None) for event in events))
        self.call_fields = calls.CallFields(session)
        self.call_amendments = Rows(session, CALL_AMENDMENTS, "call_amendment", ())
        self.call_enquiries = Rows(session, CALL_ENQUIRIES, "enquiry", ())
        self.awards = Rows(session, AWARDS, "award", (getattr(event, "award_id", None) for event in events))
        self.organisations = Rows(session, ORGANISATIONS, "social_organisation", map(_organisation_of, events))
        self.communities = Communities(session)
        self.revoked = Revoked(session, now)

    def write(self) -> None:
        self.revoked.write()
        self.communities.write()
        self.wishes.write()
        self.commitments.write()
        self.needs.write()
        self.menu_items.write()
        self.service_records.write()
        self.skills.write()
        self.calls.write()
        self.call_fields.write()
        self.call_amendments.write()
        self.call_enquiries.write()
        self.awards.write()
        self.organisations.write()


def name_community(event: membership.CommunityOpened, sheet: Sheet, at: datetime) -> None:
    sheet.communities.name(event.community_id, at, event.name)


def rename_organisation(event: membership.OrganisationEdited, sheet: Sheet, at: datetime) -> None:
    if event.community_id:
        sheet.communities.name(event.community_id, at, event.name)
    organisations.change(sheet, event.organisation_id, at, name=event.name)


def place_community(event: CommunityPlaced, sheet: Sheet, at: datetime) -> None:
    sheet.communities.place(event.community_id, at, event.subdistrict_id)


def refuse_client(event: membership.ClientRevoked, sheet: Sheet, at: datetime) -> None:
    sheet.revoked.refuse(event.client_id, event.revoked_at)


def refuse_organisation(event: membership.OrganisationClosed, sheet: Sheet, at: datetime) -> None:
    sheet.revoked.refuse(event.organisation_id, at)
    organisations.change(sheet, event.organisation_id, at, is_open=False)


def refuse_staff(event: membership.AppointmentEnded, sheet: Sheet, at: datetime) -> None:
    sheet.revoked.refuse(event.appointment_id, at)


def refuse_member(
    event: membership.MemberLeft | membership.MemberMoved | membership.MemberErased, sheet: Sheet, at: datetime
) -> None:
    """Also of who has moved: tokens from before name the former unit."""
    sheet.revoked.refuse(event.member_id, at, member_version=event.member_version)


def allow_organisation(event: membership.OrganisationReopened, sheet: Sheet, at: datetime) -> None:
    sheet.revoked.allow(event.organisation_id)
    organisations.change(sheet, event.organisation_id, at, is_open=True)


def put_up(event: engagement.WishPublished, sheet: Sheet, at: datetime) -> None:
    sheet.communities.add(event.community_id, at, published=1)
    sheet.wishes.add(
        {
            "id": event.wish_id,
            "community_id": event.community_id,
            "title": event.title,
            "category": event.category,
            "beneficiary_kind": event.beneficiary_kind,
            "state": "published",
            "published_at": at,
            "expires_at": event.expires_at,
            "changed_at": at,
        }
    )


def reword(event: engagement.WishEdited, sheet: Sheet, at: datetime) -> None:
    sheet.communities.add(event.community_id, at)
    changed_at = max(sheet.wishes.get(event.wish_id)["changed_at"], at)
    sheet.wishes.change(event.wish_id, title=event.title, category=event.category, changed_at=changed_at)


def _move(state: str, *befores: str) -> Callable[[Any, Sheet, datetime], None]:
    """A step of a wish from one of these states to another, and of its community's counts with it."""

    def move(event: Any, sheet: Sheet, at: datetime) -> None:
        before = sheet.wishes.get(event.wish_id, *befores)["state"]
        sheet.communities.add(event.community_id, at, **{before: -1, state: 1})
        sheet.wishes.change(event.wish_id, state=state, changed_at=at)

    return move


def open_again(event: engagement.WishReopened, sheet: Sheet, at: datetime) -> None:
    _move("published", "expired")(event, sheet, at)
    sheet.wishes.change(event.wish_id, expires_at=event.expires_at)


def send_back(event: engagement.DeliverySentBack, sheet: Sheet, at: datetime) -> None:
    _move("claimed", "delivered")(event, sheet, at)
    if event.commitment_id:
        commitments.give_until(event.commitment_id, event.due_at, event.community_id, sheet, at)


def settle(event: engagement.DeliveryConfirmed, sheet: Sheet, at: datetime) -> None:
    _move("fulfilled", "delivered")(event, sheet, at)
    if event.commitment_id and event.verdict:
        commitments.go(event.commitment_id, "open", event.verdict, event.community_id, sheet, at)


def count_rating(event: evaluation.RatingGiven, sheet: Sheet, at: datetime) -> None:
    is_satisfied = event.score >= SATISFIED_FROM
    sheet.communities.add(event.community_id, at, ratings=1, ratings_sum=event.score, ratings_satisfied=is_satisfied)


EFFECTS: dict[type[Event], Callable[[Any, Sheet, datetime], None]] = {
    membership.CommunityOpened: name_community,
    CommunityPlaced: place_community,
    membership.OrganisationEdited: rename_organisation,
    membership.ClientRevoked: refuse_client,
    membership.OrganisationClosed: refuse_organisation,
    membership.AppointmentEnded: refuse_staff,
    membership.MemberLeft: refuse_member,
    membership.MemberMoved: refuse_member,
    membership.MemberErased: refuse_member,
    membership.OrganisationReopened: allow_organisation,
    engagement.WishPublished: put_up,
    engagement.WishEdited: reword,
    engagement.WishClaimed: _move("claimed", "published"),
    engagement.WishDelivered: _move("delivered", "claimed"),
    engagement.WishReturned: _move("published", "claimed"),
    engagement.WishWithdrawn: _move("withdrawn", "published", "claimed"),
    engagement.WishExpired: _move("expired", "published"),
    engagement.WishReopened: open_again,
    engagement.DeliverySentBack: send_back,
    engagement.DeliveryConfirmed: settle,
    evaluation.RatingGiven: count_rating,
    **commitments.EFFECTS,
    **needs.EFFECTS,
    **menu.EFFECTS,
    **service_records.EFFECTS,
    **calls.EFFECTS,
    **organisations.EFFECTS,
    **awards.EFFECTS,
}


def project(envelopes: Sequence[Envelope], uow: UnitOfWork) -> None:
    """
    Bring the board up to date with a batch of events, in their order.

    Raises:
        OutOfStep: an event follows upon one that never came.
    """
    sheet = Sheet(uow.session, envelopes, uow.now)
    for envelope in envelopes:
        if envelope.tenant and (community_id := getattr(envelope.data, "community_id", None)):
            sheet.communities.belong(community_id, envelope.tenant)
        sheet.tenant_id = envelope.tenant
        EFFECTS[type(envelope.data)](envelope.data, sheet, envelope.time)
    sheet.write()
