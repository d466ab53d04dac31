"""Which command leads to which handler."""

from collections.abc import Mapping

from services.membership.handlers.clients import issue_client, revoke_client
from services.membership.handlers.organisations import open_community, open_tenant, open_unit
from services.membership.handlers.registrations import confirm_registration, request_registration
from services.membership.handlers.rosters import enrol_members
from services.membership.handlers.sign_in import issue_sign_in_code, redeem_sign_in_code
from shared.messages import membership as messages
from shared.messages.declare import Command
from shared.service import Handler

COMMANDS: Mapping[type[Command], Handler] = {
    messages.OpenTenant: open_tenant,
    messages.OpenCommunity: open_community,
    messages.OpenUnit: open_unit,
    messages.IssueClient: issue_client,
    messages.RevokeClient: revoke_client,
    messages.EnrolMembers: enrol_members,
    messages.IssueSignInCode: issue_sign_in_code,
    messages.RedeemSignInCode: redeem_sign_in_code,
    messages.RequestRegistration: request_registration,
    messages.ConfirmRegistration: confirm_registration,
}
