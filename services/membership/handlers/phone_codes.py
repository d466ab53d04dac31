"""One-time codes that go to a phone: for members, and for staff of organisations."""

import hmac
import secrets
from datetime import timedelta

from services.membership.handlers.sign_in import NO_DIGEST, TRIES
from services.membership.repository import MembershipUnitOfWork, Person
from shared.clock import SHANGHAI
from shared.errors import Unavailable
from shared.ids import new_id
from shared.messages import membership as messages

VALID_FOR = timedelta(minutes=5)
AGAIN_AFTER = timedelta(minutes=1)


def request_phone_code(command: messages.RequestPhoneCode, uow: MembershipUnitOfWork) -> messages.CodeRequested:
    """
    Have a code sent to a phone; too soon or too often, nothing is sent. Known phones and others look and cost alike.

    Raises:
        Unavailable: `sign_in.no_channel`, nothing can be sent to any phone.

    Publishes:
        PhoneCodeIssued, unless it is too soon or too often.
    """
    if not uow.settings.way_of_codes:
        raise Unavailable("sign_in.no_channel")
    phone_digest = uow.cipher.digest(command.phone)
    code = f"{secrets.randbelow(10**6):06d}"
    people = _people(command.tenant_id, phone_digest, uow)
    is_issued = uow.phone_codes.issue(
        command.tenant_id,
        phone_digest,
        digest=_digest(uow, phone_digest, code),
        now=uow.now,
        expires_at=uow.now + VALID_FOR,
    )
    issued = messages.PhoneCodeIssued(
        code_id=new_id(),
        address_encrypted=uow.cipher.encrypt(command.phone if people else ""),
        code_encrypted=uow.cipher.encrypt(code),
        expires_at=uow.now + VALID_FOR,
    )
    if is_issued:
        uow.record(issued, tenant_id=command.tenant_id)
    return messages.CodeRequested(
        valid_seconds=int(VALID_FOR.total_seconds()), again_after_seconds=int(AGAIN_AFTER.total_seconds())
    )


def check_phone_code(command: messages.CheckPhoneCode, uow: MembershipUnitOfWork) -> messages.SignInChoices:
    """Tell whom a code may sign in as, and count the try; nobody where it isn't good."""
    people = _people_by_code(command.tenant_id, command.phone, command.code, uow)
    return messages.SignInChoices(
        items=[
            messages.SignInChoice(
                sign_in_as=person.sign_in_as,
                organisation_id=str(person.principal.organisation_id),
                organisation_kind=person.organisation_kind,
                organisation_name=person.organisation_name,
                member_id=person.principal.member_id,
                masked_name=person.masked_name,
            )
            for person in people
        ]
    )


def redeem_phone_code(command: messages.RedeemPhoneCode, uow: MembershipUnitOfWork) -> messages.SignIn:
    """
    Let a person sign in by the code that their phone got, once. Each try counts.

    Returns:
        Whom the token is for, or nobody: an unknown phone, and a wrong, expired or used code, look alike. Who has the
        right code is told that they must choose, where their choice is nobody or leaves several; that is no try, and
        doesn't use the code up.
    """
    people = _people_by_code(command.tenant_id, command.phone, command.code, uow)
    sign_in_as = command.sign_in_as or next((person.sign_in_as for person in people), None)
    chosen = [
        person
        for person in people
        if person.sign_in_as == sign_in_as
        and command.organisation_id in (None, person.principal.organisation_id)
        and command.member_id in (None, person.principal.member_id)
    ]
    if len(chosen) != 1:
        if people:
            uow.phone_codes.give_try_back(command.tenant_id, uow.cipher.digest(command.phone))
        return messages.SignIn(principal=None, has_choice=bool(people))
    uow.phone_codes.use_up(command.tenant_id, uow.cipher.digest(command.phone), tries=TRIES)
    uow.subject = chosen[0].subject
    return messages.SignIn(principal=chosen[0].principal)


def _people_by_code(tenant_id: str, phone: str, code: str, uow: MembershipUnitOfWork) -> list[Person]:
    phone_digest = uow.cipher.digest(phone)
    kept = uow.phone_codes.count_try(tenant_id, phone_digest, now=uow.now, most=TRIES)
    people = _people(tenant_id, phone_digest, uow)
    is_good = hmac.compare_digest(_digest(uow, phone_digest, code), kept or NO_DIGEST)
    return people if is_good else []


def _people(tenant_id: str, phone_digest: str, uow: MembershipUnitOfWork) -> list[Person]:
    today = uow.now.astimezone(SHANGHAI).date()
    return uow.phone_codes.people(tenant_id, phone_digest, today=today)


def _digest(uow: MembershipUnitOfWork, phone_digest: str, code: str) -> str:
    return uow.cipher.digest(f"{phone_digest}\n{code}")
