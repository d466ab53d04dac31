"""What becomes of a member's claims when they leave their unit."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from services.engagement.handlers.claims import keep_return
from services.engagement.handlers.commitments import release_commitments
from services.engagement.handlers.places import hold_days_of, release_places
from services.engagement.repository import EngagementUnitOfWork
from shared.messages import engagement as messages
from shared.messages.declare import Command, Event
from shared.messages.membership import MemberErased, MemberLeft
from shared.service import Handler

CLAIMS_END = "member.claims_end"
# Longer than a command takes: whoever has claimed at the very moment is found then.
LATE = timedelta(minutes=1)


def release_claims(event: MemberLeft | MemberErased, uow: EngagementUnitOfWork) -> None:
    """
    Let a member who has left claim no more, put up again what they have claimed and not delivered, and free their
    places. What they have delivered waits for the community as before.

    Publishes:
        CommitmentReleased where there was a commitment, then WishReturned, for each such claim; PlaceCommitmentReleased
        for each promise about a place; as `release_places`.
    """
    days = hold_days_of(event.member_id, uow)  # noqa: F841 (held, and known to the session by it)
    if isinstance(event, MemberErased):
        uow.forget_name(event.member_id)
    if uow.mark_left(event.member_id):
        _release(event.member_id, uow)
        uow.schedule(f"member/{event.member_id}", {CLAIMS_END: uow.now + LATE})


def release_late_claims(command: messages.ReleaseClaims, uow: EngagementUnitOfWork) -> messages.ClaimsReleased:
    """
    Put up again what somebody who has left claimed at that very moment; nothing, if they are back.

    Raises:
        Forbidden: `access.denied`, asked for by somebody else than the timer.

    Publishes:
        As `release_claims`.
    """
    uow.check_timer()
    member = uow.members.find(command.member_id)
    released = _release(member.id, uow) if member and member.has_left else 0
    uow.subject = f"member/{command.member_id}"
    uow.schedule(uow.subject, {})
    return messages.ClaimsReleased(member_id=command.member_id, released=released)


def late_release(member_id: str) -> Command:
    return messages.ReleaseClaims(member_id=member_id)


def _release(member_id: str, uow: EngagementUnitOfWork) -> int:
    """The number of claims released."""
    claims = uow.claims.undelivered_of(member_id)
    for claim in claims:
        wish = uow.wishes.get(claim.wish_id)
        for happened in claim.leave(wish, uow.now):
            uow.record(happened)
        keep_return(claim, wish, "member_left", uow)
    release_commitments(uow.commitments.unreported_of_member(member_id), uow)
    return len(claims) + release_places(member_id, uow)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.ReleaseClaims: release_late_claims,
}
REACTIONS: Mapping[type[Event], Handler] = {
    MemberLeft: release_claims,
    MemberErased: release_claims,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    CLAIMS_END: late_release,
}
