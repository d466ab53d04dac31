"""
What residents wish for and what members promise and do: wishes, claims, public commitments.

Commands: PublishWish, EditWish, ClaimWish, MakeCommitment, RevealBeneficiary, DeliverWish, ConfirmDelivery, LapseClaim,
ReleaseClaims.
Events out: WishPublished, WishEdited, WishClaimed, CommitmentMade, WishDelivered, DeliveryConfirmed, CommitmentLapsed,
CommitmentReleased, WishReturned.
Events in: CommunityOpened, MemberEnrolled, MemberMoved, MemberLeft, MemberErased.
"""
