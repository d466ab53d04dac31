"""Which command leads to which handler."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from services.membership.handlers.admissions import (
    accept_admission,
    decline_admission,
    expire_admission,
    invite_to_team,
    request_admission,
    withdraw_admission,
)
from services.membership.handlers.appointments import (
    add_contact,
    edit_contact,
    end_appointment,
    make_appointment,
    remove_contact,
    run_out_appointment,
    set_appointment_phone,
)
from services.membership.handlers.bulk_confirmations import confirm_registrations
from services.membership.handlers.bulk_registrations import request_registrations
from services.membership.handlers.clients import issue_client, note_client_use, revoke_client, rotate_client
from services.membership.handlers.consents import record_consent
from services.membership.handlers.done_services import (
    learn_category,
    note_confirmation,
    note_delivery,
    note_final_service,
    note_rating,
    relearn_category,
    take_back_service,
)
from services.membership.handlers.duties import REACTIONS_TO_MANY as REACTIONS_TO_MANY, note_end_of_claim
from services.membership.handlers.losses import carry_registrations_over, end_registrations_of_left
from services.membership.handlers.organisations import (
    edit_tenant,
    open_community,
    open_social_organisation,
    open_subdistrict,
    open_tenant,
    open_unit,
)
from services.membership.handlers.pairings import (
    accept_pairing,
    decline_pairing,
    end_pairing,
    propose_pairing,
    settle_pairing,
)
from services.membership.handlers.personal_data import erase_member, export_member, export_member_on_request
from services.membership.handlers.phone_codes import (
    check_phone_code,
    redeem_phone_code,
    redeem_resident_code,
    request_phone_code,
)
from services.membership.handlers.profiles import set_free_times, set_member_profile
from services.membership.handlers.provisioning import add_member, edit_member, remove_member, set_member_state
from services.membership.handlers.quarter_ends import keep_quarter_end
from services.membership.handlers.registrations import (
    confirm_registration,
    end_registration,
    refuse_registration,
    request_registration,
    transfer_registration,
    withdraw_registration,
)
from services.membership.handlers.resources import offer_resource, replace_resource, withdraw_resource
from services.membership.handlers.roster_conflicts import (
    decide_roster_conflict,
    release_roster_conflict,
    reopen_roster_conflict,
    withdraw_roster_conflict,
)
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
from services.membership.handlers.skills import add_skill, edit_skill, retire_skill
from services.membership.handlers.standing import close_organisation, edit_organisation, reopen_organisation
from services.membership.handlers.stationings import (
    accept_stationing,
    decline_stationing,
    end_stationing,
    request_stationing,
)
from services.membership.handlers.team_endings import leave_teams, leave_teams_of_former_unit
from services.membership.handlers.team_members import (
    add_team_members,
    hand_over_team,
    join_team,
    leave_team,
    remove_team_members,
)
from services.membership.handlers.team_records import found_staffed_team, remove_team_record, restaff_team
from services.membership.handlers.teams import dissolve_team, edit_team, found_team, found_unit_team
from services.membership.handlers.transfers import transfer_member
from services.membership.model import ANSWER_BY, KEEPING, TERM_OVER
from services.membership.model.pairings import SETTLEMENT
from services.membership.model.rosters import ABANDON, ADVANCE, CLEAR, FORGET
from services.membership.repository import MembershipUnitOfWork
from shared.messages import engagement, evaluation, membership as messages
from shared.messages.declare import Command, Event
from shared.messages.membership.dual_management import KeepQuarterEnd
from shared.service import Handler


def by_living_client(handler: Handler) -> Handler:
    """
    Have a command refused when its client has been revoked meanwhile: a token lives on for a while, and what is given
    out here, further clients and codes, would live longer.
    """

    @functools.wraps(handler)
    def carry_out(command: Any, uow: MembershipUnitOfWork) -> Any:
        uow.clients.check_living(uow.actor, uow.now)
        return handler(command, uow)

    return carry_out


COMMANDS: Mapping[type[Command], Handler] = {
    messages.OpenTenant: open_tenant,
    messages.OpenCommunity: by_living_client(open_community),
    messages.OpenUnit: by_living_client(open_unit),
    messages.EditTenant: edit_tenant,
    messages.OpenSubdistrict: by_living_client(open_subdistrict),
    messages.OpenSocialOrganisation: by_living_client(open_social_organisation),
    messages.EditOrganisation: by_living_client(edit_organisation),
    messages.CloseOrganisation: by_living_client(close_organisation),
    messages.ReopenOrganisation: by_living_client(reopen_organisation),
    messages.IssueClient: by_living_client(issue_client),
    messages.RotateClient: by_living_client(rotate_client),
    messages.NoteClientUse: note_client_use,
    messages.RevokeClient: by_living_client(revoke_client),
    messages.AddContact: by_living_client(add_contact),
    messages.EditContact: by_living_client(edit_contact),
    messages.RemoveContact: by_living_client(remove_contact),
    messages.MakeAppointment: by_living_client(make_appointment),
    messages.SetAppointmentPhone: by_living_client(set_appointment_phone),
    messages.EndAppointment: by_living_client(end_appointment),
    messages.RunOutAppointment: run_out_appointment,
    messages.EnrolMembers: by_living_client(enrol_members),
    messages.BeginRosterSync: by_living_client(begin_roster_sync),
    messages.AppendRosterRows: append_roster_rows,
    messages.CompleteRosterUpload: by_living_client(complete_roster_upload),
    messages.CancelRosterSync: by_living_client(cancel_roster_sync),
    messages.AdvanceRosterSync: advance_roster_sync,
    messages.AbandonRosterSync: abandon_roster_sync,
    messages.FoundStaffedTeam: by_living_client(found_staffed_team),
    messages.RestaffTeam: by_living_client(restaff_team),
    messages.RemoveTeamRecord: by_living_client(remove_team_record),
    messages.AddMember: by_living_client(add_member),
    messages.EditMember: by_living_client(edit_member),
    messages.SetMemberState: by_living_client(set_member_state),
    messages.RemoveMember: by_living_client(remove_member),
    messages.TransferMember: by_living_client(transfer_member),
    messages.DecideRosterConflict: by_living_client(decide_roster_conflict),
    messages.ReleaseRosterConflict: by_living_client(release_roster_conflict),
    messages.WithdrawRosterConflict: by_living_client(withdraw_roster_conflict),
    messages.ReopenRosterConflict: by_living_client(reopen_roster_conflict),
    messages.IssueSignInCode: by_living_client(issue_sign_in_code),
    messages.RedeemSignInCode: redeem_sign_in_code,
    messages.RequestPhoneCode: request_phone_code,
    messages.CheckPhoneCode: check_phone_code,
    messages.RedeemPhoneCode: redeem_phone_code,
    messages.RedeemResidentCode: redeem_resident_code,
    messages.RequestRegistration: request_registration,
    messages.ConfirmRegistration: by_living_client(confirm_registration),
    messages.RefuseRegistration: by_living_client(refuse_registration),
    messages.WithdrawRegistration: withdraw_registration,
    messages.EndRegistration: by_living_client(end_registration),
    messages.TransferRegistration: by_living_client(transfer_registration),
    messages.RequestRegistrations: by_living_client(request_registrations),
    messages.ConfirmRegistrations: by_living_client(confirm_registrations),
    messages.ProposePairing: by_living_client(propose_pairing),
    messages.AcceptPairing: by_living_client(accept_pairing),
    messages.DeclinePairing: by_living_client(decline_pairing),
    messages.EndPairing: by_living_client(end_pairing),
    messages.SettlePairing: settle_pairing,
    messages.OfferResource: by_living_client(offer_resource),
    messages.ReplaceResource: by_living_client(replace_resource),
    messages.WithdrawResource: by_living_client(withdraw_resource),
    messages.FoundTeam: found_team,
    messages.FoundUnitTeam: by_living_client(found_unit_team),
    messages.EditTeam: by_living_client(edit_team),
    messages.DissolveTeam: by_living_client(dissolve_team),
    messages.JoinTeam: join_team,
    messages.LeaveTeam: leave_team,
    messages.HandOverTeam: by_living_client(hand_over_team),
    messages.AddTeamMembers: by_living_client(add_team_members),
    messages.RemoveTeamMembers: by_living_client(remove_team_members),
    messages.InviteToTeam: by_living_client(invite_to_team),
    messages.RequestAdmission: request_admission,
    messages.AcceptAdmission: by_living_client(accept_admission),
    messages.DeclineAdmission: by_living_client(decline_admission),
    messages.WithdrawAdmission: by_living_client(withdraw_admission),
    messages.ExpireAdmission: expire_admission,
    messages.RequestStationing: by_living_client(request_stationing),
    messages.AcceptStationing: by_living_client(accept_stationing),
    messages.DeclineStationing: by_living_client(decline_stationing),
    messages.EndStationing: by_living_client(end_stationing),
    messages.AddSkill: by_living_client(add_skill),
    messages.EditSkill: by_living_client(edit_skill),
    messages.RetireSkill: by_living_client(retire_skill),
    messages.SetFreeTimes: set_free_times,
    messages.SetMemberProfile: set_member_profile,
    messages.RecordConsent: by_living_client(record_consent),
    messages.ExportMember: export_member,
    messages.ExportMemberOnRequest: by_living_client(export_member_on_request),
    messages.EraseMember: by_living_client(erase_member),
    KeepQuarterEnd: keep_quarter_end,
}
# Membership hears some of its own events, and of others what members did; an event may have several hearers, which are
# called in this order.
HEARERS: Mapping[type[Event], tuple[Handler, ...]] = {
    messages.MemberLeft: (end_registrations_of_left, leave_teams),
    messages.MemberMoved: (carry_registrations_over, leave_teams_of_former_unit),
    engagement.WishPublished: (learn_category,),
    engagement.WishEdited: (relearn_category,),
    engagement.WishDelivered: (note_delivery, note_end_of_claim),
    engagement.DeliveryConfirmed: (note_confirmation, note_end_of_claim),
    engagement.service_record_events.ServiceFinalised: (note_final_service,),
    engagement.service_record_events.ServiceCorrected: (take_back_service,),
    engagement.service_record_events.ServiceVoided: (take_back_service,),
    evaluation.RatingGiven: (note_rating,),
}


def _all_of(hearers: tuple[Handler, ...]) -> Handler:
    def react(event: Any, uow: MembershipUnitOfWork) -> None:
        for hear in hearers:
            hear(event, uow)

    return react


REACTIONS: Mapping[type[Event], Handler] = {event: _all_of(hearers) for event, hearers in HEARERS.items()}


def _advance(sync_id: str) -> Command:
    return messages.AdvanceRosterSync(sync_id=sync_id)


DEADLINES: Mapping[str, Callable[[str], Command]] = {
    SETTLEMENT: lambda pairing_id: messages.SettlePairing(pairing_id=pairing_id),
    ADVANCE: _advance,
    CLEAR: _advance,
    FORGET: _advance,
    ABANDON: lambda sync_id: messages.AbandonRosterSync(sync_id=sync_id),
    ANSWER_BY: lambda admission_id: messages.ExpireAdmission(admission_id=admission_id),
    TERM_OVER: lambda appointment_id: messages.RunOutAppointment(appointment_id=appointment_id),
    KEEPING: lambda quarter_end_id: KeepQuarterEnd(quarter_end_id=quarter_end_id),
}
