"""
Projects that social organisations will run for communities, and their budgets.

Commands: RegisterProject. Events out: ProjectRegistered. Events in: CommunityOpened, kept as a local copy.
"""
