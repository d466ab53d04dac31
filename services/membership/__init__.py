"""
Who is who: tenants, their organisations, API clients, the units' rosters, registrations with communities, teams.

Commands: OpenTenant, OpenCommunity, OpenUnit, IssueClient, RevokeClient, EnrolMembers, IssueSignInCode,
RedeemSignInCode, RequestRegistration, ConfirmRegistration;
FoundTeam, FoundUnitTeam, EditTeam, DissolveTeam, JoinTeam, LeaveTeam, HandOverTeam, AddTeamMembers, RemoveTeamMembers,
InviteToTeam, RequestAdmission, AcceptAdmission, DeclineAdmission, WithdrawAdmission, ExpireAdmission,
RequestStationing, AcceptStationing, DeclineStationing, EndStationing.
Events out: CommunityOpened, UnitOpened, MemberEnrolled, MemberChanged, MemberMoved, MemberLeft,
RegistrationRequested, RegistrationConfirmed;
TeamFounded, TeamEdited, TeamJoined, TeamLeft, LeaderChanged, TeamDissolved, AdmissionOpened, AdmissionClosed,
StationingRequested, TeamStationed, StationingDeclined, StationingEnded.
Events in: its own MemberLeft and MemberMoved, by which memberships in teams end.
"""
