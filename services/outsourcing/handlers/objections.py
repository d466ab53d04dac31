"""Objections to awards: filed while the notice lasts, answered by the department, withdrawn by who has filed them."""

from collections.abc import Mapping
from typing import cast, get_args

from services.outsourcing.handlers.awards import activate_if_over, pass_on
from services.outsourcing.model.awards import Award
from services.outsourcing.model.objections import Objection
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.awards import objection_shape, objector_key
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import objections as messages
from shared.service import Handler

UPHELD = "异议成立"  # reasons are read by people, in whose language the department writes its own


def file_objection(command: messages.FileObjection, uow: OutsourcingUnitOfWork) -> messages.Objection:
    """
    Object to an award while its notice lasts. Who it is, the department alone is told; what they write, and the answer,
    who has the award reads too.

    Raises:
        NotFound: `award.unknown`.
        Forbidden: `access.denied`, the department; `objection.own_award`, an organisation that has the award, or is a
            partner in it.
        Conflict: `award.not_in_step`; `award.notice_over`; `objection.exists`, an open one of the same.

    Publishes:
        ObjectionFiled, without who and why.
    """
    award = uow.awards.get(command.award_id)
    if uow.actor.role not in get_args(messages.ObjectorRole):
        raise Forbidden("access.denied")
    _check_stranger(award, uow)
    award.check_notice(messages.FileObjection, uow.now)
    key = objector_key(uow.actor)
    if any(one.objector_key == key for one in uow.objections.open_of(award.id)):
        raise Conflict("objection.exists")
    objection = Objection(
        id=new_id(),
        tenant_id=uow.tenant_id,
        award_id=award.id,
        call_id=award.call_id,
        objector_role=cast(messages.ObjectorRole, uow.actor.role),
        objector_key=key,
        state="open",
        text_encrypted=uow.cipher.encrypt(command.text),
        filed_at=uow.now,
    )
    uow.session.add(objection)
    uow.record(objection.file(award))
    return objection_shape(objection, uow)


def answer_objection(command: messages.AnswerObjection, uow: OutsourcingUnitOfWork) -> messages.Objection:
    """
    Answer an objection. Upheld, the award is cancelled and the next in rank has one; dismissed as the last one after
    the notice, it is active.

    Raises:
        NotFound: `objection.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `objection.not_in_step`.

    Publishes:
        ObjectionDecided; AwardCancelled and what follows, or AwardActivated.
    """
    objection = uow.objections.get(command.objection_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(objection.version)
    award = uow.awards.get(objection.award_id)
    uow.record(objection.answer(command.outcome, uow.cipher.encrypt(command.reason), award, uow.now))
    if command.outcome == "upheld":
        uow.session.flush()
        uow.record(award.cancel(messages.AnswerObjection, UPHELD, uow.now))
        pass_on(messages.AnswerObjection, award, UPHELD, uow)
    else:
        activate_if_over(messages.AnswerObjection, award, uow)
    return objection_shape(objection, uow)


def withdraw_objection(command: messages.WithdrawObjection, uow: OutsourcingUnitOfWork) -> messages.Objection:
    """
    Take one's own objection back; as the last one after the notice, the award is active.

    Raises:
        NotFound: `objection.unknown`.
        Forbidden: `objection.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `objection.not_in_step`.

    Publishes:
        ObjectionWithdrawn; AwardActivated.
    """
    objection = uow.objections.get(command.objection_id)
    if objection.objector_key != objector_key(uow.actor):
        raise Forbidden("objection.not_yours")
    uow.expect(objection.version)
    award = uow.awards.get(objection.award_id)
    uow.record(objection.withdraw(award, uow.now))
    activate_if_over(messages.WithdrawObjection, award, uow)
    return objection_shape(objection, uow)


def _check_stranger(award: Award, uow: OutsourcingUnitOfWork) -> None:
    if uow.actor.role != "organisation":
        return
    if uow.awards.is_held_by(award.id, uow.actor.organisation_id or ""):
        raise Forbidden("objection.own_award")


COMMANDS: Mapping[type[Command], Handler] = {
    messages.FileObjection: file_objection,
    messages.AnswerObjection: answer_objection,
    messages.WithdrawObjection: withdraw_objection,
}
