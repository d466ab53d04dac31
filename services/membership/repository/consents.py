"""The log of consents as it is kept."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.membership.model import Consent
from shared.bulk import is_one_of
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

    def given_among(self, member_ids: Collection[str]) -> Mapping[str, set[ConsentPurpose]]:
        """What each of these members consents to now, whatever the version of the text."""
        given: dict[str, set[ConsentPurpose]] = defaultdict(set)
        if not member_ids:
            return given
        is_theirs = is_one_of(self._session, Consent.member_id, member_ids)
        last = select(Consent.member_id, Consent.purpose, func.max(Consent.number).label("number")).where(is_theirs)
        found = last.group_by(Consent.member_id, Consent.purpose).subquery()
        is_last = (Consent.purpose == found.c.purpose) & (Consent.number == found.c.number)
        query = select(Consent.member_id, Consent.purpose).join(
            found, is_last & (Consent.member_id == found.c.member_id)
        )
        query = query.where(Consent.tenant_id == self._tenant_id, Consent.decision == "given")
        for member_id, purpose in self._session.execute(query):
            given[member_id].add(purpose)
        return given
