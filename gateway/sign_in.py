"""What people without a token ask for to get one: a code by their phone, and whom it lets them sign in as."""

from werkzeug.wrappers import Response

from gateway.auth import address_of
from gateway.calls import ask, write_answer
from gateway.exchange import Exchange
from gateway.limits import ONE_TIME_CODE


def ask_seldom(exchange: Exchange) -> Response:
    """
    Send the route's message, a few times a minute for one address, and from where it comes.

    Raises:
        TooMany: `rate.exceeded`.
    """
    network = address_of(exchange)
    exchange.count(ONE_TIME_CODE, network)
    return write_answer(exchange, ask(exchange, network=network))
