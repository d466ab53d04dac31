"""What becomes of a call's proposals when the call goes on; the call's row is locked by then."""

from services.outsourcing.model.calls import Call
from services.outsourcing.repository import OutsourcingUnitOfWork


def unconfirm_proposals(call: Call, uow: OutsourcingUnitOfWork) -> None:
    """The call was amended: what is submitted waits to be confirmed by its owner."""


def void_proposals(call: Call, uow: OutsourcingUnitOfWork) -> None:
    """The call was cancelled: whatever is there has no object any more."""


def open_proposals_of(call: Call, uow: OutsourcingUnitOfWork) -> int:
    """The deadline is over: what is submitted is opened, the rest lapses. How many were opened."""
    return 0
