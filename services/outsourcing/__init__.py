"""
Projects that social organisations will run for communities, and their budgets; what these organisations are, whether
they may propose, what they did; the files that they attach.

Commands: RegisterProject; EditOrganisationProfile, RevealBankAccount, SetRating, RecordInspection, AttachDocument;
RequestQualification, GrantQualification, RefuseQualification, RevokeQualification; ImposeBan, LiftBan; RevealFile,
RemoveFile. By the timer: RemindOfQualification, ExpireQualification, EndBan. Events out: ProjectRegistered;
OrganisationProfileEdited, OrganisationRated, InspectionRecorded; QualificationRequested, OrganisationQualified,
QualificationRefused, QualificationExpiring, QualificationExpired, QualificationRevoked; OrganisationBanned, BanEnded.
Events in: CommunityOpened, SubdistrictOpened, SocialOrganisationOpened, OrganisationEdited, OrganisationClosed,
OrganisationReopened, kept as local copies.
"""
