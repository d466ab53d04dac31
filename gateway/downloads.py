"""Answers that are kept as files."""

from typing import Any

from werkzeug.wrappers import Response

from gateway.calls import ask, call_of, send, write_answer
from gateway.exchange import Exchange
from shared.errors import Unavailable
from shared.messages.declare import Query
from shared.messages.engagement import CollectEngagementData
from shared.messages.evaluation import CollectEvaluationData
from shared.messages.notifications import CollectNotificationsData
from shared.messages.outsourcing import CollectOutsourcingData

# Who holds something on members besides membership, which says whose export it is and who may have it.
HOLDERS: tuple[type[Query], ...] = (
    CollectEngagementData,
    CollectOutsourcingData,
    CollectEvaluationData,
    CollectNotificationsData,
)


def download_member(exchange: Exchange) -> Response:
    """
    What all services hold on a member, as a file that is named by their id.

    Raises:
        Unavailable: `export.incomplete`, a service doesn't answer: less than all is no export.
    """
    export = ask(exchange)
    parts = [part for holder in HOLDERS for part in _collect(exchange, holder)]
    response = write_answer(exchange, {**export, "parts": [*export["parts"], *parts]})
    name = f"linli-member-{exchange.parameters['member_id']}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _collect(exchange: Exchange, holder: type[Query]) -> list[Any]:
    call = call_of(exchange, holder.topic, {"member_id": exchange.parameters["member_id"]})
    try:
        found: list[Any] = send(exchange, call)["parts"]
    except Unavailable as refusal:
        detail = f"{holder.owner} doesn't answer ({refusal.code})."
        raise Unavailable("export.incomplete", detail, retry_after_seconds=2) from None
    return found
