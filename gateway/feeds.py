"""Feeds as pages of CloudEvents (JSON batch format), linked by position."""

from werkzeug.wrappers import Response

from gateway.calls import ask, next_link
from gateway.exchange import Exchange
from shared.messages.wire import encode

BATCH = "application/cloudevents-batch+json"


def read_feed(exchange: Exchange) -> Response:
    """
    One page of a stream: a JSON array of events, each with its position.

    `Linli-Last-Position` is the stream's newest position; a `next` link is there while more is.
    """
    page = ask(exchange)
    items = page["items"]
    headers = {"Cache-Control": "no-cache", "Linli-Last-Position": str(page["last_position"])}
    if items and items[-1]["position"] < page["last_position"]:
        headers["Link"] = next_link(exchange, items[-1]["position"])
    return Response(encode(items), headers=headers, content_type=BATCH)
