"""The tenant's payments, what of them has come back, and the final evaluations of projects."""

from collections.abc import Collection

from sqlalchemy import func, select

from services.outsourcing.model.payments import ClawBack, FinalEvaluation, Payment
from services.outsourcing.repository.rows import Rows
from shared.bulk import is_one_of
from shared.errors import NotFound


class Payments(Rows[Payment]):
    """A payment changes only by who holds its contract's row."""

    kind = Payment
    unknown = "payment.unknown"

    def asked_for(self, milestone_id: str) -> int:
        """What was asked for of a milestone and isn't refused, in fen; what has come back counts as asked for."""
        query = select(func.sum(Payment.amount_minor)).where(Payment.milestone_id == milestone_id)
        return int(self.session.scalar(query.where(Payment.state != "refused")) or 0)

    def claw_backs_of(self, payment_ids: Collection[str]) -> dict[str, list[ClawBack]]:
        """Of each of these payments, the oldest first."""
        found: dict[str, list[ClawBack]] = {one: [] for one in payment_ids}
        query = select(ClawBack).where(is_one_of(self.session, ClawBack.payment_id, payment_ids))
        for one in self.session.scalars(query.order_by(ClawBack.id)):
            found[one.payment_id].append(one)
        return found

    def get_evaluation(self, project_id: str) -> FinalEvaluation:
        """
        Raises:
            NotFound: `final_evaluation.none`.
        """
        found = self.session.get(FinalEvaluation, project_id)
        if found is None or found.tenant_id != self.tenant_id:
            raise NotFound("final_evaluation.none")
        return found
