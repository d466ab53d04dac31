"""What engagement's handlers and views work on."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import Table, update

from services.engagement.model import (
    ActivitySeries,
    Attendance,
    Booking,
    BookingSeries,
    Certificate,
    Claim,
    Commitment,
    CommitmentRuling,
    Meeting,
    Member,
    MenuItem,
    Need,
    PlaceClaim,
    ServiceRecord,
    ServiceStep,
    Wish,
    WishStep,
)
from services.engagement.repository.attendance import Attendances, AttendanceSecrets
from services.engagement.repository.bookings import Bookings
from services.engagement.repository.certificates import Certificates, IssuedCertificates
from services.engagement.repository.claims import Claims
from services.engagement.repository.commitments import Commitments
from services.engagement.repository.community_days import CommunityDays
from services.engagement.repository.evidence import EvidenceOfClaims
from services.engagement.repository.known import Communities, Members, Projects, Teams
from services.engagement.repository.matching import Openings
from services.engagement.repository.meetings import Meetings, Resolutions
from services.engagement.repository.menu_items import MenuItems
from services.engagement.repository.menus import ActivitySerieses, Menus
from services.engagement.repository.needs import Needs, NeedTickets, TicketNumbers
from services.engagement.repository.place_claims import PlaceClaims
from services.engagement.repository.resources import Resources
from services.engagement.repository.service_records import ServiceRecords
from services.engagement.repository.venues import Venues
from services.engagement.repository.wishes import Wishes
from shared.bulk import put_rows, update_rows
from shared.ids import new_id
from shared.messages.engagement import Ruling, WishStepKind
from shared.messages.engagement.service_records import ServiceStepKind
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
    def commitments(self) -> Commitments:
        return Commitments(self.session, self.tenant_id)

    @property
    def evidence(self) -> EvidenceOfClaims:
        return EvidenceOfClaims(self.session, self.tenant_id)

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
    def teams(self) -> Teams:
        return Teams(self.session, self.tenant_id)

    @property
    def projects(self) -> Projects:
        return Projects(self.session, self.tenant_id)

    @property
    def resources(self) -> Resources:
        return Resources(self.session, self.tenant_id)

    @property
    def menu_items(self) -> MenuItems:
        return MenuItems(self.session, self.tenant_id)

    @property
    def openings(self) -> Openings:
        return Openings(self.session, self.tenant_id)

    @property
    def community_days(self) -> CommunityDays:
        return CommunityDays(self.session, self.tenant_id)

    @property
    def menus(self) -> Menus:
        return Menus(self.session, self.tenant_id)

    @property
    def activity_series(self) -> ActivitySerieses:
        return ActivitySerieses(self.session, self.tenant_id)

    @property
    def place_claims(self) -> PlaceClaims:
        return PlaceClaims(self.session, self.tenant_id)

    @property
    def attendances(self) -> Attendances:
        return Attendances(self.session, self.tenant_id)

    @property
    def attendance_secrets(self) -> AttendanceSecrets:
        return AttendanceSecrets(self.session, self.cipher)

    @property
    def service_records(self) -> ServiceRecords:
        return ServiceRecords(self.session, self.tenant_id)

    @property
    def certificates(self) -> Certificates:
        return Certificates(self.session, self.tenant_id)

    @property
    def issued_certificates(self) -> IssuedCertificates:
        return IssuedCertificates(self.session)

    @property
    def venues(self) -> Venues:
        return Venues(self.session, self.tenant_id)

    @property
    def bookings(self) -> Bookings:
        return Bookings(self.session, self.tenant_id)

    @property
    def meetings(self) -> Meetings:
        return Meetings(self.session, self.tenant_id)

    @property
    def resolutions(self) -> Resolutions:
        return Resolutions(self.session, self.tenant_id)

    def put_members(self, known: Mapping[str, tuple[str | None, str, str]]) -> None:
        """
        Know these members: id to tenant, unit and masked name; who is known already is now of this unit, and there
        (again).
        """
        rows = [
            {"id": member_id, "tenant_id": tenant_id, "unit_id": unit_id, "masked_name": name, "has_left": False}
            for member_id, (tenant_id, unit_id, name) in sorted(known.items())
        ]
        put_rows(self.session, cast(Table, Member.__table__), rows)

    def rename_members(self, names: Mapping[str, str]) -> None:
        """Know the masked names of members, as far as they are known at all."""
        rows = [{"id": member_id, "masked_name": name} for member_id, name in sorted(names.items())]
        update_rows(self.session, cast(Table, Member.__table__), rows)

    def forget_name(self, member_id: str) -> None:
        is_theirs = (Member.id == member_id, Member.tenant_id == self.tenant_id)
        self.session.execute(update(Member).where(*is_theirs).values(masked_name=None))

    def mark_left(self, member_id: str) -> bool:
        """Know that a member has left; at once, as `put_members` does. Tells whether the member is known."""
        is_theirs = (Member.id == member_id, Member.tenant_id == self.tenant_id)
        statement = update(Member).where(*is_theirs).values(has_left=True).returning(Member.id)
        return self.session.scalar(statement) is not None

    def keep_step(
        self,
        kind: WishStepKind,
        wish_id: str,
        claim_id: str | None = None,
        *,
        reason: str | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Write a step into the wish's history, and its reason into the log; written together with the events."""
        self.reason = self.reason or reason
        row = {"id": new_id(), "wish_id": wish_id, "claim_id": claim_id, "kind": kind, "role": self.actor.role}
        self.write_along(cast(Table, WishStep.__table__), {**row, "reason": reason, "due_at": due_at, "at": self.now})

    def keep_ruling(self, commitment: Commitment, ruling: Ruling, word: str | None = None) -> None:
        """Keep what is said of a commitment beside what was said before; written together with the events."""
        row = {"id": new_id(), "commitment_id": commitment.id, "ruling": ruling, "word": word, "role": self.actor.role}
        self.write_along(cast(Table, CommitmentRuling.__table__), {**row, "at": self.now})

    def keep_service_step(self, kind: ServiceStepKind, record: ServiceRecord, reason: str | None = None) -> None:
        """Write a step into the record's history, and its reason into the log; written together with the events."""
        self.reason = self.reason or reason
        row = {"id": new_id(), "root_id": record.root_id, "kind": kind, "role": self.actor.role}
        self.write_along(cast(Table, ServiceStep.__table__), {**row, "reason": reason, "at": self.now})

    def may_see(self, known: Claim | Commitment | Attendance | ServiceRecord | Certificate) -> bool:
        """Whether it concerns the actor: its member, their unit, the community, who runs the project of it."""
        is_of_project = isinstance(known, Attendance | ServiceRecord) and self.runs_project(known.project_id)
        is_of_office = any(map(self.is_run_by_actor, (known.unit_id, known.community_id)))
        return self.is_actor(known.member_id) or is_of_office or is_of_project

    def runs_project(self, project_id: str | None) -> bool:
        """Whether the acting social organisation runs this project, alone, or with partners, or as one."""
        organisation_id = self.actor.organisation_id if self.actor.role == "organisation" else None
        return bool(project_id and organisation_id and self.projects.is_run_by(project_id, organisation_id))

    def plans(self, planned: MenuItem | ActivitySeries) -> bool:
        """Whether the actor plans something: who runs the project that it belongs to, else its community."""
        if planned.project_id is None:
            return self.is_run_by_actor(planned.community_id)
        return self.runs_project(planned.project_id)

    def keeps(self, kept: MenuItem | PlaceClaim | Attendance) -> bool:
        """Whether the actor keeps the door of something: its community, or who runs the project that it belongs to."""
        if self.actor.role != "organisation":
            return self.is_run_by_actor(kept.community_id)
        item = self.menu_items.get(kept.menu_item_id) if isinstance(kept, PlaceClaim) else kept
        return self.runs_project(item.project_id)

    def may_reveal(self, wish: Wish, claim: Claim | None) -> bool:
        """Whether the actor may see whom a wish is for: its community, and the member whose live claim holds it."""
        is_claimer = claim is not None and claim.shows_beneficiary and self.is_actor(claim.member_id)
        return is_claimer or self.is_run_by_actor(wish.community_id)

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

    def may_act_for(self, claim: PlaceClaim) -> bool:
        """Whether a claim of places is the acting member's, or that of a team that they lead."""
        return self.leads(claim.team_id) if claim.team_id else self.is_actor(claim.member_id)

    def leads(self, team_id: str) -> bool:
        """Whether the acting member leads this team."""
        return self.actor.role == "member" and team_id in self.led_teams()

    def led_teams(self) -> frozenset[str]:
        """The teams that the acting member leads."""
        return self.teams.led_by(self.actor.member_id) if self.actor.member_id else frozenset()

    def is_booked_by_actor(self, booked: Booking | BookingSeries) -> bool:
        """Whether the actor acts for who has booked."""
        if booked.booker_kind == "team":
            return self.leads(booked.booker_id)
        return self.is_run_by_actor(booked.booker_id)

    def may_see_booking(self, booking: Booking) -> bool:
        """Whether the booking is the actor's own, or of their venue: nobody else sees what it is for."""
        return self.is_run_by_actor(booking.owner_id) or self.is_booked_by_actor(booking)

    def may_see_meeting(self, meeting: Meeting) -> bool:
        """
        Whether the acting organisation calls a meeting, or is called to it; the department sees all that are about a
        community. `Meetings.about` says the same of many.
        """
        is_overseen = self.actor.role == "department" and meeting.community_id is not None
        return is_overseen or any(map(self.is_run_by_actor, (meeting.caller_id, *meeting.invited_ids)))
