"""
Projects that social organisations will run for communities, and their budgets.

Commands: RegisterProject. Events out: ProjectRegistered. Events in: CommunityOpened, SubdistrictOpened,
SocialOrganisationOpened, OrganisationEdited, OrganisationClosed, OrganisationReopened, kept as local copies.
"""
