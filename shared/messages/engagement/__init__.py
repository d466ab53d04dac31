"""Messages of engagement: wishes, claims, public commitments."""

from shared.messages.engagement.claims import (
    Claim as Claim,
    ClaimPage as ClaimPage,
    ClaimsReleased as ClaimsReleased,
    ClaimState as ClaimState,
    ClaimWish as ClaimWish,
    Commitment as Commitment,
    CommitmentLapsed as CommitmentLapsed,
    CommitmentMade as CommitmentMade,
    CommitmentReleased as CommitmentReleased,
    CommitmentState as CommitmentState,
    ConfirmDelivery as ConfirmDelivery,
    DeliverWish as DeliverWish,
    DeliveryConfirmed as DeliveryConfirmed,
    LapseClaim as LapseClaim,
    ListClaims as ListClaims,
    MakeCommitment as MakeCommitment,
    ReleaseClaims as ReleaseClaims,
    ShowClaim as ShowClaim,
    Verdict as Verdict,
    WishClaimed as WishClaimed,
    WishDelivered as WishDelivered,
)
from shared.messages.engagement.personal_data import (
    CollectEngagementData as CollectEngagementData,
)
from shared.messages.engagement.wishes import (
    Beneficiary as Beneficiary,
    EditWish as EditWish,
    PublishWish as PublishWish,
    RevealBeneficiary as RevealBeneficiary,
    ShowWish as ShowWish,
    Wish as Wish,
    WishEdited as WishEdited,
    WishPublished as WishPublished,
    WishReturned as WishReturned,
    WishState as WishState,
)
