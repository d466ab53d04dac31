"""
What engagement's commands and the events of the other services do, and which deadline stands for which command.

Each module says it of its own at its end; which rows commands begin with is said here, for it is about all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from services.engagement.handlers import (
    activity_series,
    attendance,
    beneficiaries,
    booking_series,
    bookings,
    certificates,
    claims,
    commitment_appeals,
    commitments,
    community_days,
    departures,
    evidence,
    known,
    known_projects,
    known_resources,
    known_teams,
    meetings,
    menu_items,
    menus,
    misses,
    need_contacts,
    need_links,
    need_reports,
    needs,
    place_claims,
    project_items,
    reminders,
    resolutions,
    service_disputes,
    service_records,
    sign_up,
    venues,
    wishes,
)
from services.engagement.model import (
    ActivitySeries,
    Attendance,
    Base,
    Booking,
    BookingSeries,
    Certificate,
    Claim,
    Community,
    CommunityDay,
    Member,
    Menu,
    MenuItem,
    PlaceClaim,
    PlaceHolder,
    Project,
    ServiceRecord,
    Venue,
    Wish,
)
from shared.messages import engagement as messages
from shared.messages.declare import Command, Event
from shared.service import ACTING_MEMBER, BatchReaction, Handler, Held


def _items_of_claims(column: Any, ids: Sequence[str]) -> Select[Any]:
    query = select(column).join(PlaceClaim, PlaceClaim.menu_item_id == MenuItem.id)
    return query.where(PlaceClaim.id.in_(ids))


COMMANDS: Mapping[type[Command], Handler] = {
    **activity_series.COMMANDS,
    **attendance.COMMANDS,
    **beneficiaries.COMMANDS,
    **booking_series.COMMANDS,
    **bookings.COMMANDS,
    **certificates.COMMANDS,
    **claims.COMMANDS,
    **commitment_appeals.COMMANDS,
    **commitments.COMMANDS,
    **community_days.COMMANDS,
    **departures.COMMANDS,
    **evidence.COMMANDS,
    **known_projects.COMMANDS,
    **meetings.COMMANDS,
    **menu_items.COMMANDS,
    **menus.COMMANDS,
    **misses.COMMANDS,
    **need_contacts.COMMANDS,
    **need_links.COMMANDS,
    **need_reports.COMMANDS,
    **needs.COMMANDS,
    **place_claims.COMMANDS,
    **project_items.COMMANDS,
    **reminders.COMMANDS,
    **resolutions.COMMANDS,
    **service_disputes.COMMANDS,
    **service_records.COMMANDS,
    **sign_up.COMMANDS,
    **venues.COMMANDS,
    **wishes.COMMANDS,
}
REACTIONS: Mapping[type[Event], Handler] = {
    **departures.REACTIONS,
    **known.REACTIONS,
    **known_projects.REACTIONS,
    **known_resources.REACTIONS,
    **known_teams.REACTIONS,
}
REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = known.REACTIONS_TO_MANY
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    **attendance.DEADLINES,
    **beneficiaries.DEADLINES,
    **bookings.DEADLINES,
    **certificates.DEADLINES,
    **claims.DEADLINES,
    **commitments.DEADLINES,
    **departures.DEADLINES,
    **evidence.DEADLINES,
    **known_projects.DEADLINES,
    **meetings.DEADLINES,
    **misses.DEADLINES,
    **need_contacts.DEADLINES,
    **place_claims.DEADLINES,
    **reminders.DEADLINES,
    **resolutions.DEADLINES,
    **service_records.DEADLINES,
    **sign_up.DEADLINES,
    **wishes.DEADLINES,
}
ITEM = (
    ("menu_item_id", Held(CommunityDay, lambda ids: select(MenuItem.day_id).where(MenuItem.id.in_(ids)))),
    ("menu_item_id", Held(MenuItem)),
)
ITEM_OF_CLAIM = (
    ("place_claim_id", Held(CommunityDay, lambda ids: _items_of_claims(MenuItem.day_id, ids))),
    ("place_claim_id", Held(MenuItem, lambda ids: _items_of_claims(MenuItem.id, ids))),
)
ITEMS_OF_SERIES = (
    ("series_id", Held(CommunityDay, lambda ids: select(MenuItem.day_id).where(MenuItem.series_id.in_(ids)))),
    ("series_id", Held(MenuItem, lambda ids: select(MenuItem.id).where(MenuItem.series_id.in_(ids)))),
)
ITEMS_OF_PROJECT = (
    ("project_id", Held(CommunityDay, lambda ids: select(MenuItem.day_id).where(MenuItem.project_id.in_(ids)))),
    ("project_id", Held(MenuItem, lambda ids: select(MenuItem.id).where(MenuItem.project_id.in_(ids)))),
)
COMMUNITY_OF_ITEM = (
    "menu_item_id",
    Held(Community, lambda ids: select(MenuItem.community_id).where(MenuItem.id.in_(ids))),
)
COMMUNITY_OF_SERIES = (
    "series_id",
    Held(Community, lambda ids: select(ActivitySeries.community_id).where(ActivitySeries.id.in_(ids))),
)
COMMUNITY_OF_MENU = ("menu_id", Held(Community, lambda ids: select(Menu.community_id).where(Menu.id.in_(ids))))
PEOPLE_OF_CLAIM = (
    "place_claim_id",
    Held(Member, lambda ids: select(PlaceHolder.member_id).where(PlaceHolder.place_claim_id.in_(ids))),
)
PEOPLE_AT_ITEM = (
    "menu_item_id",
    Held(
        Member,
        lambda ids: select(Attendance.member_id).where(Attendance.menu_item_id.in_(ids), Attendance.state == "open"),
    ),
)
PEOPLE_AT_SERIES = (
    "series_id",
    Held(
        Member,
        lambda ids: (
            select(Attendance.member_id)
            .join(MenuItem, MenuItem.id == Attendance.menu_item_id)
            .where(MenuItem.series_id.in_(ids), Attendance.state == "open")
        ),
    ),
)
PEOPLE_IN_PROJECT = (
    "project_id",
    Held(
        Member,
        lambda ids: select(Attendance.member_id).where(Attendance.project_id.in_(ids), Attendance.state == "open"),
    ),
)
MEMBER_OF_ATTENDANCE = (
    "attendance_id",
    Held(Member, lambda ids: select(Attendance.member_id).where(Attendance.id.in_(ids))),
)
MEMBERS_OF_RECORDS = (
    ("record_ids", Held(Member, lambda ids: select(ServiceRecord.member_id).where(ServiceRecord.id.in_(ids)))),
    ("record_ids", Held(ServiceRecord)),
)
MEMBER_OF_RECORD = (
    (
        "service_record_id",
        Held(Member, lambda ids: select(ServiceRecord.member_id).where(ServiceRecord.id.in_(ids))),
    ),
    ("service_record_id", Held(ServiceRecord)),
)
ITEM_OF_RECORD = (
    "service_record_id",
    Held(MenuItem, lambda ids: select(ServiceRecord.menu_item_id).where(ServiceRecord.id.in_(ids))),
)
PROJECT = ("project_id", Held(Project))
VENUE = ("venue_id", Held(Venue))
VENUE_OF_BOOKING = ("booking_id", Held(Venue, lambda ids: select(Booking.venue_id).where(Booking.id.in_(ids))))
LOADS: Mapping[type[Command], Sequence[tuple[str, type[Base] | Held]]] = {
    messages.PublishWish: (("community_id", Community),),
    messages.ClaimWish: (("wish_id", Wish), (ACTING_MEMBER, Member)),
    messages.SetDailyCeiling: (("community_id", Held(Community)),),
    messages.PublishMenu: (
        ("menu_id", Held(Community, lambda ids: select(Menu.community_id).where(Menu.id.in_(ids)))),
    ),
    messages.EditMenuItem: (*ITEM, COMMUNITY_OF_ITEM),
    messages.PublishMenuItem: (*ITEM, COMMUNITY_OF_ITEM),
    messages.CallOffMenuItem: (*ITEM, PEOPLE_AT_ITEM),
    messages.PublishActivitySeries: (*ITEMS_OF_SERIES, COMMUNITY_OF_SERIES),
    messages.CallOffActivitySeries: (*ITEMS_OF_SERIES, PEOPLE_AT_SERIES),
    messages.project_items.PlanProjectActivity: (PROJECT,),
    messages.project_items.PlanProjectPost: (PROJECT,),
    messages.project_items.PlanProjectActivitySeries: (PROJECT,),
    messages.project_items.CallOffProjectItems: (*ITEMS_OF_PROJECT, PEOPLE_IN_PROJECT),
    messages.LinkNeed: (("target_id", Held(MenuItem)),),
    messages.WarnOfShortfall: ITEM,
    messages.SettleMenuItem: (*ITEM, PEOPLE_AT_ITEM),
    messages.EndMenuItem: ITEM,
    messages.ClaimPlaces: (*ITEM, (ACTING_MEMBER, Held(Member)), ("member_ids", Held(Member))),
    messages.AcceptPlaceOffer: (*ITEM_OF_CLAIM, PEOPLE_OF_CLAIM),
    messages.WithdrawPlaceClaim: (*ITEM_OF_CLAIM, PEOPLE_OF_CLAIM),
    messages.DeclinePlaceOffer: ITEM_OF_CLAIM,
    messages.LapsePlaceOffer: ITEM_OF_CLAIM,
    messages.ReleasePlaceClaim: (*ITEM_OF_CLAIM, PEOPLE_OF_CLAIM),
    messages.MakePlaceCommitment: (*ITEM_OF_CLAIM, (ACTING_MEMBER, Member)),
    messages.attendance.CheckIn: (*ITEM_OF_CLAIM, PEOPLE_OF_CLAIM),
    messages.attendance.CheckOut: (MEMBER_OF_ATTENDANCE,),
    messages.attendance.CloseAttendance: (MEMBER_OF_ATTENDANCE,),
    messages.service_records.RecordService: (
        *ITEM_OF_CLAIM,
        PEOPLE_OF_CLAIM,
        ("claim_id", Held(Member, lambda ids: select(Claim.member_id).where(Claim.id.in_(ids)))),
    ),
    messages.service_records.ConfirmServiceRecords: MEMBERS_OF_RECORDS,
    messages.service_records.CorrectServiceRecord: MEMBER_OF_RECORD,
    messages.service_records.DisputeServiceRecord: (("service_record_id", Held(ServiceRecord)),),
    messages.service_records.UpholdServiceRecord: (("service_record_id", Held(ServiceRecord)),),
    messages.service_records.VoidServiceRecord: (ITEM_OF_RECORD, ("service_record_id", Held(ServiceRecord))),
    messages.service_records.FinaliseServiceRecord: (("service_record_id", Held(ServiceRecord)),),
    messages.certificates.RequestCertificate: ((ACTING_MEMBER, Held(Member)),),
    messages.certificates.IssueCertificate: (
        ("certificate_id", Held(Certificate)),
        (
            "certificate_id",
            Held(Community, lambda ids: select(Certificate.community_id).where(Certificate.id.in_(ids))),
        ),
    ),
    messages.certificates.RevokeCertificate: (("certificate_id", Held(Certificate)),),
    messages.ReleaseMissing: ITEM_OF_CLAIM,
    messages.NoteMisses: ITEM,
    messages.EditVenue: (VENUE,),
    messages.CloseVenue: (VENUE,),
    messages.RequestBooking: (VENUE,),
    messages.RequestBookingSeries: (VENUE,),
    messages.CancelBookingSeries: (
        ("series_id", Held(Venue, lambda ids: select(BookingSeries.venue_id).where(BookingSeries.id.in_(ids)))),
    ),
    messages.ApproveBooking: (VENUE_OF_BOOKING,),
    messages.DeclineBooking: (VENUE_OF_BOOKING,),
    messages.CancelBooking: (VENUE_OF_BOOKING,),
    messages.SettleBooking: (VENUE_OF_BOOKING,),
}
