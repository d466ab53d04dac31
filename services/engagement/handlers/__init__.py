"""What engagement's commands and the events from membership do, and which deadline stands for which command."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select

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
from services.engagement.handlers.known_teams import keep_leader, keep_team, let_go, note_dissolved, take_in
from services.engagement.handlers.menu_items import (
    call_off_menu_item,
    edit_menu_item,
    plan_activity,
    plan_post,
    publish_menu_item,
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
from services.engagement.handlers.place_claims import (
    accept_place_offer,
    claim_places,
    decline_place_offer,
    lapse_place_offer,
    late_offer,
    release_place_claim,
    withdraw_place_claim,
)
from services.engagement.handlers.reminders import LATE_REMINDERS, remind_of_commitment
from services.engagement.handlers.sign_up import (
    end_menu_item,
    ending,
    settle_menu_item,
    settling,
    warn_of_shortfall,
    warning,
)
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
    MENU_ITEM_ENDS,
    OFFER_LAPSES,
    SHORTFALL_WARNING,
    SIGN_UP_CLOSES,
    WISH_EXPIRES,
    Base,
    Community,
    Member,
    MenuItem,
    PlaceClaim,
    PlaceHolder,
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
    TeamJoined,
    TeamLeft,
)
from shared.service import ACTING_MEMBER, BatchReaction, Handler, Held

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
    messages.PlanActivity: plan_activity,
    messages.PlanPost: plan_post,
    messages.EditMenuItem: edit_menu_item,
    messages.PublishMenuItem: publish_menu_item,
    messages.CallOffMenuItem: call_off_menu_item,
    messages.WarnOfShortfall: warn_of_shortfall,
    messages.SettleMenuItem: settle_menu_item,
    messages.EndMenuItem: end_menu_item,
    messages.ClaimPlaces: claim_places,
    messages.WithdrawPlaceClaim: withdraw_place_claim,
    messages.AcceptPlaceOffer: accept_place_offer,
    messages.DeclinePlaceOffer: decline_place_offer,
    messages.LapsePlaceOffer: lapse_place_offer,
    messages.ReleasePlaceClaim: release_place_claim,
}
REACTIONS: Mapping[type[Event], Handler] = {
    CommunityOpened: keep_community,
    OrganisationEdited: keep_code,
    MemberLeft: release_claims,
    MemberErased: release_claims,
    TeamFounded: keep_team,
    TeamJoined: take_in,
    TeamLeft: let_go,
    LeaderChanged: keep_leader,
    TeamDissolved: note_dissolved,
}
REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = {MemberEnrolled: keep_members, MemberMoved: keep_members}
ITEM = ("menu_item_id", Held(MenuItem))
ITEM_OF_CLAIM = (
    "place_claim_id",
    Held(MenuItem, lambda ids: select(PlaceClaim.menu_item_id).where(PlaceClaim.id.in_(ids))),
)
PEOPLE_OF_CLAIM = (
    "place_claim_id",
    Held(Member, lambda ids: select(PlaceHolder.member_id).where(PlaceHolder.place_claim_id.in_(ids))),
)
LOADS: Mapping[type[Command], Sequence[tuple[str, type[Base] | Held]]] = {
    messages.PublishWish: (("community_id", Community),),
    messages.ClaimWish: (("wish_id", Wish), (ACTING_MEMBER, Member)),
    messages.EditMenuItem: (ITEM,),
    messages.PublishMenuItem: (ITEM,),
    messages.CallOffMenuItem: (ITEM,),
    messages.WarnOfShortfall: (ITEM,),
    messages.SettleMenuItem: (ITEM,),
    messages.EndMenuItem: (ITEM,),
    messages.ClaimPlaces: (ITEM, (ACTING_MEMBER, Held(Member)), ("member_ids", Held(Member))),
    messages.AcceptPlaceOffer: (ITEM_OF_CLAIM, PEOPLE_OF_CLAIM),
    messages.WithdrawPlaceClaim: (ITEM_OF_CLAIM,),
    messages.DeclinePlaceOffer: (ITEM_OF_CLAIM,),
    messages.LapsePlaceOffer: (ITEM_OF_CLAIM,),
    messages.ReleasePlaceClaim: (ITEM_OF_CLAIM,),
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
    SHORTFALL_WARNING: warning,
    SIGN_UP_CLOSES: settling,
    MENU_ITEM_ENDS: ending,
    OFFER_LAPSES: late_offer,
}
