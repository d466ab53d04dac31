"""Postings with the words of what they are for, as files of a ledger have them."""

from collections.abc import Sequence

from services.outsourcing.model.ledger import Posting
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.postings import Posted
from services.outsourcing.schemas.budgets import posting_shape
from shared.messages.outsourcing.budgets import LedgerEntry


def entry_shapes(posted: Sequence[Posted], uow: OutsourcingUnitOfWork) -> list[LedgerEntry]:
    """In so many statements, however many there are."""
    postings = [one.posting for one in posted]
    awards = uow.awards.find_all({one.award_id for one in postings if one.award_id})
    calls = uow.calls.find_all({one.call_id for one in postings if one.call_id})
    names = uow.organisations.names_of({one.organisation_id for one in awards.values()})
    references = _references(postings, uow)
    entries = []
    for one in posted:
        award, call = awards.get(one.posting.award_id or ""), calls.get(one.posting.call_id or "")
        about = award or call
        entries.append(
            LedgerEntry(
                posting=posting_shape(one),
                title=about.title if about else None,
                organisation_name=names.get(award.organisation_id) if award else None,
                reference=references.get(one.posting.id),
            )
        )
    return entries


def _references(postings: Sequence[Posting], uow: OutsourcingUnitOfWork) -> dict[str, str | None]:
    """Of the bank's entries, by posting; what has come back is found by its instant, which is that of its postings."""
    moved = {one.id: one.payment_id for one in postings if one.payment_id and one.kind in ("pay", "claw_back")}
    payments = uow.payments.find_all(set(moved.values()))
    back = {
        (one.payment_id, one.at): one.reference
        for rows in uow.payments.claw_backs_of(payments).values()
        for one in rows
    }
    return {
        one.id: payments[moved[one.id]].reference if one.kind == "pay" else back.get((moved[one.id], one.posted_at))
        for one in postings
        if one.id in moved
    }
