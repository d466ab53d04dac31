"""
Who is who: tenants, their organisations, API clients, the units' rosters, registrations with communities, teams.

Commands: OpenTenant, OpenCommunity, OpenUnit, IssueClient, RevokeClient, EnrolMembers, IssueSignInCode,
RedeemSignInCode, RequestRegistration, ConfirmRegistration, RefuseRegistration, WithdrawRegistration, EndRegistration,
TransferRegistration, RequestRegistrations, ConfirmRegistrations, ProposePairing, AcceptPairing, DeclinePairing,
EndPairing, SettlePairing, OfferResource, ReplaceResource, WithdrawResource;
BeginRosterSync, AppendRosterRows, CompleteRosterUpload, CancelRosterSync, AdvanceRosterSync, AbandonRosterSync;
FoundTeam, FoundUnitTeam, EditTeam, DissolveTeam, JoinTeam, LeaveTeam, HandOverTeam, AddTeamMembers, RemoveTeamMembers,
InviteToTeam, RequestAdmission, AcceptAdmission, DeclineAdmission, WithdrawAdmission, ExpireAdmission,
RequestStationing, AcceptStationing, DeclineStationing, EndStationing.
Events out: CommunityOpened, UnitOpened, MemberEnrolled, MemberChanged, MemberMoved, MemberLeft, RosterSynced;
RegistrationRequested, RegistrationConfirmed, RegistrationRefused, RegistrationWithdrawn, RegistrationEnded,
RegistrationTransferred, PairingProposed, PairingAccepted, PairingDeclined, PairingEnded, ResourceOffered,
ResourceReplaced, ResourceWithdrawn;
TeamFounded, TeamEdited, TeamJoined, TeamLeft, LeaderChanged, TeamDissolved, AdmissionOpened, AdmissionClosed,
StationingRequested, TeamStationed, StationingDeclined, StationingEnded.
Events in: its own MemberLeft and MemberMoved, by which registrations and memberships in teams end.
"""
