"""Answers on service records."""

from services.engagement.model import ServiceRecord
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import service_record_shape, service_step_shape
from services.engagement.views.owners import rows_of_actor
from shared.errors import Forbidden
from shared.messages.engagement import service_records as messages
from shared.paging import read_page


def show_service_record(query: messages.ShowServiceRecord, uow: EngagementUnitOfWork) -> messages.ServiceRecord:
    """
    Show a record to who served, their unit, the community, and who runs the project that it belongs to.

    Raises:
        NotFound: `service_record.unknown`.
        Forbidden: `service_record.not_yours`.
    """
    return _shown(_get(query.service_record_id, uow), uow)


def list_service_steps(query: messages.ListServiceSteps, uow: EngagementUnitOfWork) -> messages.ServiceSteps:
    """
    What has happened to a record, and to those that it corrects or that correct it.

    Raises:
        NotFound: `service_record.unknown`.
        Forbidden: `service_record.not_yours`.
    """
    record = _get(query.service_record_id, uow)
    return messages.ServiceSteps(items=[service_step_shape(step) for step in uow.service_records.steps(record.root_id)])


def list_service_records(query: messages.ListServiceRecords, uow: EngagementUnitOfWork) -> messages.ServiceRecordPage:
    """
    The records that concern the actor, newest first; `served_until` is in.

    Raises:
        Forbidden: `access.denied`, of another role.
    """
    rows = rows_of_actor(uow.service_records.all, ServiceRecord, uow)
    if query.state is not None:
        rows = rows.where(ServiceRecord.state == query.state)
    if query.member_id is not None:
        rows = rows.where(ServiceRecord.member_id == query.member_id)
    if query.menu_item_id is not None:
        rows = rows.where(ServiceRecord.menu_item_id == query.menu_item_id)
    if query.served_from is not None:
        rows = rows.where(ServiceRecord.served_on >= query.served_from)
    if query.served_until is not None:
        rows = rows.where(ServiceRecord.served_on <= query.served_until)
    items, following = read_page(
        uow.session, rows, ServiceRecord.id, after=query.after, limit=query.limit, order=query.order
    )
    return messages.ServiceRecordPage(items=[_shown(one, uow) for one in items], next=following)


def _get(service_record_id: str, uow: EngagementUnitOfWork) -> ServiceRecord:
    record = uow.service_records.get(service_record_id)
    if not uow.may_see(record):
        raise Forbidden("service_record.not_yours")
    return record


def _shown(record: ServiceRecord, uow: EngagementUnitOfWork) -> messages.ServiceRecord:
    return service_record_shape(record, is_own_community=uow.is_run_by_actor(record.community_id))
