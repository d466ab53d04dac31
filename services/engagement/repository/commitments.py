"""Public commitments as they are kept, with what stands beside them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.engagement.model import (
    Beside,
    Commitment,
    CommitmentAppeal,
    CommitmentNudge,
    CommitmentRuling,
    MenuItem,
    Wish,
)
from services.engagement.repository.rows import find_row
from shared.bulk import is_one_of
from shared.errors import NotFound
from shared.messages.engagement import AppealState


class Commitments:
    """The commitments of the tenant's members."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, commitment_id: str) -> Commitment:
        """
        Raises:
            NotFound: `commitment.unknown`.
        """
        found = find_row(Commitment, commitment_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("commitment.unknown")
        return found

    @property
    def all(self) -> Select[Commitment]:
        return select(Commitment).where(Commitment.tenant_id == self._tenant_id)

    def with_appeal(self, state: AppealState) -> Select[str]:
        """The ids of those with an appeal in a state."""
        query = select(CommitmentAppeal.commitment_id).where(CommitmentAppeal.tenant_id == self._tenant_id)
        return query.where(CommitmentAppeal.state == state)

    def has_made(self, place_claim_id: str, member_id: str) -> bool:
        query = select(Commitment.id).where(Commitment.place_claim_id == place_claim_id)
        return self._session.scalar(query.where(Commitment.member_id == member_id)) is not None

    def unreported_of_places(self, place_claim_ids: Collection[str]) -> list[Commitment]:
        """Those by claims of places on which nothing is told yet."""
        query = self._unreported.where(is_one_of(self._session, Commitment.place_claim_id, place_claim_ids))
        return list(self._session.scalars(query.order_by(Commitment.id)))

    def unreported_of_member(self, member_id: str) -> list[Commitment]:
        """Those about places on which a member has told nothing yet."""
        query = self._unreported.where(Commitment.member_id == member_id, Commitment.place_claim_id.is_not(None))
        return list(self._session.scalars(query.order_by(Commitment.id)))

    def find_appeal(self, commitment_id: str) -> CommitmentAppeal | None:
        query = select(CommitmentAppeal).where(CommitmentAppeal.commitment_id == commitment_id)
        return self._session.scalar(query.where(CommitmentAppeal.tenant_id == self._tenant_id))

    def is_nudged_on(self, commitment_id: str, on: date) -> bool:
        query = select(CommitmentNudge.id).where(CommitmentNudge.commitment_id == commitment_id)
        return self._session.scalar(query.where(CommitmentNudge.on == on)) is not None

    def beside(self, commitments: Sequence[Commitment]) -> dict[str, Beside]:
        """By the commitments' ids; as many statements for many as for one."""
        ids = [one.id for one in commitments]
        titles = self._titles([one.target_id for one in commitments])
        rulings: dict[str, list[CommitmentRuling]] = {}
        query = select(CommitmentRuling).where(is_one_of(self._session, CommitmentRuling.commitment_id, ids))
        for ruling in self._session.scalars(query.order_by(CommitmentRuling.at, CommitmentRuling.id)):
            rulings.setdefault(ruling.commitment_id, []).append(ruling)
        appealed = select(CommitmentAppeal).where(is_one_of(self._session, CommitmentAppeal.commitment_id, ids))
        appeals = {appeal.commitment_id: appeal for appeal in self._session.scalars(appealed)}
        nudged = select(CommitmentNudge.commitment_id, func.max(CommitmentNudge.on))
        nudged = nudged.where(is_one_of(self._session, CommitmentNudge.commitment_id, ids))
        nudges = {row[0]: row[1] for row in self._session.execute(nudged.group_by(CommitmentNudge.commitment_id))}
        return {
            one.id: Beside(
                titles.get(one.target_id, ""), rulings.get(one.id, []), appeals.get(one.id), nudges.get(one.id)
            )
            for one in commitments
        }

    def _titles(self, target_ids: Sequence[str]) -> dict[str, str]:
        """Of wishes, and of activities and posts."""
        wishes = select(Wish.id, Wish.title).where(is_one_of(self._session, Wish.id, target_ids))
        items = select(MenuItem.id, MenuItem.title).where(is_one_of(self._session, MenuItem.id, target_ids))
        return {row[0]: row[1] for row in self._session.execute(wishes.union_all(items))}

    @property
    def _unreported(self) -> Select[Commitment]:
        return self.all.where(Commitment.state == "open", Commitment.reported_at.is_(None))
