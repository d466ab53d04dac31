"""The page on which who holds an invitation rates a milestone: the form, and what becomes of it."""

from html import escape

from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response

from gateway.body import FORM, read_form
from gateway.calls import call_of, carry_out_by_call, send
from gateway.exchange import Exchange
from gateway.glossary_surveys import THANKS
from gateway.papers import (
    JSON,
    answer_unknown,
    ask_by_token,
    moment,
    names_html,
    prefers_json,
    reads_in,
    write_json,
    write_page,
)
from shared.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from shared.messages.evaluation.surveys import SurveyQuestion
from shared.messages.schema import load
from shared.messages.wire import from_plain


def show_question(exchange: Exchange) -> Response:
    """
    What an invitation asks to rate, as JSON, or as a form to browsers.

    Raises:
        NotFound: `survey_question.unknown`; a browser is told so by a page.
        Conflict: `invitation.used`, `invitation.expired`; likewise.
    """
    try:
        answer = ask_by_token(exchange, "survey_question.unknown")
    except NotFound as refusal:
        return answer_unknown(exchange, refusal)
    except Conflict as refusal:
        if not names_html(exchange):
            raise
        return _refused(exchange, refusal)
    if prefers_json(exchange, default=JSON):
        return write_json(exchange, answer)
    question, language = from_plain(answer, SurveyQuestion), reads_in(exchange)
    return write_page(
        exchange,
        "rating.html",
        has_form=True,
        title=escape(question.title),
        milestone=escape(question.name),
        ends_at=moment(question.ends_at, language),
    )


def take_rating(exchange: Exchange) -> Response:
    """
    A rating as JSON, or as the form sends it, which is answered by a page.

    Raises:
        Refusal: what the service refuses; who has sent the form is told by a page.
    """
    media_type, _ = parse_options_header(exchange.request.environ.get("CONTENT_TYPE", ""))
    if media_type.lower() != FORM:
        return carry_out_by_call(exchange)
    given: dict[str, object] = {**read_form(exchange.request)}
    if str(given.get("score")) in {*"12345"}:
        given["score"] = int(str(given["score"]))
    try:
        data = exchange.route.fill(load(exchange.route.schema, given), exchange.parameters)
        send(exchange, call_of(exchange, exchange.route.topic, data))
    except (Conflict, Forbidden, Invalid) as refusal:
        return _refused(exchange, refusal)
    said = escape(exchange.pages.say(THANKS, reads_in(exchange)))
    return write_page(exchange, "rating_answer.html", status=exchange.route.status, said=said, colour="live")


def _refused(exchange: Exchange, refusal: Refusal) -> Response:
    """In words: of what was filled in, the first thing that is wrong."""
    code = refusal.errors[0].code if refusal.errors else refusal.code
    said = escape(exchange.problems.title(code, reads_in(exchange)))
    return write_page(exchange, "rating_answer.html", status=refusal.status, said=said, colour="over")
