"""What outsourcing holds on a member."""

from collections.abc import Mapping

from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.awards import objection_shape
from services.outsourcing.schemas.reviews import reviewer_shape
from services.outsourcing.views.reviews import review_shapes
from shared.messages.declare import Query
from shared.messages.outsourcing import projects as messages
from shared.messages.outsourcing.objections import Objection
from shared.messages.outsourcing.reviews import Review, Reviewer
from shared.messages.personal_data import HeldData
from shared.personal_data import Collected, held_by
from shared.service import Handler


def collect_outsourcing_data(query: messages.CollectOutsourcingData, uow: OutsourcingUnitOfWork) -> HeldData:
    """
    All that is kept of a member: where they review and what they gave, their objections, and what they did. The
    department gets scores that nobody else may read yet no earlier by this way than by any other.

    Raises:
        Forbidden: `member.not_yours`, neither the member nor the department.
    """
    return held_by("outsourcing", query.member_id, uow, PARTS)


def _reviewers(member_id: str, uow: OutsourcingUnitOfWork) -> list[Reviewer]:
    found = uow.reviewers.of_member(member_id)
    counts = uow.reviewers.counts_of([one.id for one in found])
    calls = uow.calls.find_all({one.call_id for one in found})
    return [reviewer_shape(one, calls[one.call_id], counts[one.id], uow) for one in found]


def _reviews(member_id: str, uow: OutsourcingUnitOfWork) -> list[Review]:
    return review_shapes(uow.reviews.of_member(member_id), uow)


def _objections(member_id: str, uow: OutsourcingUnitOfWork) -> list[Objection]:
    return [objection_shape(one, uow) for one in uow.objections.of_objector(member_id)]


PARTS = (
    Collected("reviewers", _reviewers),
    Collected("reviews", _reviews),
    Collected("objections", _objections),
)
QUERIES: Mapping[type[Query], Handler] = {messages.CollectOutsourcingData: collect_outsourcing_data}
