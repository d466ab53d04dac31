"""Objections: all for the department; for others their own, and without who has objected those to awards of theirs."""

from collections.abc import Mapping

from sqlalchemy import or_

from services.outsourcing.model.objections import Objection
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.awards import objection_shape, objector_key
from shared.errors import Forbidden
from shared.messages.declare import Query
from shared.messages.outsourcing import objections as messages
from shared.paging import read_page
from shared.service import Handler


def show_objection(query: messages.ShowObjection, uow: OutsourcingUnitOfWork) -> messages.Objection:
    """
    Raises:
        NotFound: `objection.unknown`.
        Forbidden: `objection.not_yours`.
    """
    objection = uow.objections.get(query.objection_id)
    if not (uow.has_oversight or objection.objector_key == objector_key(uow.actor) or _is_accused(objection, uow)):
        raise Forbidden("objection.not_yours")
    return objection_shape(objection, uow)


def list_objections(query: messages.ListObjections, uow: OutsourcingUnitOfWork) -> messages.ObjectionPage:
    """All that there are for the department; whoever else asks gets their own, and those to awards that they have."""
    rows = uow.objections.all
    if not uow.has_oversight:
        is_seen = Objection.objector_key == objector_key(uow.actor)
        if organisation_id := _organisation_id(uow):
            is_seen = or_(is_seen, Objection.award_id.in_(uow.awards.held_by(organisation_id)))
        rows = rows.where(is_seen)
    if query.award_id is not None:
        rows = rows.where(Objection.award_id == query.award_id)
    if query.state is not None:
        rows = rows.where(Objection.state == query.state)
    items, following = read_page(
        uow.session, rows, Objection.id, after=query.after, limit=query.limit, order=query.order
    )
    return messages.ObjectionPage(items=[objection_shape(one, uow) for one in items], next=following)


def _organisation_id(uow: OutsourcingUnitOfWork) -> str | None:
    """The social organisation that the actor acts for."""
    return uow.actor.organisation_id if uow.actor.role == "organisation" else None


def _is_accused(objection: Objection, uow: OutsourcingUnitOfWork) -> bool:
    organisation_id = _organisation_id(uow)
    return organisation_id is not None and uow.awards.is_held_by(objection.award_id, organisation_id)


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowObjection: show_objection,
    messages.ListObjections: list_objections,
}
