"""Tickets by which anybody who has one follows a need."""

from html import escape

from werkzeug.wrappers import Response

from gateway.errors import CHINESE
from gateway.exchange import Exchange
from gateway.glossary_needs import STEPS
from gateway.papers import JSON, answer_unknown, ask_by_token, day, prefers_json, reads_in, write_json, write_page
from shared.errors import NotFound
from shared.messages.engagement import NeedStep, NeedTicket
from shared.messages.engagement.categories import category_of
from shared.messages.wire import from_plain

OVER = ("declined", "withdrawn", "unresolved")


def show_need_ticket(exchange: Exchange) -> Response:
    """
    How a need stands, as JSON, or as a page to browsers; never kept by anybody in between.

    Raises:
        NotFound: `need_ticket.unknown`, whatever the token looks like; a browser is told so by a page.
    """
    try:
        answer = ask_by_token(exchange, "need_ticket.unknown")
    except NotFound as refusal:
        return answer_unknown(exchange, refusal)
    if prefers_json(exchange, default=JSON):
        return write_json(exchange, answer)
    ticket, language = from_plain(answer, NeedTicket), reads_in(exchange)
    return write_page(
        exchange,
        "need_ticket.html",
        number=escape(ticket.ticket_number),
        kind=escape(_kind(ticket.category, language)),
        submitted_on=day(ticket.submitted_at, language),
        standing=escape(exchange.pages.say(STEPS[ticket.state], language)),
        colour="over" if ticket.state in OVER else "live",
        steps="\n".join(_step(exchange, step, language) for step in ticket.steps),
    )


def _kind(code: str, language: str) -> str:
    """The category by its name."""
    kind = category_of(code)
    return kind.name if language == CHINESE else kind.english_name


def _step(exchange: Exchange, step: NeedStep, language: str) -> str:
    told = escape(exchange.pages.say(STEPS[step.kind], language))
    reason = f"<br>{escape(step.reason)}" if step.reason else ""
    return f"<tr><th>{day(step.at, language)}</th><td>{told}{reason}</td></tr>"
