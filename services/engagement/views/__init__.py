"""Answers to queries; nothing is changed here."""

from collections.abc import Mapping

from services.engagement.views.attendance import list_attendances, show_attendance, show_attendance_code
from services.engagement.views.bookings import check_booking_series, list_bookings, list_venue_bookings, show_booking
from services.engagement.views.certificates import (
    list_certificates,
    show_certificate,
    show_service_hours,
    verify_certificate,
)
from services.engagement.views.claims import list_claims, list_reminders, show_claim
from services.engagement.views.commitments import list_commitments, show_commitment
from services.engagement.views.community_days import list_community_days
from services.engagement.views.evidence import list_evidence
from services.engagement.views.export import collect_engagement_data
from services.engagement.views.matching import match_items, show_wanted
from services.engagement.views.meetings import (
    list_community_meetings,
    list_meeting_resolutions,
    list_meetings,
    list_minutes,
    list_resolutions,
    show_meeting,
    show_resolution,
)
from services.engagement.views.menu_items import list_community_menu_items, list_project_menu_items, show_menu_item
from services.engagement.views.menus import list_menus, show_activity_series, show_menu
from services.engagement.views.need_overviews import count_overseen_needs, list_overseen_needs
from services.engagement.views.need_resources import list_need_resources
from services.engagement.views.needs import (
    list_community_needs,
    list_need_categories,
    list_need_steps,
    list_needs,
    show_need,
    show_need_ticket,
)
from services.engagement.views.people_at_items import list_people_at_item
from services.engagement.views.place_claims import list_menu_item_claims, list_place_claims, show_place_claim
from services.engagement.views.service_records import list_service_records, list_service_steps, show_service_record
from services.engagement.views.venues import list_venue_slots, list_venues, show_venue
from services.engagement.views.wishes import list_community_wishes, list_wish_steps, show_wish
from shared.messages import (
    engagement as messages,
)
from shared.messages.declare import Query
from shared.service import Handler

QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowWish: show_wish,
    messages.ListWishSteps: list_wish_steps,
    messages.ListCommunityWishes: list_community_wishes,
    messages.ShowClaim: show_claim,
    messages.ListClaims: list_claims,
    messages.ListReminders: list_reminders,
    messages.ListEvidence: list_evidence,
    messages.ShowCommitment: show_commitment,
    messages.ListCommitments: list_commitments,
    messages.ListNeedCategories: list_need_categories,
    messages.ShowNeed: show_need,
    messages.ListNeedSteps: list_need_steps,
    messages.ShowNeedTicket: show_need_ticket,
    messages.ListNeeds: list_needs,
    messages.ListCommunityNeeds: list_community_needs,
    messages.ListNeedResources: list_need_resources,
    messages.need_overviews.ListOverseenNeeds: list_overseen_needs,
    messages.need_overviews.CountOverseenNeeds: count_overseen_needs,
    messages.ShowMenuItem: show_menu_item,
    messages.ListCommunityMenuItems: list_community_menu_items,
    messages.project_items.ListProjectMenuItems: list_project_menu_items,
    messages.project_items.ListPeopleAtItem: list_people_at_item,
    messages.matching.MatchItems: match_items,
    messages.matching.ShowWanted: show_wanted,
    messages.ShowPlaceClaim: show_place_claim,
    messages.ListPlaceClaims: list_place_claims,
    messages.ListMenuItemClaims: list_menu_item_claims,
    messages.CollectEngagementData: collect_engagement_data,
    messages.ShowVenue: show_venue,
    messages.ListVenues: list_venues,
    messages.ListVenueSlots: list_venue_slots,
    messages.ShowBooking: show_booking,
    messages.ListBookings: list_bookings,
    messages.ListVenueBookings: list_venue_bookings,
    messages.CheckBookingSeries: check_booking_series,
    messages.ShowMeeting: show_meeting,
    messages.ListMeetings: list_meetings,
    messages.ListCommunityMeetings: list_community_meetings,
    messages.ListMinutes: list_minutes,
    messages.ShowResolution: show_resolution,
    messages.ListResolutions: list_resolutions,
    messages.ListMeetingResolutions: list_meeting_resolutions,
    messages.ShowMenu: show_menu,
    messages.ListMenus: list_menus,
    messages.ShowActivitySeries: show_activity_series,
    messages.ListCommunityDays: list_community_days,
    messages.attendance.ShowAttendanceCode: show_attendance_code,
    messages.attendance.ShowAttendance: show_attendance,
    messages.attendance.ListAttendances: list_attendances,
    messages.service_records.ShowServiceRecord: show_service_record,
    messages.service_records.ListServiceSteps: list_service_steps,
    messages.service_records.ListServiceRecords: list_service_records,
    messages.certificates.ShowServiceHours: show_service_hours,
    messages.certificates.ShowCertificate: show_certificate,
    messages.certificates.ListCertificates: list_certificates,
    messages.certificates.VerifyCertificate: verify_certificate,
}
