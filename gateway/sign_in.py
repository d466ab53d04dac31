"""What people without a token ask for to get one: a code by their phone, and whom it lets them sign in as."""

from werkzeug.wrappers import Response

from gateway.auth import address_of
from gateway.calls import carry_out_by_call
from gateway.exchange import Exchange
from gateway.limits import ONE_TIME_CODE


def ask_seldom(exchange: Exchange) -> Response:
    """
    Send the route's message, a few times a minute for one address.

    Raises:
        TooMany: `rate.exceeded`.
    """
    exchange.count(ONE_TIME_CODE, address_of(exchange))
    return carry_out_by_call(exchange)
