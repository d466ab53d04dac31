"""Reading what evaluation keeps, confined to one tenant."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.evaluation.model import Invitation
from shared.errors import NotFound
from shared.unit_of_work import UnitOfWork


class Invitations:
    """The invitations of the tenant's communities; those of all tenants where none is given."""

    def __init__(self, session: Session, tenant_id: str | None) -> None:
        self._session = session
        self._all = select(Invitation)
        if tenant_id is not None:
            self._all = self._all.where(Invitation.tenant_id == tenant_id)

    def get(self, invitation_id: str) -> Invitation:
        """
        Raises:
            NotFound: `invitation.unknown`.
        """
        found = self._session.scalar(self._all.where(Invitation.id == invitation_id))
        if found is None:
            raise NotFound("invitation.unknown")
        return found

    def find_of_claim(self, claim_id: str) -> Invitation | None:
        return self._session.scalar(self._all.where(Invitation.claim_id == claim_id))


class EvaluationUnitOfWork(UnitOfWork):
    """What evaluation's handlers and views work on."""

    @property
    def invitations(self) -> Invitations:
        return Invitations(self.session, self.tenant_id)

    @property
    def invitations_everywhere(self) -> Invitations:
        """For residents, who belong to no tenant: the token that they hold says which invitation is theirs."""
        return Invitations(self.session, None)

    def is_run_by_actor(self, organisation_id: str) -> bool:
        """Whether the actor acts for this organisation; a member belongs to a unit and acts for none."""
        return self.actor.role != "member" and self.actor.organisation_id == organisation_id
