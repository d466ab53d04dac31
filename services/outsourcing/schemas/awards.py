"""Awards and the objections to them, as callers get them."""

from collections.abc import Mapping, Sequence

from services.outsourcing.model.awards import Award
from services.outsourcing.model.objections import Objection
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.envelope import Actor
from shared.messages.outsourcing import awards as messages, objections
from shared.messages.outsourcing.objections import ObjectionState


def award_shape(award: Award, uow: OutsourcingUnitOfWork) -> messages.Award:
    uow.session.flush()  # what was just written counts
    counts = uow.objections.counts_of([award.id])[award.id]
    return listed_award(award, counts, uow.organisations.names_of({award.organisation_id, *award.partner_ids}))


def listed_award(award: Award, counts: Mapping[ObjectionState, int], names: Mapping[str, str]) -> messages.Award:
    return messages.Award(
        id=award.id,
        call_id=award.call_id,
        proposal_id=award.proposal_id,
        project_id=award.project_id,
        community_id=award.community_id,
        organisation_id=award.organisation_id,
        organisation_name=names.get(award.organisation_id),
        partners=partner_shapes(award.partner_ids, names),
        title=award.title,
        amount_minor=award.amount_minor,
        currency="CNY",
        rank=award.rank,
        score=award.score,
        state=award.state,
        reason=award.reason,
        objections=messages.ObjectionCounts(
            open=counts.get("open", 0),
            upheld=counts.get("upheld", 0),
            dismissed=counts.get("dismissed", 0),
            withdrawn=counts.get("withdrawn", 0),
            dropped=counts.get("dropped", 0),
        ),
        noticed_at=award.noticed_at,
        notice_ends_at=award.notice_ends_at,
        activated_at=award.activated_at,
        sign_by=award.sign_by,
        ended_at=award.ended_at,
        version=award.version,
    )


def partner_shapes(partner_ids: Sequence[str], names: Mapping[str, str]) -> list[messages.AwardPartner]:
    return [messages.AwardPartner(organisation_id=one, organisation_name=names.get(one)) for one in partner_ids]


def objector_key(actor: Actor) -> str:
    """Who objects: the member, the resident, or the organisation that somebody acts for."""
    if actor.role in ("member", "resident"):
        return actor.client_id
    return actor.organisation_id or actor.client_id


def objection_shape(objection: Objection, uow: OutsourcingUnitOfWork) -> objections.Objection:
    """The actor may read it; who has the award isn't told anything of who has objected."""
    reason = objection.reason_encrypted
    is_yours = objection.objector_key == objector_key(uow.actor)
    is_told = is_yours or uow.has_oversight
    return objections.Objection(
        id=objection.id,
        award_id=objection.award_id,
        call_id=objection.call_id,
        state=objection.state,
        text=uow.cipher.decrypt(objection.text_encrypted),
        is_yours=is_yours,
        objector_role=objection.objector_role if is_told else None,
        objector_id=objection.objector_key if is_told else None,
        reason=uow.cipher.decrypt(reason) if reason else None,
        filed_at=objection.filed_at,
        answered_at=objection.answered_at,
        version=objection.version,
    )
