"""Tickets by which anybody who has one follows a need."""

import re

from werkzeug.wrappers import Response

from gateway.calls import ask, write_answer
from gateway.exchange import Exchange
from gateway.openapi_parts import RECEIPT_TOKEN
from shared.errors import NotFound

TOKEN = re.compile(RECEIPT_TOKEN)


def show_need_ticket(exchange: Exchange) -> Response:
    """
    How a need stands, never kept by anybody in between.

    Raises:
        NotFound: `need_ticket.unknown`, whatever the token looks like.
    """
    if not TOKEN.fullmatch(exchange.parameters["token"]):
        raise NotFound("need_ticket.unknown")
    response = write_answer(exchange, ask(exchange))
    response.headers["Cache-Control"] = "no-store"
    return response
