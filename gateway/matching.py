"""Members and what there is to do, compared: what one service knows is brought to the other, and kept nowhere."""

from typing import Any

from werkzeug.wrappers import Response

from gateway.calls import ask, call_of, send, write_answer
from gateway.exchange import Exchange
from shared.messages.engagement.matching import ShowWanted, WantedKind
from shared.messages.membership.matching import ShowMatchProfile

KINDS: dict[str, WantedKind] = {"need_id": "need", "wish_id": "wish", "menu_item_id": "menu_item"}


def match_members(exchange: Exchange) -> Response:
    """
    The members who fit best what the path names.

    Raises:
        Refusal: what engagement or membership refuses.
    """
    name = next(iter(exchange.route.path_parameters))
    wanted = _send(exchange, ShowWanted.topic, {"kind": KINDS[name], "item_id": exchange.parameters[name]})
    known = {key: wanted[key] for key in ("community_id", "category", "starts_at", "ends_at")}
    known |= {"wanted": wanted["skills"], "text": wanted["text"], "without": wanted["taken_by"]}
    return write_answer(exchange, ask(exchange, **known))


def match_items(exchange: Exchange) -> Response:
    """
    What fits the acting member best.

    Raises:
        Refusal: what membership or engagement refuses.
    """
    profile = _send(exchange, ShowMatchProfile.topic, {"member_id": exchange.parameters["member_id"]})
    return write_answer(exchange, ask(exchange, **profile))


def _send(exchange: Exchange, topic: str, data: dict[str, Any]) -> Any:
    return send(exchange, call_of(exchange, topic, data))
