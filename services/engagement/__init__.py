"""
What residents need and wish for, and what members promise and do: needs, wishes, claims, public commitments.

Commands: PublishWish, EditWish, WithdrawWish, ExpireWish, ReopenWish, RevealBeneficiary, ForgetBeneficiary; ClaimWish,
MakeCommitment, ExtendCommitment, RemindOfCommitment, GiveBackClaim, AttachEvidence, RevealEvidence, ForgetEvidence,
DeliverWish, SendBackDelivery, ConfirmDelivery, LapseClaim, ReleaseClaims;
SubmitNeed, AcceptNeed, DeclineNeed, MergeNeed, LinkNeed, UnlinkNeed, ResolveNeed, ReopenNeed, WithdrawNeed,
RevealNeedContact, EraseNeedContact, ForgetNeedContact.
Events out: WishPublished, WishEdited, WishWithdrawn, WishExpired, WishReopened, WishClaimed, CommitmentMade,
CommitmentExtended, CommitmentDueSoon, WishDelivered, DeliverySentBack, DeliveryConfirmed, CommitmentLapsed,
CommitmentReleased, WishReturned; NeedSubmitted, NeedAccepted, NeedDeclined, NeedMerged, NeedLinked, NeedUnlinked,
NeedResolved, NeedReopened, NeedWithdrawn, NeedCounted, NeedNewsIssued.
Events in: CommunityOpened, OrganisationEdited, MemberEnrolled, MemberMoved, MemberLeft, MemberErased.
"""
