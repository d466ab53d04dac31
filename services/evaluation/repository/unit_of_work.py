"""What evaluation's handlers and views work on."""

from services.evaluation.repository.invitations import Invitations
from services.evaluation.repository.surveys import SurveyInvitations, SurveyRatings, Surveys
from shared.unit_of_work import UnitOfWork


class EvaluationUnitOfWork(UnitOfWork):
    """What evaluation's handlers and views work on."""

    @property
    def invitations(self) -> Invitations:
        return Invitations(self.session, self.tenant_id)

    @property
    def invitations_everywhere(self) -> Invitations:
        """For residents, who belong to no tenant: the token that they hold says which invitation is theirs."""
        return Invitations(self.session, None)

    @property
    def surveys(self) -> Surveys:
        return Surveys(self.session, self.tenant_id)

    @property
    def survey_invitations(self) -> SurveyInvitations:
        return SurveyInvitations(self.session)

    @property
    def survey_ratings(self) -> SurveyRatings:
        return SurveyRatings(self.session)

    @property
    def has_oversight(self) -> bool:
        return self.actor.role == "department"

    def is_community(self, community_id: str) -> bool:
        """Whether the actor acts for this community."""
        return self.actor.role == "community" and self.actor.organisation_id == community_id

    def is_organisation(self, organisation_id: str) -> bool:
        """Whether the actor acts for this social organisation."""
        return self.actor.role == "organisation" and self.actor.organisation_id == organisation_id

    def is_run_by_actor(self, organisation_id: str) -> bool:
        """Whether the actor acts for this organisation; a member belongs to a unit and acts for none."""
        return self.actor.role != "member" and self.actor.organisation_id == organisation_id
