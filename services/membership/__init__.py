"""
Who is who: tenants, their organisations, API clients, the units' rosters, registrations with communities, teams; what
members can do, when they are free, what they consent to, and all that is held on them.

Commands: OpenTenant, EditTenant, OpenSubdistrict, OpenCommunity, OpenUnit, OpenSocialOrganisation, EditOrganisation,
CloseOrganisation, ReopenOrganisation, AddContact, EditContact, RemoveContact, MakeAppointment, EndAppointment,
RunOutAppointment, IssueClient, RotateClient, RevokeClient, NoteClientUse, EnrolMembers, IssueSignInCode,
RedeemSignInCode, RequestPhoneCode, CheckPhoneCode, RedeemPhoneCode, RedeemResidentCode;
RequestRegistration, ConfirmRegistration, RefuseRegistration, WithdrawRegistration, EndRegistration,
TransferRegistration, RequestRegistrations, ConfirmRegistrations, ProposePairing, AcceptPairing, DeclinePairing,
EndPairing, SettlePairing, OfferResource, ReplaceResource, WithdrawResource;
BeginRosterSync, AppendRosterRows, CompleteRosterUpload, CancelRosterSync, AdvanceRosterSync, AbandonRosterSync;
DecideRosterConflict, ReleaseRosterConflict, WithdrawRosterConflict, ReopenRosterConflict, TransferMember;
FoundTeam, FoundUnitTeam, EditTeam, DissolveTeam, JoinTeam, LeaveTeam, HandOverTeam, AddTeamMembers, RemoveTeamMembers,
InviteToTeam, RequestAdmission, AcceptAdmission, DeclineAdmission, WithdrawAdmission, ExpireAdmission,
RequestStationing, AcceptStationing, DeclineStationing, EndStationing;
AddSkill, EditSkill, RetireSkill, SetFreeTimes, SetMemberProfile, RecordConsent, ExportMember, ExportMemberOnRequest,
EraseMember, KeepQuarterEnd.
Events out: DepartmentOpened, SubdistrictOpened, CommunityOpened, CommunityPlaced, UnitOpened, SocialOrganisationOpened,
OrganisationEdited,
OrganisationClosed, OrganisationReopened, ClientRevoked, AppointmentMade, AppointmentEnded, PhoneCodeIssued,
MemberEnrolled, MemberChanged, MemberMoved, MemberLeft, RosterSynced, RosterConflictOpened,
RosterConflictDecided;
RegistrationRequested, RegistrationConfirmed, RegistrationRefused, RegistrationWithdrawn, RegistrationEnded,
RegistrationTransferred, PairingProposed, PairingAccepted, PairingDeclined, PairingEnded, ResourceOffered,
ResourceReplaced, ResourceWithdrawn;
TeamFounded, TeamEdited, TeamJoined, TeamLeft, LeaderChanged, TeamDissolved, AdmissionOpened, AdmissionClosed,
StationingRequested, TeamStationed, StationingDeclined, StationingEnded; MemberProfileChanged, MemberErased.
Events in: its own MemberLeft and MemberMoved, by which registrations and memberships in teams end; WishPublished,
WishEdited, WishDelivered, DeliveryConfirmed and RatingGiven, ServiceFinalised, ServiceCorrected and ServiceVoided, of
which it keeps what members did.
"""
