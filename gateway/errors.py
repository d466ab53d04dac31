"""Problems (RFC 9457): the one form in which every refusal and every fault is told, in English or Chinese."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Request, Response

from gateway.auth import ScopeMissing
from gateway.body import IDENTITY, UnsupportedCoding
from gateway.catalogue import ATTEMPT_CODES, CATALOGUE, FIELD_CODES, read_translations
from gateway.details import tell
from gateway.router import WrongMethod
from gateway.trace import Trace
from shared.errors import Refusal
from shared.messages.wire import encode

MEDIA_TYPE = "application/problem+json"
ENGLISH = "en"
CHINESE = "zh-CN"
TITLES = {**ATTEMPT_CODES, **FIELD_CODES, **CATALOGUE}
CHALLENGE = 'Bearer realm="linli"'


class Problems:
    """Writes problems; `public_url` begins the address of each code's description."""

    def __init__(self, public_url: str) -> None:
        self._types = f"{public_url}/docs/errors#"
        self._translations: dict[str, Mapping[str, str]] = {ENGLISH: {}, CHINESE: read_translations(CHINESE)}

    def address_of(self, code: str) -> str:
        """Where a code is described."""
        return self._types + code

    def title(self, code: str, language: str) -> str:
        """A code that the catalogue doesn't know is its own title."""
        return self.say(TITLES.get(code, code), language)

    def say(self, english: str, language: str) -> str:
        """A text in a language; what isn't translated stays English."""
        return self._translations[language].get(english, english)

    def detail(self, text: str, language: str) -> str:
        return tell(text, self._translations[language])

    def write(self, refusal: Refusal, path: str, trace_id: str, language: str = ENGLISH) -> dict[str, Any]:
        """The members of a problem."""
        body: dict[str, Any] = {
            "type": self.address_of(refusal.code),
            "title": self.title(refusal.code, language),
            "status": refusal.status,
            "code": refusal.code,
            "instance": quote(path),
            "trace_id": trace_id,
        }
        if refusal.detail:
            body["detail"] = self.detail(refusal.detail, language)
        if refusal.errors:
            body["errors"] = [
                {"pointer": fault.pointer, "code": fault.code, "detail": self.detail(fault.detail, language)}
                for fault in refusal.errors
            ]
        return body

    def response(self, refusal: Refusal, request: Request, trace: Trace) -> Response:
        language = language_of(request)
        body = self.write(refusal, request.path, trace.trace_id, language)
        headers = {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept-Language"}
        if refusal.retry_after_seconds is not None:
            headers["Retry-After"] = str(refusal.retry_after_seconds)
        if isinstance(refusal, UnsupportedCoding):
            headers["Accept-Encoding"] = IDENTITY
        if isinstance(refusal, WrongMethod):
            headers["Allow"] = ", ".join(refusal.allowed)
        if refusal.status == 401:
            is_missing = refusal.code == "token.missing"
            headers["WWW-Authenticate"] = CHALLENGE if is_missing else f'{CHALLENGE}, error="invalid_token"'
        if isinstance(refusal, ScopeMissing):
            headers["WWW-Authenticate"] = f'{CHALLENGE}, error="insufficient_scope", scope="{refusal.scope}"'
        return Response(encode(body), status=refusal.status, headers=headers, content_type=MEDIA_TYPE)


def language_of(request: Request, default: str = ENGLISH) -> str:
    """What the caller reads best of English and Chinese (RFC 9110, 12.5.4); the default where nothing is said."""
    accepted = parse_accept_header(request.environ.get("HTTP_ACCEPT_LANGUAGE"), LanguageAccept)
    best = accepted.best_match([ENGLISH, CHINESE, "zh"], default=default)
    return ENGLISH if best == ENGLISH else CHINESE
