"""
What residents need and wish for, what can be chosen from the menu, and what members promise and do; where they meet
and what they resolve; who came, and what is recorded of it.

Commands, of wishes: PublishWish, EditWish, WithdrawWish, ExpireWish, ReopenWish, RevealBeneficiary, ForgetBeneficiary;
of claims: ClaimWish, MakeCommitment, ExtendCommitment, RemindOfCommitment, GiveBackClaim, AttachEvidence,
RevealEvidence, ForgetEvidence, DeliverWish, SendBackDelivery, ConfirmDelivery, LapseClaim, ReleaseClaims;
of commitments: MakePlaceCommitment, ExtendPlaceCommitment, ReportPlaceCommitment, JudgePlaceCommitment,
RemindOfPlaceCommitment, LapsePlaceCommitment, AppealCommitment, DecideCommitmentAppeal, NudgeCommitment;
of needs: SubmitNeed, AcceptNeed, DeclineNeed, MergeNeed, LinkNeed, UnlinkNeed, ResolveNeed, ReopenNeed, WithdrawNeed,
RevealNeedContact, EraseNeedContact, ForgetNeedContact;
of the menu: PlanActivity, PlanPost, EditMenuItem, PublishMenuItem, CallOffMenuItem, WarnOfShortfall, SettleMenuItem,
EndMenuItem, PlanMenu, EditMenu, PublishMenu, SetDailyCeiling, PlanActivitySeries, PublishActivitySeries,
CallOffActivitySeries; PlanProjectActivity, PlanProjectPost, PlanProjectActivitySeries, CallOffProjectItems;
ClaimPlaces, WithdrawPlaceClaim, AcceptPlaceOffer, DeclinePlaceOffer, LapsePlaceOffer, ReleasePlaceClaim,
ReleaseMissing, NoteMisses;
of attendance: BeginAttendanceCode, CheckIn, CheckOut, CloseAttendance; of service: RecordService,
ConfirmServiceRecords, DisputeServiceRecord, UpholdServiceRecord, CorrectServiceRecord, VoidServiceRecord,
FinaliseServiceRecord; of certificates: RequestCertificate, IssueCertificate, RevokeCertificate;
of venues: AddVenue, EditVenue, CloseVenue, RequestBooking, ApproveBooking, DeclineBooking, CancelBooking,
SettleBooking, RequestBookingSeries, CancelBookingSeries;
of meetings: CallMeeting, EditMeeting, CancelMeeting, AnswerMeeting, CloseMeeting, WriteMinutes, PublishMinutes,
RecordResolution, ReportResolution, ConfirmResolution, ReturnResolution, DropResolution, ExtendResolution,
RemindResolution, LapseResolution.

Events out: WishPublished, WishEdited, WishWithdrawn, WishExpired, WishReopened, WishClaimed, WishDelivered,
WishReturned, DeliverySentBack, DeliveryConfirmed; CommitmentMade, CommitmentExtended, CommitmentDueSoon,
CommitmentLapsed, CommitmentReleased, CommitmentNudged, CommitmentAppealed, CommitmentAppealDecided;
PlaceCommitmentMade, PlaceCommitmentExtended, PlaceCommitmentDueSoon, PlaceCommitmentReported, PlaceCommitmentJudged,
PlaceCommitmentLapsed, PlaceCommitmentReleased; NeedSubmitted, NeedAccepted, NeedDeclined, NeedMerged, NeedLinked,
NeedUnlinked, NeedResolved, NeedReopened, NeedWithdrawn, NeedCounted, NeedNewsIssued; MenuPublished, MenuItemPublished,
MenuItemEdited, MenuItemFellShort, SignUpExtended, MenuItemSettled, MenuItemCalledOff, MenuItemEnded; PlaceClaimed,
PlaceWaitedFor, PlaceOffered, PlaceGivenUp; CheckedIn, CheckedOut; ServiceRecorded, ServiceConfirmed, ServiceDisputed,
ServiceUpheld, ServiceCorrected, ServiceFinalised, ServiceVoided; CertificateRequested, CertificateIssued,
CertificateRevoked, CertificateAffected; VenueAdded, VenueEdited, VenueClosed; BookingRequested, BookingConfirmed,
BookingDeclined, BookingCancelled; MeetingCalled, MeetingCancelled, MeetingHeld; ResolutionRecorded, ResolutionChanged,
ResolutionDueSoon.
Events in: CommunityOpened, CommunityPlaced, OrganisationEdited, MemberEnrolled, MemberMoved, MemberChanged,
MemberLeft, MemberErased, TeamFounded, TeamJoined, TeamLeft, LeaderChanged, TeamDissolved, ProjectRegistered,
ProjectStarted, ProjectRescheduled, ProjectEnded, PairingAccepted, PairingEnded, ResourceOffered, ResourceReplaced,
ResourceWithdrawn.
"""
