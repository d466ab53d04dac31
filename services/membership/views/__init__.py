"""Answers to queries; nothing is changed here."""

from collections.abc import Mapping

from services.membership.views.access import authenticate_client, list_clients
from services.membership.views.appointments import list_appointments, list_contacts, show_appointment
from services.membership.views.consents import list_consent_texts, list_consents, show_consent_standing
from services.membership.views.dual_management import list_community_service, list_unit_service
from services.membership.views.matching import match_members, show_match_profile
from services.membership.views.members import list_members, search_members, show_member
from services.membership.views.organisations import (
    list_communities,
    list_social_organisations,
    list_subdistricts,
    list_tenants,
    list_units,
    show_organisation,
    show_own_organisation,
)
from services.membership.views.pairings import (
    list_pairings,
    list_resources,
    list_resources_for_community,
    show_pairing,
    show_resource,
)
from services.membership.views.provisioning import search_member_records, show_member_record
from services.membership.views.receipts import show_receipt, verify_receipt
from services.membership.views.registrations import (
    list_member_registrations,
    list_registrations,
    list_unit_registrations,
    show_registration,
)
from services.membership.views.reports import show_community_report, show_unit_report
from services.membership.views.roster_conflicts import list_roster_conflicts, show_roster_conflict
from services.membership.views.rosters import list_findings, list_roster_syncs, show_roster_sync
from services.membership.views.skills import list_skills, list_unlisted_skills, show_skill
from services.membership.views.team_affairs import (
    list_community_stationings,
    list_member_admissions,
    list_suggested_members,
    list_team_admissions,
    list_team_stationings,
    show_admission,
    show_stationing,
    suggest_teams,
)
from services.membership.views.team_records import list_team_records, show_team_record
from services.membership.views.teams import (
    list_member_teams,
    list_team_members,
    list_teams,
    list_unit_teams,
    show_team,
)
from shared.messages import membership as messages
from shared.messages.declare import Query
from shared.messages.membership.organisations import ShowOwnOrganisation
from shared.service import Handler

QUERIES: Mapping[type[Query], Handler] = {
    messages.AuthenticateClient: authenticate_client,
    messages.ShowOrganisation: show_organisation,
    ShowOwnOrganisation: show_own_organisation,
    messages.ListCommunities: list_communities,
    messages.ListTenants: list_tenants,
    messages.ListSubdistricts: list_subdistricts,
    messages.ListUnits: list_units,
    messages.ListSocialOrganisations: list_social_organisations,
    messages.ListClients: list_clients,
    messages.ListContacts: list_contacts,
    messages.ShowAppointment: show_appointment,
    messages.ListAppointments: list_appointments,
    messages.dual_management.ListUnitService: list_unit_service,
    messages.dual_management.ListCommunityService: list_community_service,
    messages.dual_management.ShowUnitReport: show_unit_report,
    messages.dual_management.ShowCommunityReport: show_community_report,
    messages.ShowMember: show_member,
    messages.ListMembers: list_members,
    messages.ShowRosterSync: show_roster_sync,
    messages.ListRosterSyncs: list_roster_syncs,
    messages.ListFindings: list_findings,
    messages.ShowRosterConflict: show_roster_conflict,
    messages.ListRosterConflicts: list_roster_conflicts,
    messages.ShowTeamRecord: show_team_record,
    messages.ListTeamRecords: list_team_records,
    messages.ShowMemberRecord: show_member_record,
    messages.SearchMemberRecords: search_member_records,
    messages.ShowRegistration: show_registration,
    messages.ListRegistrations: list_registrations,
    messages.ListUnitRegistrations: list_unit_registrations,
    messages.ListMemberRegistrations: list_member_registrations,
    messages.ShowReceipt: show_receipt,
    messages.VerifyReceipt: verify_receipt,
    messages.ShowPairing: show_pairing,
    messages.ListPairings: list_pairings,
    messages.ShowResource: show_resource,
    messages.ListResources: list_resources,
    messages.ListResourcesForCommunity: list_resources_for_community,
    messages.ShowTeam: show_team,
    messages.ListTeams: list_teams,
    messages.ListUnitTeams: list_unit_teams,
    messages.ListMemberTeams: list_member_teams,
    messages.ListTeamMembers: list_team_members,
    messages.ShowAdmission: show_admission,
    messages.ListTeamAdmissions: list_team_admissions,
    messages.ListMemberAdmissions: list_member_admissions,
    messages.ShowStationing: show_stationing,
    messages.ListTeamStationings: list_team_stationings,
    messages.ListCommunityStationings: list_community_stationings,
    messages.SuggestTeams: suggest_teams,
    messages.ListSuggestedMembers: list_suggested_members,
    messages.SearchMembers: search_members,
    messages.matching.MatchMembersForNeed: match_members,
    messages.matching.MatchMembersForWish: match_members,
    messages.matching.MatchMembersForMenuItem: match_members,
    messages.matching.ShowMatchProfile: show_match_profile,
    messages.ShowSkill: show_skill,
    messages.ListSkills: list_skills,
    messages.ListUnlistedSkills: list_unlisted_skills,
    messages.ListConsentTexts: list_consent_texts,
    messages.ListConsents: list_consents,
    messages.ShowConsentStanding: show_consent_standing,
}
