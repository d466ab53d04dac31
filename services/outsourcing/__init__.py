"""
Budgets, the projects that social organisations run for communities, and all that lies between: calls, proposals, their
review, awards, contracts, milestones and payments; what became of the projects' activities.

Commands: of budgets and their money; registering, editing and withdrawing projects; drafting, publishing, amending,
cancelling and repeating calls; enquiries; proposals until they are opened; formal checks, reviews, and their
conclusion; awards and objections; contracts; milestones and their acceptance; payments; the end of projects. Events
out: what becomes of all these. Events in: CommunityOpened, SubdistrictOpened, SocialOrganisationOpened,
OrganisationEdited, OrganisationClosed, OrganisationReopened, AppointmentMade, AppointmentEnded, and what the public is
told of needs, kept as local copies; of what belongs to projects, what is published, called off and ended, who came and
what they served; how residents rate milestones.
"""
