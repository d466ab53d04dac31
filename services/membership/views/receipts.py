"""Answers on receipts: to those whom they concern, and to whoever checks one."""

from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import receipt_shape, verification_shape
from shared.errors import Conflict, Forbidden, NotFound
from shared.messages import membership as messages


def show_receipt(query: messages.ShowReceipt, uow: MembershipUnitOfWork) -> messages.Receipt:
    """
    Show a receipt to its member, the member's unit and the community that has given it.

    Raises:
        NotFound: `registration.unknown`.
        Forbidden: `registration.not_yours`.
        Conflict: `receipt.not_given`, the registration was never confirmed.
    """
    registration = uow.registrations.get(query.registration_id)
    if registration.side_of(uow.actor) is None:
        raise Forbidden("registration.not_yours")
    if registration.receipt_token is None:
        raise Conflict("receipt.not_given")
    unit, community = map(uow.organisations.get, (registration.unit_id, registration.community_id))
    return receipt_shape(registration, unit, community)


def verify_receipt(query: messages.VerifyReceipt, uow: MembershipUnitOfWork) -> messages.ReceiptVerification:
    """
    Tell whoever holds a receipt whether it is good, and nothing about whose it is.

    Raises:
        NotFound: `receipt.unknown`, whatever the token looks like.
    """
    found = uow.issued_receipts.find(query.token)
    if found is None:
        raise NotFound("receipt.unknown")
    return verification_shape(*found)
