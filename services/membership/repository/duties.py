"""What members are busy with, as it is heard of; whatever is told again leads to the same."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from services.membership.model import MemberDuty
from shared.bulk import put_rows


class MemberDuties:
    """The tenant's copy."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def take_on(self, claim_id: str, item_id: str, member_ids: Iterable[str]) -> None:
        rows = [
            {"claim_id": claim_id, "member_id": member_id, "tenant_id": self._tenant_id, "item_id": item_id}
            for member_id in sorted(member_ids)
        ]
        put_rows(self._session, cast(Table, MemberDuty.__table__), rows)

    def end_claim(self, claim_id: str) -> None:
        self._session.execute(delete(MemberDuty).where(MemberDuty.claim_id == claim_id))

    def end_item(self, item_id: str) -> None:
        self._session.execute(delete(MemberDuty).where(MemberDuty.item_id == item_id))
