"""What engagement's commands and the events from membership do, and which deadline stands for which command."""

from collections.abc import Callable, Mapping

from services.engagement.handlers.booking_series import cancel_booking_series, request_booking_series
from services.engagement.handlers.bookings import (
    approve_booking,
    cancel_booking,
    decline_booking,
    request_booking,
    settle,
    settle_booking,
)
from services.engagement.handlers.claims import (
    claim_wish,
    confirm_delivery,
    deliver_wish,
    lapse,
    lapse_claim,
    make_commitment,
)
from services.engagement.handlers.departures import CLAIMS_END, late_release, release_claims, release_late_claims
from services.engagement.handlers.known import keep_code, keep_community, keep_members
from services.engagement.handlers.meetings import (
    answer_meeting,
    call_meeting,
    cancel_meeting,
    close_meeting,
    edit_meeting,
    end_meeting,
    publish_minutes,
    write_minutes,
)
from services.engagement.handlers.need_contacts import (
    erase_need_contact,
    forget_need_contact,
    late_forgetting,
    reveal_need_contact,
)
from services.engagement.handlers.need_links import link_need, unlink_need
from services.engagement.handlers.needs import (
    accept_need,
    decline_need,
    merge_need,
    reopen_need,
    resolve_need,
    submit_need,
    withdraw_need,
)
from services.engagement.handlers.resolutions import (
    confirm_resolution,
    drop_resolution,
    extend_resolution,
    lapse_overdue,
    lapse_resolution,
    record_resolution,
    remind,
    remind_resolution,
    report_resolution,
    return_resolution,
)
from services.engagement.handlers.venues import add_venue, close_venue, edit_venue, forget_leader, keep_leader
from services.engagement.handlers.wishes import edit_wish, publish_wish, reveal_beneficiary
from services.engagement.model import (
    BOOKING_ENDS,
    BOOKING_STARTS,
    COMMIT_BY,
    COMMITMENT_DUE,
    CONTACT_KEPT,
    MEETING_ENDS,
    REMINDERS,
    RESOLUTION_DUE,
    Base,
    Community,
    Member,
    Wish,
)
from shared.messages import engagement as messages
from shared.messages.declare import Command, Event
from shared.messages.membership import (
    CommunityOpened,
    LeaderChanged,
    MemberEnrolled,
    MemberErased,
    MemberLeft,
    MemberMoved,
    OrganisationEdited,
    TeamDissolved,
    TeamFounded,
)
from shared.service import ACTING_MEMBER, BatchReaction, Handler

COMMANDS: Mapping[type[Command], Handler] = {
    messages.PublishWish: publish_wish,
    messages.EditWish: edit_wish,
    messages.ClaimWish: claim_wish,
    messages.MakeCommitment: make_commitment,
    messages.RevealBeneficiary: reveal_beneficiary,
    messages.DeliverWish: deliver_wish,
    messages.ConfirmDelivery: confirm_delivery,
    messages.LapseClaim: lapse_claim,
    messages.ReleaseClaims: release_late_claims,
    messages.SubmitNeed: submit_need,
    messages.AcceptNeed: accept_need,
    messages.DeclineNeed: decline_need,
    messages.MergeNeed: merge_need,
    messages.LinkNeed: link_need,
    messages.UnlinkNeed: unlink_need,
    messages.ResolveNeed: resolve_need,
    messages.ReopenNeed: reopen_need,
    messages.WithdrawNeed: withdraw_need,
    messages.RevealNeedContact: reveal_need_contact,
    messages.EraseNeedContact: erase_need_contact,
    messages.ForgetNeedContact: forget_need_contact,
    messages.AddVenue: add_venue,
    messages.EditVenue: edit_venue,
    messages.CloseVenue: close_venue,
    messages.RequestBooking: request_booking,
    messages.ApproveBooking: approve_booking,
    messages.DeclineBooking: decline_booking,
    messages.CancelBooking: cancel_booking,
    messages.SettleBooking: settle_booking,
    messages.RequestBookingSeries: request_booking_series,
    messages.CancelBookingSeries: cancel_booking_series,
    messages.CallMeeting: call_meeting,
    messages.EditMeeting: edit_meeting,
    messages.CancelMeeting: cancel_meeting,
    messages.AnswerMeeting: answer_meeting,
    messages.CloseMeeting: close_meeting,
    messages.WriteMinutes: write_minutes,
    messages.PublishMinutes: publish_minutes,
    messages.RecordResolution: record_resolution,
    messages.ReportResolution: report_resolution,
    messages.ConfirmResolution: confirm_resolution,
    messages.ReturnResolution: return_resolution,
    messages.DropResolution: drop_resolution,
    messages.ExtendResolution: extend_resolution,
    messages.RemindResolution: remind_resolution,
    messages.LapseResolution: lapse_resolution,
}
REACTIONS: Mapping[type[Event], Handler] = {
    CommunityOpened: keep_community,
    OrganisationEdited: keep_code,
    MemberLeft: release_claims,
    MemberErased: release_claims,
    TeamFounded: keep_leader,
    LeaderChanged: keep_leader,
    TeamDissolved: forget_leader,
}
REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = {MemberEnrolled: keep_members, MemberMoved: keep_members}
LOADS: Mapping[type[Command], Mapping[str, type[Base]]] = {
    messages.PublishWish: {"community_id": Community},
    messages.ClaimWish: {"wish_id": Wish, ACTING_MEMBER: Member},
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    COMMIT_BY: lapse,
    COMMITMENT_DUE: lapse,
    CLAIMS_END: late_release,
    CONTACT_KEPT: late_forgetting,
    BOOKING_STARTS: settle,
    BOOKING_ENDS: settle,
    MEETING_ENDS: end_meeting,
    RESOLUTION_DUE: lapse_overdue,
    **dict.fromkeys(REMINDERS, remind),
}
