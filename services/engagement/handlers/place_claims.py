"""What members and teams claim of activities and posts: places, and an end of waiting for them."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from services.engagement.handlers.places import counted, free_places
from services.engagement.model import OFFER_LAPSES, Member, MenuItem, PlaceClaim, PlaceHolder
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import place_claim_shape
from shared.errors import Conflict, Fault, Forbidden, Invalid, PassingConflict
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.service import Handler

# Two activities may overlap by as much: who goes from one to the other comes a little late, or leaves a little early.
GRACE = timedelta(minutes=15)
SUGGESTED = 3


def claim_places(command: messages.ClaimPlaces, uow: EngagementUnitOfWork) -> messages.PlaceClaim:
    """
    Have the acting member hold a place, or a team as many as it comes with: all of them or none.

    Raises:
        NotFound: `menu_item.unknown`, also a draft; `item_role.unknown`.
        Forbidden: `access.denied`, not a member; `team.not_yours`.
        Invalid: `request.invalid`, a team without members, or members without a team.
        Conflict: as `MenuItem.check_open`; `menu_item.full` and `community.day_full`, which name other activities that
            have room; `team.dissolved`; `member.not_active`, `team.not_in`,
            `place_claim.exists`, `place_claim.overlaps`: each of whom it is true is named.
        PassingConflict: `member.unknown`, `team.unknown`, not heard of yet.

    Publishes:
        PlaceClaimed, or PlaceWaitedFor.
    """
    if uow.actor.role != "member" or uow.actor.member_id is None:
        raise Forbidden("access.denied")
    item = uow.menu_items.get_published(command.menu_item_id)
    role = item.role(command.role_id)
    item.check_open(uow.now)
    holders = _who_comes(command, uow)
    _check_free(item, holders, uow, is_listed=command.team_id is not None)
    places = len(holders)
    day = uow.community_days.of(item)
    if day and day.room(places) < places:
        raise Conflict("community.day_full", errors=_instead(item, places, uow))
    if places > role.free and not command.may_wait:
        detail = f"{role.free} of {role.max_places} places are free."
        raise Conflict("menu_item.full", detail, errors=_instead(item, places, uow))
    claim = _new_claim(command, item, holders, uow)
    if places <= role.free:
        claim.keep_busy(_busy_with(item))
        with counted(item, role, uow):
            uow.record(claim.take(role, uow.now))
    else:
        uow.record(claim.wait(role))
    uow.session.add(claim)
    uow.subject = claim.subject
    return place_claim_shape(claim, item)


def withdraw_place_claim(command: messages.WithdrawPlaceClaim, uow: EngagementUnitOfWork) -> messages.PlaceClaim:
    """
    Have the claimer give up their places, or wait no more.

    Raises:
        NotFound: `place_claim.unknown`.
        Forbidden: `place_claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `place_claim.withdrawal_closed`, `place_claim.not_in_step`.

    Publishes:
        As `free_places`.
    """
    claim = _get_own(command.place_claim_id, uow)
    item = uow.menu_items.get(claim.menu_item_id)
    claim.check_withdrawable(item, uow.now)
    free_places(claim, item, "withdrawn", uow, command.reason)
    return place_claim_shape(claim, item)


def accept_place_offer(command: messages.AcceptPlaceOffer, uow: EngagementUnitOfWork) -> messages.PlaceClaim:
    """
    Have somebody who has waited hold the places that they were offered.

    Raises:
        NotFound: `place_claim.unknown`.
        Forbidden: `place_claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `PlaceClaim.check_offered`; `place_claim.overlaps`, `member.not_active`: each of whom it is true is
            named.

    Publishes:
        PlaceClaimed.
    """
    claim = _get_own(command.place_claim_id, uow)
    claim.check_offered(uow.now)
    item = uow.menu_items.get(claim.menu_item_id)
    members = uow.members.find_all(list(claim.member_ids))
    _check_not_busy(item, [members[member_id] for member_id in claim.member_ids], uow, is_listed=False)
    uow.record(claim.accept(item.role(claim.role_id), uow.now))
    claim.keep_busy(_busy_with(item))
    uow.schedule(claim.subject, claim.schedule())
    return place_claim_shape(claim, item)


def decline_place_offer(command: messages.DeclinePlaceOffer, uow: EngagementUnitOfWork) -> messages.PlaceClaim:
    """
    Have somebody who has waited let the places go that they were offered.

    Raises:
        NotFound: `place_claim.unknown`.
        Forbidden: `place_claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `place_claim.not_in_step`.

    Publishes:
        As `free_places`.
    """
    claim = _get_own(command.place_claim_id, uow)
    item = uow.menu_items.get(claim.menu_item_id)
    free_places(claim, item, "offer_declined", uow)
    return place_claim_shape(claim, item)


def lapse_place_offer(command: messages.LapsePlaceOffer, uow: EngagementUnitOfWork) -> messages.PlaceClaim:
    """
    End an offer that nobody has accepted in time.

    Raises:
        NotFound: `place_claim.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `place_offer.not_due`; `place_claim.not_in_step`.

    Publishes:
        As `free_places`.
    """
    uow.check_timer()
    claim = uow.place_claims.get(command.place_claim_id)
    if claim.offered_until and uow.now < claim.offered_until:
        raise Conflict("place_offer.not_due")
    item = uow.menu_items.get(claim.menu_item_id)
    free_places(claim, item, "offer_lapsed", uow)
    return place_claim_shape(claim, item)


def release_place_claim(command: messages.ReleasePlaceClaim, uow: EngagementUnitOfWork) -> messages.PlaceClaim:
    """
    Have the community free places that somebody holds or waits for.

    Raises:
        NotFound: `place_claim.unknown`.
        Forbidden: `place_claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `place_claim.not_in_step`.

    Publishes:
        As `free_places`.
    """
    claim = uow.place_claims.get(command.place_claim_id)
    if not uow.is_run_by_actor(claim.community_id):
        raise Forbidden("place_claim.not_yours")
    uow.expect(claim.version)
    item = uow.menu_items.get(claim.menu_item_id)
    uow.reason = command.reason
    free_places(claim, item, "by_community", uow, command.reason)
    return place_claim_shape(claim, item)


def late_offer(place_claim_id: str) -> Command:
    return messages.LapsePlaceOffer(place_claim_id=place_claim_id)


def _get_own(place_claim_id: str, uow: EngagementUnitOfWork) -> PlaceClaim:
    """The acting member's own claim, or that of the team that they lead, as the caller has read it."""
    claim = uow.place_claims.get(place_claim_id)
    if not uow.may_act_for(claim):
        raise Forbidden("place_claim.not_yours")
    uow.expect(claim.version)
    return claim


def _who_comes(command: messages.ClaimPlaces, uow: EngagementUnitOfWork) -> list[Member]:
    """
    The acting member, or those whom the leader has named.

    Raises:
        As `claim_places`.
    """
    actor_id = str(uow.actor.member_id)
    if command.team_id is None:
        if command.member_ids:
            fault = Fault("#/team_id", "missing", "Only a team claims for others.")
            raise Invalid("request.invalid", errors=[fault])
        return [uow.members.get(actor_id)]
    named = list(command.member_ids)
    if not named or len(set(named)) < len(named):
        fault = Fault("#/member_ids", "invalid", "Takes the team's members who come, each once.")
        raise Invalid("request.invalid", errors=[fault])
    team = uow.teams.get(command.team_id)
    if team.leader_id != actor_id:
        raise Forbidden("team.not_yours")
    if team.is_dissolved:
        raise Conflict("team.dissolved")
    uow.members.get(actor_id)
    _refuse("team.not_in", set(named) - uow.teams.are_in(team, named), named, is_listed=True)
    members = uow.members.find_all(named)
    if len(members) < len(named):
        raise PassingConflict("member.unknown")
    return [members[member_id] for member_id in named]


def _check_free(item: MenuItem, members: list[Member], uow: EngagementUnitOfWork, *, is_listed: bool) -> None:
    """
    Raises:
        Conflict: `member.not_active`, `place_claim.exists`, `place_claim.overlaps`; each of whom it is true is named.
    """
    ids = [member.id for member in members]
    _refuse("place_claim.exists", uow.place_claims.already_in(item.id, ids), ids, is_listed=is_listed)
    _check_not_busy(item, members, uow, is_listed=is_listed)


def _check_not_busy(item: MenuItem, members: list[Member], uow: EngagementUnitOfWork, *, is_listed: bool) -> None:
    """The acting member is told when they are taken up, others are named alone."""
    ids = [member.id for member in members]
    _refuse("member.not_active", {member.id for member in members if member.has_left}, ids, is_listed=is_listed)
    if busy := _busy_with(item):
        taken_up = uow.place_claims.busy(ids, *busy)
        detail = None
        if own := taken_up.get(str(uow.actor.member_id)):
            since, until = own[0] - GRACE / 2, own[1] + GRACE / 2
            detail = f"You have a place from {since.isoformat()} until {until.isoformat()}."
        _refuse("place_claim.overlaps", taken_up, ids, is_listed=is_listed, detail=detail)


def _instead(item: MenuItem, places: int, uow: EngagementUnitOfWork) -> list[Fault]:
    """What else could be claimed."""
    return [
        Fault("#", "free", f"Activity {item_id} begins at {starts_at.isoformat()} and has room.")
        for item_id, starts_at in uow.community_days.with_room(item, places, uow.now, SUGGESTED)
    ]


def _refuse(code: str, unfit: Collection[str], named: list[str], *, is_listed: bool, detail: str | None = None) -> None:
    """
    is_listed: whether the request lists them, as `member_ids`.

    Raises:
        Conflict: this code, if there is anybody.
    """
    if unfit:
        faults = [
            Fault(f"#/member_ids/{number}" if is_listed else "#", code, f"Member {member_id}.")
            for number, member_id in enumerate(named)
            if member_id in unfit
        ]
        raise Conflict(code, detail, errors=faults)


def _busy_with(item: MenuItem) -> tuple[datetime, datetime] | None:
    """When somebody who comes is taken up; None for a post, and for what is shorter than the grace."""
    if item.starts_at is None or item.ends_at is None or item.ends_at - item.starts_at <= GRACE:
        return None
    return item.starts_at + GRACE / 2, item.ends_at - GRACE / 2


def _new_claim(
    command: messages.ClaimPlaces, item: MenuItem, members: list[Member], uow: EngagementUnitOfWork
) -> PlaceClaim:
    claim_id = new_id()
    acting = uow.members.get(str(uow.actor.member_id))
    holders = [
        PlaceHolder(
            id=new_id(),
            place_claim_id=claim_id,
            menu_item_id=item.id,
            member_id=member.id,
            unit_id=member.unit_id,
            is_live=True,
        )
        for member in members
    ]
    return PlaceClaim(
        id=claim_id,
        tenant_id=uow.tenant_id,
        menu_item_id=item.id,
        role_id=command.role_id,
        community_id=item.community_id,
        kind=item.kind,
        member_id=acting.id,
        unit_id=acting.unit_id,
        team_id=command.team_id,
        places=len(members),
        claimed_at=uow.now,
        holders=holders,
    )


COMMANDS: Mapping[type[Command], Handler] = {
    messages.ClaimPlaces: claim_places,
    messages.WithdrawPlaceClaim: withdraw_place_claim,
    messages.AcceptPlaceOffer: accept_place_offer,
    messages.DeclinePlaceOffer: decline_place_offer,
    messages.LapsePlaceOffer: lapse_place_offer,
    messages.ReleasePlaceClaim: release_place_claim,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    OFFER_LAPSES: late_offer,
}
