"""What engagement's handlers and views work on."""

from collections.abc import Mapping
from typing import cast

from sqlalchemy import Table, update

from services.engagement.model import Booking, BookingSeries, Meeting, Member, Need
from services.engagement.repository.bookings import Bookings, TeamLeaders
from services.engagement.repository.claims import Claims
from services.engagement.repository.known import Communities, Members
from services.engagement.repository.meetings import Meetings, Resolutions
from services.engagement.repository.needs import Needs, NeedTickets, TicketNumbers
from services.engagement.repository.venues import Venues
from services.engagement.repository.wishes import Wishes
from shared.bulk import put_rows
from shared.unit_of_work import UnitOfWork


class EngagementUnitOfWork(UnitOfWork):
    """What engagement's handlers and views work on."""

    @property
    def communities(self) -> Communities:
        return Communities(self.session, self.tenant_id)

    @property
    def members(self) -> Members:
        return Members(self.session, self.tenant_id)

    @property
    def wishes(self) -> Wishes:
        return Wishes(self.session, self.tenant_id)

    @property
    def claims(self) -> Claims:
        return Claims(self.session, self.tenant_id)

    @property
    def needs(self) -> Needs:
        return Needs(self.session, self.tenant_id)

    @property
    def need_tickets(self) -> NeedTickets:
        return NeedTickets(self.session)

    @property
    def ticket_numbers(self) -> TicketNumbers:
        return TicketNumbers(self.session)

    @property
    def venues(self) -> Venues:
        return Venues(self.session, self.tenant_id)

    @property
    def bookings(self) -> Bookings:
        return Bookings(self.session, self.tenant_id)

    @property
    def team_leaders(self) -> TeamLeaders:
        return TeamLeaders(self.session, self.tenant_id)

    @property
    def meetings(self) -> Meetings:
        return Meetings(self.session, self.tenant_id)

    @property
    def resolutions(self) -> Resolutions:
        return Resolutions(self.session, self.tenant_id)

    def put_members(self, known: Mapping[str, tuple[str | None, str]]) -> None:
        """Know these members: id to tenant and unit; who is known already is now of this unit, and there (again)."""
        rows = [
            {"id": member_id, "tenant_id": tenant_id, "unit_id": unit_id, "has_left": False}
            for member_id, (tenant_id, unit_id) in known.items()
        ]
        put_rows(self.session, cast(Table, Member.__table__), rows)

    def mark_left(self, member_id: str) -> bool:
        """Know that a member has left; at once, as `put_members` does. Tells whether the member is known."""
        is_theirs = (Member.id == member_id, Member.tenant_id == self.tenant_id)
        statement = update(Member).where(*is_theirs).values(has_left=True).returning(Member.id)
        return self.session.scalar(statement) is not None

    def is_actor(self, member_id: str) -> bool:
        """Whether it is this member who acts."""
        return self.actor.role == "member" and self.actor.member_id == member_id

    def is_of_resident(self, need: Need) -> bool:
        """Whether it is the resident who has submitted a need who acts."""
        return self.actor.role == "resident" and need.resident_id == self.actor.client_id

    def may_read(self, need: Need) -> bool:
        """Whether the need is the acting resident's or community's."""
        return self.is_of_resident(need) or self.is_run_by_actor(need.community_id)

    def is_run_by_actor(self, organisation_id: str) -> bool:
        """Whether the actor acts for this organisation; a member belongs to a unit and acts for none."""
        return self.actor.role != "member" and self.actor.organisation_id == organisation_id

    def leads(self, team_id: str) -> bool:
        """Whether the acting member leads this team."""
        return self.actor.role == "member" and team_id in self.led_teams()

    def led_teams(self) -> frozenset[str]:
        """The teams that the acting member leads."""
        return self.team_leaders.led_by(self.actor.member_id) if self.actor.member_id else frozenset()

    def is_booked_by_actor(self, booked: Booking | BookingSeries) -> bool:
        """Whether the actor acts for who has booked."""
        if booked.booker_kind == "team":
            return self.leads(booked.booker_id)
        return self.is_run_by_actor(booked.booker_id)

    def may_see(self, booking: Booking) -> bool:
        """Whether the booking is the actor's own, or of their venue: nobody else sees what it is for."""
        return self.is_run_by_actor(booking.owner_id) or self.is_booked_by_actor(booking)

    def may_see_meeting(self, meeting: Meeting) -> bool:
        """Whether the acting organisation calls a meeting, or is called to it."""
        return any(map(self.is_run_by_actor, (meeting.caller_id, *meeting.invited_ids)))
