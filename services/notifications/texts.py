"""What phones are told: English texts, and the catalogue that has them in Chinese."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from shared.messages.engagement import NeedState, NewsLanguage
from shared.translations import translations_in

LOCALES = Path(__file__).with_name("locale")
CODE = "[Linli] Your code to sign in is {code}. It is good for 5 minutes; tell it to nobody."
NEWS = "[Linli] Your need ({ticket}): {news}."
NEWS_BY_STATE: Mapping[NeedState, str] = {
    "submitted": "it is submitted, and the community will answer soon",
    "accepted": "the community will see to it",
    "in_hand": "something is being done about it",
    "resolved": "it is resolved",
    "partly": "it is resolved in part",
    "unresolved": "it couldn't be resolved; the community tells why",
    "declined": "the community won't see to it, and tells why",
    "merged": "it goes on together with another one",
    "reopened": "it goes on",
    "withdrawn": "it is withdrawn",
}


def code_text(code: str) -> str:
    """In Chinese: of whoever signs in no language is known."""
    return say(CODE, "zh").format(code=code)


def news_text(ticket: str, state: NeedState, language: NewsLanguage) -> str:
    return say(NEWS, language).format(ticket=ticket, news=say(NEWS_BY_STATE[state], language))


def say(english: str, language: NewsLanguage) -> str:
    """
    Raises:
        KeyError: it isn't translated.
    """
    return english if language == "en" else translations()[english]


@cache
def translations() -> Mapping[str, str]:
    return translations_in(LOCALES, "zh-CN")
