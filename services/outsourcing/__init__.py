"""
Projects that social organisations will run for communities, budgets, the ledger of where their money stands, and calls
for proposals.

Commands: OpenBudget, EditBudget, FundBudget, WithdrawFromBudget, CloseBudget, ReopenBudget; registering, editing and
withdrawing projects; drafting, publishing, amending, cancelling and repeating calls; enquiries. Events out: what
becomes of projects and calls. Events in: CommunityOpened, SubdistrictOpened, SocialOrganisationOpened,
OrganisationEdited, OrganisationClosed, OrganisationReopened, and what the public is told of needs, kept as local
copies.
"""
