"""
How residents rate what was done for them: by one-time invitations, one for each confirmed wish, many for a milestone of
a project.

Commands: IssueInvitationToken, GiveRating, ExpireInvitation, IssueSurveyInvitations, RateSurvey, EndSurvey.
Events out: InvitationOpened, InvitationExpired, RatingGiven, SurveyTallied, SurveyFellShort.
Events in: DeliveryConfirmed, MilestoneSubmitted, MilestoneSurveyExtended, MilestoneSettled.
"""
