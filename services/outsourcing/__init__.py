"""
Projects that social organisations will run for communities, budgets, and the ledger of where their money stands.

Commands: OpenBudget, EditBudget, FundBudget, WithdrawFromBudget, CloseBudget, ReopenBudget, RegisterProject.
Events out: ProjectRegistered. Events in: CommunityOpened, SubdistrictOpened, SocialOrganisationOpened,
OrganisationEdited, OrganisationClosed, OrganisationReopened, kept as local copies.
"""
