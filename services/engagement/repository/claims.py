"""Claims as they are kept."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.engagement.model import DAYS_LEFT, Claim, WishStep
from services.engagement.repository.rows import find_row
from shared.errors import NotFound

REMINDERS_SHOWN = 50


class Claims:
    """The claims of the tenant's members, each with its commitment."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, claim_id: str) -> Claim:
        """
        Raises:
            NotFound: `claim.unknown`.
        """
        found = self.find(claim_id)
        if found is None:
            raise NotFound("claim.unknown")
        return found

    def find(self, claim_id: str) -> Claim | None:
        return find_row(Claim, claim_id, self._session, self._tenant_id)

    def of_wish(self, wish_id: str) -> Select[Claim]:
        """All that there have been."""
        return select(Claim).where(Claim.wish_id == wish_id, Claim.tenant_id == self._tenant_id)

    def last_reminders(self, claim_id: str) -> list[WishStep]:
        """Those that were told, the oldest first."""
        query = select(WishStep).where(WishStep.claim_id == claim_id, WishStep.kind.in_(DAYS_LEFT))
        return list(self._session.scalars(query.order_by(WishStep.id.desc()).limit(REMINDERS_SHOWN)))[::-1]

    def undelivered_of(self, member_id: str) -> list[Claim]:
        """What a member has claimed and not delivered yet."""
        query = select(Claim).where(Claim.member_id == member_id, Claim.tenant_id == self._tenant_id)
        query = query.where(Claim.state.in_(("claimed", "committed"))).order_by(Claim.id)
        return list(self._session.scalars(query))
