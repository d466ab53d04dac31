"""
What residents need and wish for, and what members promise and do: needs, wishes, claims, public commitments;
where they meet and what
they resolve: venues, bookings, joint meetings, resolutions.

Commands: PublishWish, EditWish, ClaimWish, MakeCommitment, RevealBeneficiary, DeliverWish, ConfirmDelivery, LapseClaim,
ReleaseClaims; SubmitNeed, AcceptNeed, DeclineNeed, MergeNeed, LinkNeed, UnlinkNeed, ResolveNeed, ReopenNeed,
WithdrawNeed, RevealNeedContact, EraseNeedContact, ForgetNeedContact; AddVenue, EditVenue, CloseVenue, RequestBooking,
ApproveBooking, DeclineBooking, CancelBooking, SettleBooking, RequestBookingSeries, CancelBookingSeries;
CallMeeting, EditMeeting, CancelMeeting, AnswerMeeting, CloseMeeting, WriteMinutes, PublishMinutes, RecordResolution,
ReportResolution, ConfirmResolution, ReturnResolution, DropResolution, ExtendResolution, RemindResolution,
LapseResolution.
Events out: WishPublished, WishEdited, WishClaimed, CommitmentMade, WishDelivered, DeliveryConfirmed, CommitmentLapsed,
CommitmentReleased, WishReturned; NeedSubmitted, NeedAccepted, NeedDeclined, NeedMerged, NeedLinked, NeedUnlinked,
NeedResolved, NeedReopened, NeedWithdrawn, NeedCounted, NeedNewsIssued; VenueAdded, VenueEdited, VenueClosed,
BookingRequested, BookingConfirmed, BookingDeclined, BookingCancelled; MeetingCalled, MeetingCancelled, MeetingHeld,
ResolutionRecorded, ResolutionChanged, ResolutionDueSoon.
Events in: CommunityOpened, OrganisationEdited, MemberEnrolled, MemberMoved, MemberLeft, MemberErased, TeamFounded,
LeaderChanged, TeamDissolved.
"""
