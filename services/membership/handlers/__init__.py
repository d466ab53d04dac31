"""Which command leads to which handler."""

import functools
from collections.abc import Mapping
from typing import Any

from services.membership.handlers.clients import issue_client, revoke_client
from services.membership.handlers.organisations import open_community, open_tenant, open_unit
from services.membership.handlers.registrations import confirm_registration, request_registration
from services.membership.handlers.rosters import enrol_members
from services.membership.handlers.sign_in import issue_sign_in_code, redeem_sign_in_code
from services.membership.repository import MembershipUnitOfWork
from shared.messages import membership as messages
from shared.messages.declare import Command
from shared.service import Handler


def by_living_client(handler: Handler) -> Handler:
    """
    Have a command refused when its client has been revoked meanwhile: a token lives on for a while, and what is given
    out here, further clients and codes, would live longer.
    """

    @functools.wraps(handler)
    def carry_out(command: Any, uow: MembershipUnitOfWork) -> Any:
        uow.clients.check_living(uow.actor)
        return handler(command, uow)

    return carry_out


COMMANDS: Mapping[type[Command], Handler] = {
    messages.OpenTenant: open_tenant,
    messages.OpenCommunity: by_living_client(open_community),
    messages.OpenUnit: by_living_client(open_unit),
    messages.IssueClient: by_living_client(issue_client),
    messages.RevokeClient: by_living_client(revoke_client),
    messages.EnrolMembers: by_living_client(enrol_members),
    messages.IssueSignInCode: by_living_client(issue_sign_in_code),
    messages.RedeemSignInCode: redeem_sign_in_code,
    messages.RequestRegistration: request_registration,
    messages.ConfirmRegistration: by_living_client(confirm_registration),
}
