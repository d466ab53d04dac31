"""The log of consents as it is kept."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.membership.model import Consent
from shared.messages.membership import ConsentPurpose


class Consents:
    """What the tenant's members have decided."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._all = select(Consent).where(Consent.tenant_id == tenant_id)

    def of_member(self, member_id: str) -> Select[Consent]:
        return self._all.where(Consent.member_id == member_id)

    def find_last(self, member_id: str, purpose: ConsentPurpose) -> Consent | None:
        query = self.of_member(member_id).where(Consent.purpose == purpose)
        return self._session.scalar(query.order_by(Consent.number.desc()).limit(1))

    def standing(self, member_id: str) -> dict[ConsentPurpose, Consent]:
        """The last decision on each purpose."""
        last = select(Consent.purpose, func.max(Consent.number).label("number"))
        found = last.where(Consent.member_id == member_id).group_by(Consent.purpose).subquery()
        is_last = (Consent.purpose == found.c.purpose) & (Consent.number == found.c.number)
        return {one.purpose: one for one in self._session.scalars(self.of_member(member_id).join(found, is_last))}
