"""
What engagement's commands and the events from membership do, and which deadline stands for which command.

Each module says it of its own at its end; which rows commands begin with is said here, for it is about all of them.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select

from services.engagement.handlers import (
    beneficiaries,
    booking_series,
    bookings,
    claims,
    departures,
    evidence,
    known,
    known_teams,
    meetings,
    menu_items,
    need_contacts,
    need_links,
    need_reports,
    needs,
    place_claims,
    reminders,
    resolutions,
    sign_up,
    venues,
    wishes,
)
from services.engagement.model import Base, Community, Member, MenuItem, PlaceClaim, PlaceHolder, Wish
from shared.messages import engagement as messages
from shared.messages.declare import Command, Event
from shared.service import ACTING_MEMBER, BatchReaction, Handler, Held

COMMANDS: Mapping[type[Command], Handler] = {
    **beneficiaries.COMMANDS,
    **booking_series.COMMANDS,
    **bookings.COMMANDS,
    **claims.COMMANDS,
    **departures.COMMANDS,
    **evidence.COMMANDS,
    **meetings.COMMANDS,
    **menu_items.COMMANDS,
    **need_contacts.COMMANDS,
    **need_links.COMMANDS,
    **need_reports.COMMANDS,
    **needs.COMMANDS,
    **place_claims.COMMANDS,
    **reminders.COMMANDS,
    **resolutions.COMMANDS,
    **sign_up.COMMANDS,
    **venues.COMMANDS,
    **wishes.COMMANDS,
}
REACTIONS: Mapping[type[Event], Handler] = {
    **departures.REACTIONS,
    **known.REACTIONS,
    **known_teams.REACTIONS,
}
REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = known.REACTIONS_TO_MANY
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    **beneficiaries.DEADLINES,
    **bookings.DEADLINES,
    **claims.DEADLINES,
    **departures.DEADLINES,
    **evidence.DEADLINES,
    **meetings.DEADLINES,
    **need_contacts.DEADLINES,
    **place_claims.DEADLINES,
    **reminders.DEADLINES,
    **resolutions.DEADLINES,
    **sign_up.DEADLINES,
    **wishes.DEADLINES,
}
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
