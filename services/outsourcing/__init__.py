"""
Projects that social organisations run for communities, and their budgets; what became of their activities.

Commands: RegisterProject. Events out: ProjectRegistered. Events in: CommunityOpened, SubdistrictOpened,
SocialOrganisationOpened, OrganisationEdited, OrganisationClosed, OrganisationReopened, kept as local copies;
MenuItemPublished, MenuItemEdited, MenuItemCalledOff, MenuItemEnded, CheckedIn, ServiceRecorded, ServiceConfirmed,
ServiceDisputed, ServiceUpheld, ServiceCorrected, ServiceFinalised, ServiceVoided, of what belongs to projects.
"""
