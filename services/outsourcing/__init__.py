"""
Projects that social organisations will run for communities, and their budgets.

Commands: RegisterProject. Events out: ProjectRegistered. Events in: DepartmentOpened, CommunityOpened,
SubdistrictOpened, SocialOrganisationOpened, OrganisationEdited, OrganisationClosed, OrganisationReopened, kept as
local copies. What becomes of calls is told as releases of the Open Contracting Data Standard.
"""
