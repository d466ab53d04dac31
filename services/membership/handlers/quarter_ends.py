"""Keeping how things stood at the ends of quarters."""

from services.membership.model import QuarterEnd
from services.membership.repository import MembershipUnitOfWork
from shared.messages.membership.dual_management import KeepQuarterEnd


def keep_quarter_end(command: KeepQuarterEnd, uow: MembershipUnitOfWork) -> None:
    """
    Keep how units and communities of the tenant stood when a quarter ended, however late it is, unless it can't be told
    any more; and await the end of the next.

    Raises:
        NotFound: `quarter_end.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `quarter_end.not_due`, `quarter_end.over`.
    """
    uow.check_timer()
    end = uow.stands.get_end(command.quarter_end_id)
    end.check_due(uow.now)
    uow.subject = end.subject
    is_known = uow.stands.are_known(end, uow.now)
    if is_known:
        uow.stands.keep(end)
    await_quarter_end(end.settle(is_kept=is_known), uow)


def await_quarter_end(end: QuarterEnd, uow: MembershipUnitOfWork) -> None:
    uow.session.add(end)
    uow.schedule(end.subject, end.dues, is_new=True, tenant_id=end.tenant_id)
