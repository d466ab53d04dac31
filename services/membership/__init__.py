"""
Who is who: tenants, their organisations, API clients, the units' rosters, registrations with communities.

Commands: OpenTenant, OpenCommunity, OpenUnit, IssueClient, RevokeClient, EnrolMembers, IssueSignInCode,
RedeemSignInCode, RequestRegistration, ConfirmRegistration, RefuseRegistration, WithdrawRegistration, EndRegistration,
TransferRegistration, RequestRegistrations, ConfirmRegistrations, ProposePairing, AcceptPairing, DeclinePairing,
EndPairing, SettlePairing, OfferResource, ReplaceResource, WithdrawResource.
Events out: CommunityOpened, UnitOpened, MemberEnrolled, MemberChanged, MemberMoved, MemberLeft,
RegistrationRequested, RegistrationConfirmed, RegistrationRefused, RegistrationWithdrawn, RegistrationEnded,
RegistrationTransferred, PairingProposed, PairingAccepted, PairingDeclined, PairingEnded, ResourceOffered,
ResourceReplaced, ResourceWithdrawn.
Events in: its own MemberLeft and MemberMoved.
"""
