"""Answers that are kept as files."""

from werkzeug.wrappers import Response

from gateway.calls import carry_out_by_call
from gateway.exchange import Exchange


def download_member(exchange: Exchange) -> Response:
    """What is held on a member, as a file that is named by their id."""
    response = carry_out_by_call(exchange)
    name = f"linli-member-{exchange.parameters['member_id']}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
