"""
Who is who: tenants, their organisations, API clients, the units' rosters, registrations with communities.

Commands: OpenTenant, OpenCommunity, OpenUnit, IssueClient, RevokeClient, EnrolMembers, IssueSignInCode,
RedeemSignInCode, RequestRegistration, ConfirmRegistration.
Events out: CommunityOpened, UnitOpened, MemberEnrolled, MemberChanged, MemberMoved, MemberLeft,
RegistrationRequested, RegistrationConfirmed.
Events in: none.
"""
