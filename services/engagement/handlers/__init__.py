"""What engagement's commands and the events from membership do, and which deadline stands for which command."""

from collections.abc import Callable, Mapping

from services.engagement.handlers.beneficiaries import (
    forget_beneficiary,
    late_forgetting_of_beneficiary,
    reveal_beneficiary,
)
from services.engagement.handlers.claims import (
    claim_wish,
    confirm_delivery,
    deliver_wish,
    extend_commitment,
    give_back_claim,
    lapse,
    lapse_claim,
    make_commitment,
    send_back_delivery,
)
from services.engagement.handlers.departures import CLAIMS_END, late_release, release_claims, release_late_claims
from services.engagement.handlers.evidence import (
    attach_evidence,
    forget_evidence,
    late_forgetting_of_evidence,
    reveal_evidence,
)
from services.engagement.handlers.known import keep_code, keep_community, keep_members
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
from services.engagement.handlers.reminders import LATE_REMINDERS, remind_of_commitment
from services.engagement.handlers.wishes import (
    edit_wish,
    expire_wish,
    late_expiry,
    publish_wish,
    reopen_wish,
    withdraw_wish,
)
from services.engagement.model import (
    BENEFICIARY_KEPT,
    COMMIT_BY,
    COMMITMENT_DUE,
    CONTACT_KEPT,
    EVIDENCE_KEPT,
    WISH_EXPIRES,
    Base,
    Community,
    Member,
    Wish,
)
from shared.messages import engagement as messages
from shared.messages.declare import Command, Event
from shared.messages.membership import (
    CommunityOpened,
    MemberEnrolled,
    MemberErased,
    MemberLeft,
    MemberMoved,
    OrganisationEdited,
)
from shared.service import ACTING_MEMBER, BatchReaction, Handler

COMMANDS: Mapping[type[Command], Handler] = {
    messages.PublishWish: publish_wish,
    messages.EditWish: edit_wish,
    messages.WithdrawWish: withdraw_wish,
    messages.ExpireWish: expire_wish,
    messages.ReopenWish: reopen_wish,
    messages.ForgetBeneficiary: forget_beneficiary,
    messages.ClaimWish: claim_wish,
    messages.MakeCommitment: make_commitment,
    messages.ExtendCommitment: extend_commitment,
    messages.GiveBackClaim: give_back_claim,
    messages.RemindOfCommitment: remind_of_commitment,
    messages.RevealBeneficiary: reveal_beneficiary,
    messages.AttachEvidence: attach_evidence,
    messages.RevealEvidence: reveal_evidence,
    messages.ForgetEvidence: forget_evidence,
    messages.DeliverWish: deliver_wish,
    messages.SendBackDelivery: send_back_delivery,
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
}
REACTIONS: Mapping[type[Event], Handler] = {
    CommunityOpened: keep_community,
    OrganisationEdited: keep_code,
    MemberLeft: release_claims,
    MemberErased: release_claims,
}
REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = {MemberEnrolled: keep_members, MemberMoved: keep_members}
LOADS: Mapping[type[Command], Mapping[str, type[Base]]] = {
    messages.PublishWish: {"community_id": Community},
    messages.ClaimWish: {"wish_id": Wish, ACTING_MEMBER: Member},
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    COMMIT_BY: lapse,
    COMMITMENT_DUE: lapse,
    EVIDENCE_KEPT: late_forgetting_of_evidence,
    **LATE_REMINDERS,
    WISH_EXPIRES: late_expiry,
    BENEFICIARY_KEPT: late_forgetting_of_beneficiary,
    CLAIMS_END: late_release,
    CONTACT_KEPT: late_forgetting,
}
