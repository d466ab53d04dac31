"""Evidence of deliveries as it is kept."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.engagement.model import Evidence
from services.engagement.repository.rows import find_row
from shared.errors import NotFound


class EvidenceOfClaims:
    """What the tenant's members have shown of their deliveries."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, evidence_id: str) -> Evidence:
        """
        Raises:
            NotFound: `evidence.unknown`.
        """
        found = find_row(Evidence, evidence_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("evidence.unknown")
        return found

    def of_claim(self, claim_id: str) -> list[Evidence]:
        """The oldest first, without the files themselves; a claim has few."""
        query = select(Evidence).where(Evidence.claim_id == claim_id, Evidence.tenant_id == self._tenant_id)
        return list(self._session.scalars(query.order_by(Evidence.id)))

    def delete_of(self, claim_id: str) -> None:
        self._session.execute(
            delete(Evidence).where(Evidence.claim_id == claim_id, Evidence.tenant_id == self._tenant_id)
        )
