"""Answers on what members have consented to."""

from services.membership.consents import PURPOSES
from services.membership.model import Consent, Member
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import consent_shape, standing_shape, text_shape
from shared.errors import Forbidden
from shared.messages import membership as messages
from shared.paging import read_page


def list_consents(query: messages.ListConsents, uow: MembershipUnitOfWork) -> messages.ConsentPage:
    """
    A member's log, for the member, their unit and the department.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
    """
    member = _readable(query.member_id, uow)
    rows = uow.consents.of_member(member.id)
    items, following = read_page(uow.session, rows, Consent.id, after=query.after, limit=query.limit)
    return messages.ConsentPage(items=[consent_shape(item) for item in items], next=following)


def show_consent_standing(query: messages.ShowConsentStanding, uow: MembershipUnitOfWork) -> messages.ConsentStandings:
    """
    Where a member stands on each purpose, for the member, their unit and the department.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
    """
    last = uow.consents.standing(_readable(query.member_id, uow).id)
    return messages.ConsentStandings(items=[standing_shape(purpose, last.get(purpose)) for purpose in PURPOSES])


def list_consent_texts(_: messages.ListConsentTexts, __: MembershipUnitOfWork) -> messages.ConsentTexts:
    """The newest text of each purpose."""
    return messages.ConsentTexts(items=[text_shape(purpose) for purpose in PURPOSES])


def _readable(member_id: str, uow: MembershipUnitOfWork) -> Member:
    member = uow.members.get(member_id)
    if not (uow.has_oversight or uow.actor.member_id == member.id or uow.is_run_by_actor(member.unit_id)):
        raise Forbidden("member.not_yours")
    return member
