"""Who held a place and hasn't come: noted as a fact, and the place is theirs no more."""

from collections.abc import Callable, Mapping

from services.engagement.handlers.places import counted, offer_places
from services.engagement.model import MISSES_NOTED, MenuItem, PlaceClaim
from services.engagement.model.menu_items import MISSING_FROM
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import menu_item_shape, place_claim_shape
from shared.errors import Conflict, Forbidden
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.service import Handler


def release_missing(command: messages.ReleaseMissing, uow: EngagementUnitOfWork) -> messages.PlaceClaim:
    """
    Have those who keep the door free the places of those who aren't there a quarter of an hour after an activity has
    begun, and offer them to who waits.

    Raises:
        NotFound: `place_claim.unknown`.
        Forbidden: `place_claim.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `place_claim.not_missing`, all are there, or the places aren't held; `place_claim.not_missing_yet`, it
            is too early, or too late.

    Publishes:
        PlaceGivenUp, then PlaceOffered for each who is offered places.
    """
    claim = uow.place_claims.get(command.place_claim_id)
    if not uow.keeps(claim):
        raise Forbidden("place_claim.not_yours")
    uow.expect(claim.version)
    item = uow.menu_items.get(claim.menu_item_id)
    if item.starts_at is None or item.state != "published" or uow.now < item.starts_at + MISSING_FROM:
        raise Conflict("place_claim.not_missing_yet")
    missing = _missing_of(claim, item, uow)
    if not missing:
        raise Conflict("place_claim.not_missing")
    _miss(claim, missing, item, uow)
    offer_places(item, uow)
    return place_claim_shape(claim, item)


def note_misses(command: messages.NoteMisses, uow: EngagementUnitOfWork) -> messages.MenuItem:
    """
    Note who held a place in an activity that is over and of whom nobody has said in time that they came.

    Raises:
        NotFound: `menu_item.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `menu_item.not_due`.

    Publishes:
        PlaceGivenUp for each claim in which somebody hasn't come.
    """
    uow.check_timer()
    item = uow.menu_items.get(command.menu_item_id)
    due_at = item.schedule().get(MISSES_NOTED)
    if due_at is None or uow.now < due_at:
        raise Conflict("menu_item.not_due")
    came = _who_came(item, uow)
    for claim in uow.place_claims.live_of_item(item.id):
        if missing := claim.missing(came):
            _miss(claim, missing, item, uow)
    item.note_misses(uow.now)
    uow.subject = item.subject
    uow.schedule(item.subject, item.schedule())
    return menu_item_shape(item)


def noting(menu_item_id: str) -> Command:
    return messages.NoteMisses(menu_item_id=menu_item_id)


def _missing_of(claim: PlaceClaim, item: MenuItem, uow: EngagementUnitOfWork) -> set[str]:
    return claim.missing(_who_came(item, uow)) if claim.state == "held" else set()


def _who_came(item: MenuItem, uow: EngagementUnitOfWork) -> set[tuple[str, str]]:
    """By claim and member."""
    return uow.attendances.who_came(item.id) | uow.service_records.who_served(item.id)


def _miss(claim: PlaceClaim, missing: set[str], item: MenuItem, uow: EngagementUnitOfWork) -> None:
    role = item.role(claim.role_id)
    with counted(item, role, uow):
        uow.record(claim.miss(missing, role, uow.now))


COMMANDS: Mapping[type[Command], Handler] = {
    messages.ReleaseMissing: release_missing,
    messages.NoteMisses: note_misses,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    MISSES_NOTED: noting,
}
