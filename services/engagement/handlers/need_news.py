"""Has people told what becomes of their needs."""

import re
from datetime import timedelta

from services.engagement.model import Need
from services.engagement.repository import EngagementUnitOfWork
from shared.ids import new_id
from shared.messages.engagement import NeedContact, NeedNewsIssued
from shared.messages.wire import decode, from_plain

NEWS_LAST = timedelta(days=3)
MOBILE = re.compile(r"1[0-9]{10}")


def tell_of_need(need: Need, uow: EngagementUnitOfWork) -> None:
    """
    Have the need's own people told of its state, and those of the needs that follow it.

    Publishes:
        NeedNewsIssued for each phone that takes texts.
    """
    for ticket_number, contact_encrypted in uow.needs.contacts_of(need):
        contact = read_contact(contact_encrypted, uow)
        phone = contact.phone or ""
        if MOBILE.fullmatch(phone):
            uow.record(
                NeedNewsIssued(
                    news_id=new_id(),
                    address_encrypted=uow.cipher.encrypt(phone),
                    ticket_number=ticket_number,
                    state=need.state,
                    expires_at=uow.now + NEWS_LAST,
                    language=contact.language,
                )
            )


def read_contact(contact_encrypted: str, uow: EngagementUnitOfWork) -> NeedContact:
    return from_plain(decode(uow.cipher.decrypt(contact_encrypted)), NeedContact)
