"""What members are busy with, as it is heard of; whatever is told again leads to the same."""

from collections.abc import Collection, Iterable
from typing import cast

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from services.membership.model import MemberDuty
from shared.bulk import is_one_of, put_rows

NAMES = ("tenant_id", "community_id", "claim_id", "item_id", "member_id")


class MemberDuties:
    """Of whatever tenants: a batch tells of several."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take_on(self, duties: Iterable[tuple[str | None, str, str, str, str]]) -> None:
        """duties: each by its tenant, community, claim, item and member."""
        rows = {(one[2], one[4]): dict(zip(NAMES, one, strict=True)) for one in duties if one[0]}
        put_rows(self._session, cast(Table, MemberDuty.__table__), [rows[key] for key in sorted(rows)])

    def end_claims(self, claim_ids: Collection[str]) -> None:
        self._session.execute(delete(MemberDuty).where(is_one_of(self._session, MemberDuty.claim_id, claim_ids)))

    def end_items(self, item_ids: Collection[str]) -> None:
        self._session.execute(delete(MemberDuty).where(is_one_of(self._session, MemberDuty.item_id, item_ids)))
