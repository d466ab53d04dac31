"""
How residents rate what was done for them: one-time invitations and the ratings given through them.

Commands: IssueInvitationToken, GiveRating, ExpireInvitation.
Events out: InvitationOpened, InvitationExpired, RatingGiven.
Events in: DeliveryConfirmed.
"""
