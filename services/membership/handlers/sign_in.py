"""One-time codes by which members sign in."""

import hmac
import secrets
from datetime import timedelta

from services.membership.model import SignInCode
from services.membership.repository import MembershipUnitOfWork
from shared.encryption import Cipher
from shared.errors import Forbidden
from shared.messages import membership as messages

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which people mistake for each other
LENGTH = 10
VALID_FOR = timedelta(hours=24)
TRIES = 5
NO_DIGEST = "0" * 64


def issue_sign_in_code(command: messages.IssueSignInCode, uow: MembershipUnitOfWork) -> messages.SignInCode:
    """
    Give a member of the unit's roster a one-time code, good for 24 hours; it ends the older one, and ends itself when
    the member leaves that roster.

    Returns:
        The code; it is shown this once.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
        Conflict: `member.erased`, `member.not_on_roster`.
    """
    member = uow.members.hold(command.member_id)
    if not uow.is_run_by_actor(member.unit_id):
        raise Forbidden("member.not_yours")
    member.check_kept()
    member.check_on_roster()
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    expires_at = uow.now + VALID_FOR
    uow.credentials.replace_code(
        SignInCode(
            member_id=member.id,
            tenant_id=member.tenant_id,
            digest=_digest(uow.cipher, member.id, code),
            expires_at=expires_at,
        )
    )
    uow.subject = f"member/{member.id}"
    return messages.SignInCode(member_id=member.id, code=code, expires_at=expires_at)


def redeem_sign_in_code(command: messages.RedeemSignInCode, uow: MembershipUnitOfWork) -> messages.SignIn:
    """
    Let a member sign in by their code, once. Letter case and hyphens don't matter.

    A network has five tries with a code, the wrong ones among them; all together may be many, since of 32^10 codes not
    even a million networks would find one in a day. So no stranger elsewhere takes a member's tries away.

    Returns:
        Whom the token is for, or nobody: an unknown member, one who has left, and a wrong, expired or used code
            look alike.
    """
    network = network_digest(uow.cipher, command.network)
    member = uow.credentials.hold_member(command.member_id)
    kept = uow.credentials.count_try(command.member_id, network, now=uow.now, most=TRIES)
    given = _digest(uow.cipher, command.member_id, command.code.upper().replace("-", ""))
    if not hmac.compare_digest(given, kept or NO_DIGEST) or member is None or not member.is_on_roster:
        return messages.SignIn(principal=None)
    uow.credentials.end_code(member.id)
    uow.subject = f"member/{member.id}"
    return messages.SignIn(
        principal=messages.Principal(
            role="member",
            client_id=member.id,
            tenant_id=member.tenant_id,
            organisation_id=member.unit_id,
            member_id=member.id,
            member_version=member.version,
        )
    )


def network_digest(cipher: Cipher, network: str) -> str:
    """How a network is kept; one that isn't known counts as one."""
    return cipher.digest(f"network\n{network}")


def _digest(cipher: Cipher, member_id: str, code: str) -> str:
    return cipher.digest(f"{member_id}\n{code}")
