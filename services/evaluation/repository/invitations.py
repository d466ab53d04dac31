"""Single invitations to rate."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.evaluation.model.invitations import Invitation
from shared.errors import NotFound


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
