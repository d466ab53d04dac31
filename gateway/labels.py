"""Lists of words and texts, each with a label in the caller's language."""

from typing import Any

from werkzeug.wrappers import Response

from gateway.calls import ask, write_answer
from gateway.errors import ENGLISH, language_of
from gateway.exchange import Exchange

IN_ENGLISH = ("english_name", "english")


def answer_in_language(exchange: Exchange) -> Response:
    """The service's answer, which labels things in Chinese, with English labels for who reads English better."""
    result = ask(exchange)
    language = language_of(exchange.request)
    if language == ENGLISH:
        for item in result.get("items", (result,)):
            _label(item)
    response = write_answer(exchange, result)
    response.headers["Content-Language"], response.headers["Vary"] = language, "Accept-Language"
    return response


def _label(item: dict[str, Any]) -> None:
    english = next((item[name] for name in IN_ENGLISH if item.get(name)), None)
    item["label"] = english or item["label"]
