"""One-time codes that go to a phone: for members, for staff of organisations, and for whoever is a resident."""

import hmac
import secrets
import uuid
from datetime import timedelta

from services.membership.handlers.sign_in import NO_DIGEST, network_digest
from services.membership.model import masked_name
from services.membership.repository import MembershipUnitOfWork, Person
from services.membership.schemas.members import masked_external_id
from shared.clock import SHANGHAI
from shared.errors import Unavailable
from shared.ids import new_id
from shared.messages import membership as messages

VALID_FOR = timedelta(minutes=5)
AGAIN_AFTER = timedelta(minutes=1)
RESIDENTS = uuid.UUID("0b7f7c58-7c1f-5d0e-8a52-6f3f7a1e94d2")
AS_RESIDENT = messages.SignInChoice(
    sign_in_as="resident",
    organisation_id=None,
    organisation_kind=None,
    organisation_name=None,
    masked_name=None,
    masked_number=None,
    member_id=None,
    appointment_id=None,
)


def request_phone_code(command: messages.RequestPhoneCode, uow: MembershipUnitOfWork) -> messages.CodeRequested:
    """
    Have a code sent to a phone; too soon or too often, nothing is sent. Known phones and others look and cost alike.
    Where somebody wants to be a resident, of a tenant that there is, it is sent to any phone.

    Raises:
        Unavailable: `sign_in.no_channel`, nothing can be sent to any phone.

    Publishes:
        PhoneCodeIssued, unless it is too soon or too often.
    """
    if not uow.settings.way_of_codes:
        raise Unavailable("sign_in.no_channel")
    phone_digest = uow.cipher.digest(command.phone)
    code = f"{secrets.randbelow(10**6):06d}"
    is_sent = bool(_people(command.tenant_id, phone_digest, uow)) or _is_for_resident(command, uow)
    is_issued = uow.phone_codes.issue(
        command.tenant_id,
        phone_digest,
        network=network_digest(uow.cipher, command.network),
        digest=_digest(uow, phone_digest, code),
        now=uow.now,
        expires_at=uow.now + VALID_FOR,
    )
    issued = messages.PhoneCodeIssued(
        code_id=new_id(),
        address_encrypted=uow.cipher.encrypt(command.phone if is_sent else ""),
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
    people, _, is_good = _people_by_code(command, uow)
    as_resident = [AS_RESIDENT] if is_good and _is_for_resident(command, uow) else []
    return messages.SignInChoices(items=[*map(_choice, people), *as_resident])


def _choice(person: Person) -> messages.SignInChoice:
    return messages.SignInChoice(
        sign_in_as=person.sign_in_as,
        organisation_id=str(person.principal.organisation_id),
        organisation_kind=person.organisation_kind,
        organisation_name=person.organisation_name,
        masked_name=masked_name(person.name),
        masked_number=masked_external_id(person.number) if person.number else None,
        member_id=person.member_id,
        appointment_id=person.appointment_id,
    )


def redeem_phone_code(command: messages.RedeemPhoneCode, uow: MembershipUnitOfWork) -> messages.SignIn:
    """
    Let a person sign in by the code that their phone got, once. Each try counts.

    Returns:
        Whom the token is for, or nobody: an unknown phone, and a wrong, expired or used code, look alike. Who has the
        right code is told that they must choose, where their choice is nobody or leaves several; that is no try, and
        doesn't use the code up.
    """
    people, digest, _ = _people_by_code(command, uow)
    sign_in_as = command.sign_in_as or next((person.sign_in_as for person in people), None)
    chosen = [person for person in people if person.sign_in_as == sign_in_as and _is_meant(person, command)]
    phone_digest = uow.cipher.digest(command.phone)
    if len(chosen) != 1:
        if people:
            network = network_digest(uow.cipher, command.network)
            uow.phone_codes.give_try_back(command.tenant_id, phone_digest, digest, network=network)
        return messages.SignIn(principal=None, has_choice=bool(people))
    uow.phone_codes.use_up(command.tenant_id, phone_digest, digest)
    uow.subject = chosen[0].subject
    return messages.SignIn(principal=chosen[0].principal)


def redeem_resident_code(command: messages.RedeemResidentCode, uow: MembershipUnitOfWork) -> messages.SignIn:
    """
    Let whoever has the code that a phone got sign in as a resident, once, whoever else they are. Each try counts.

    Returns:
        Whom the token is for: of a tenant and a phone always the same, which nothing is kept of; with the phone,
        encrypted. Nobody, where the code isn't good.
    """
    _, digest, is_good = _people_by_code(command, uow)
    if not is_good or uow.tenants.find(command.tenant_id) is None:
        return messages.SignIn(principal=None)
    phone_digest = uow.cipher.digest(command.phone)
    uow.phone_codes.use_up(command.tenant_id, phone_digest, digest)
    resident_id = str(uuid.uuid5(RESIDENTS, f"{command.tenant_id}\n{phone_digest}"))
    uow.subject = f"resident/{resident_id}"
    return messages.SignIn(
        principal=messages.Principal(
            role="resident",
            client_id=resident_id,
            tenant_id=command.tenant_id,
            organisation_id=None,
            contact_encrypted=uow.cipher.encrypt(command.phone),
        )
    )


def _is_meant(person: Person, command: messages.RedeemPhoneCode) -> bool:
    return (
        command.organisation_id in (None, person.principal.organisation_id)
        and command.member_id in (None, person.member_id)
        and command.appointment_id in (None, person.appointment_id)
    )


def _people_by_code(
    command: messages.CheckPhoneCode | messages.RedeemPhoneCode | messages.RedeemResidentCode, uow: MembershipUnitOfWork
) -> tuple[list[Person], str, bool]:
    """Who may sign in, nobody where the code isn't good; the digest of the code that was given; whether it is good."""
    phone_digest = uow.cipher.digest(command.phone)
    network = network_digest(uow.cipher, command.network)
    kept = uow.phone_codes.count_try(command.tenant_id, phone_digest, network=network, now=uow.now)
    people = _people(command.tenant_id, phone_digest, uow)
    given = _digest(uow, phone_digest, command.code)
    is_good = any([hmac.compare_digest(given, digest) for digest in kept or [NO_DIGEST]])  # noqa: C419 (all alike)
    return people if is_good else [], given, is_good


def _is_for_resident(command: messages.RequestPhoneCode | messages.CheckPhoneCode, uow: MembershipUnitOfWork) -> bool:
    """Whether it is asked for by who wants to be a resident, of a tenant that there is."""
    return command.sign_in_as == "resident" and uow.tenants.find(command.tenant_id) is not None


def _people(tenant_id: str, phone_digest: str, uow: MembershipUnitOfWork) -> list[Person]:
    today = uow.now.astimezone(SHANGHAI).date()
    return uow.people.of_phone(tenant_id, phone_digest, today=today)


def _digest(uow: MembershipUnitOfWork, phone_digest: str, code: str) -> str:
    return uow.cipher.digest(f"{phone_digest}\n{code}")
