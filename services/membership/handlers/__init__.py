"""Which command leads to which handler."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from services.membership.handlers.clients import issue_client, revoke_client
from services.membership.handlers.organisations import open_community, open_tenant, open_unit
from services.membership.handlers.registrations import confirm_registration, request_registration
from services.membership.handlers.roster_steps import advance_roster_sync
from services.membership.handlers.roster_syncs import (
    abandon_roster_sync,
    append_roster_rows,
    begin_roster_sync,
    cancel_roster_sync,
    complete_roster_upload,
)
from services.membership.handlers.rosters import enrol_members
from services.membership.handlers.sign_in import issue_sign_in_code, redeem_sign_in_code
from services.membership.model.rosters import ABANDON, ADVANCE, CLEAR, FORGET
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
    messages.BeginRosterSync: by_living_client(begin_roster_sync),
    messages.AppendRosterRows: append_roster_rows,
    messages.CompleteRosterUpload: by_living_client(complete_roster_upload),
    messages.CancelRosterSync: by_living_client(cancel_roster_sync),
    messages.AdvanceRosterSync: advance_roster_sync,
    messages.AbandonRosterSync: abandon_roster_sync,
    messages.IssueSignInCode: by_living_client(issue_sign_in_code),
    messages.RedeemSignInCode: redeem_sign_in_code,
    messages.RequestRegistration: request_registration,
    messages.ConfirmRegistration: by_living_client(confirm_registration),
}


def _advance(sync_id: str) -> Command:
    return messages.AdvanceRosterSync(sync_id=sync_id)


def _abandon(sync_id: str) -> Command:
    return messages.AbandonRosterSync(sync_id=sync_id)


DEADLINES: Mapping[str, Callable[[str], Command]] = {
    ADVANCE: _advance,
    CLEAR: _advance,
    FORGET: _advance,
    ABANDON: _abandon,
}
