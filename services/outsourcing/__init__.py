"""
Budgets, the projects that social organisations run for communities, and all that lies between: calls, proposals, their
review, and awards; what these organisations are, whether they may propose, what they did; the files that they attach.

Commands: of budgets and their money; of organisations' profiles, qualifications, bans and files; registering, editing
and withdrawing projects; drafting, publishing, amending, cancelling and repeating calls; enquiries; proposals until
they are opened; formal checks, reviews, and their conclusion; awards and objections. Events out: what becomes of
projects, calls, proposals, awards, qualifications and bans. Events in: CommunityOpened, SubdistrictOpened,
SocialOrganisationOpened, OrganisationEdited, OrganisationClosed, OrganisationReopened, AppointmentMade,
AppointmentEnded, and what the public is told of needs, kept as local copies; MemberErased.
"""
