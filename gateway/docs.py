"""The documentation's pages: OpenAPI and its viewer, AsyncAPI, the handbook. Nothing comes from elsewhere."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from gateway.asyncapi import describe_events
from gateway.conditions import is_unchanged, tag_of
from gateway.errors import Problems, language_of
from gateway.handbook import STATIC, Handbook
from gateway.openapi import describe
from gateway.route import Route
from shared.errors import NotFound
from shared.messages.wire import encode

if TYPE_CHECKING:
    from gateway.exchange import Exchange

JSON = "application/json"
HTML = "text/html; charset=utf-8"
CSS = "text/css; charset=utf-8"
JAVASCRIPT = "text/javascript; charset=utf-8"
OWN_ASSETS = {"viewer.js": JAVASCRIPT, "pages.css": CSS}
VIEWER_ASSETS = {"swagger-ui-bundle.js": JAVASCRIPT, "swagger-ui.css": CSS, "favicon-32x32.png": "image/png"}
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Page:
    """Something to read that stays the same while the process lives."""

    body: bytes
    media_type: str
    language: str | None = None

    @functools.cached_property
    def tag(self) -> str:
        return tag_of(self.body)


class Pages:
    """
    All pages, each made when it is first asked for; those of the handbook in each language.

    fill: writes a page that is made anew for each reader. say: a text in a language.
    """

    def __init__(self, routes: Sequence[Route], problems: Problems, public_url: str) -> None:
        handbook = Handbook(routes, problems)
        self.fill, self.say = handbook.fill, problems.say
        self._written = {
            "/docs": handbook.viewer,
            "/docs/errors": handbook.errors,
            "/docs/events": handbook.events,
            "/docs/states": handbook.states,
            "/docs/webhooks": handbook.webhooks,
            "/docs/scim": handbook.scim,
            "/docs/departments": handbook.departments,
            "/docs/organisations": handbook.organisations,
        }
        self._makers = {
            "/openapi.json": lambda: Page(encode(describe(routes, problems)), JSON),
            "/asyncapi.json": lambda: Page(encode(describe_events(public_url)), JSON),
        }
        self._made: dict[tuple[str, str], Page] = {}

    def get(self, path: str, language: str) -> Page:
        """
        Raises:
            NotFound: `path.unknown`.
        """
        key = (path, language if path in self._written else "")
        if key not in self._made:
            self._made[key] = self._make(path, language)
        return self._made[key]

    def _make(self, path: str, language: str) -> Page:
        if path in self._written:
            return Page(self._written[path](language).encode(), HTML, language)
        return self._makers[path]() if path in self._makers else _asset(path.rpartition("/")[2])


def _asset(name: str) -> Page:
    """A file of ours, or of the viewer that the package flask-swagger-ui carries; Flask itself isn't used."""
    if name in OWN_ASSETS:
        return Page((STATIC / name).read_bytes(), OWN_ASSETS[name])
    package = find_spec("flask_swagger_ui")
    if name not in VIEWER_ASSETS or package is None or package.origin is None:
        raise NotFound("path.unknown")
    return Page((Path(package.origin).parent / "dist" / name).read_bytes(), VIEWER_ASSETS[name])


def lead_to_docs(_: "Exchange") -> Response:
    return Response(status=302, headers={"Location": "/docs"})


def show_page(exchange: "Exchange") -> Response:
    """
    Raises:
        NotFound: `path.unknown`.
    """
    page = exchange.pages.get(exchange.request.path, language_of(exchange.request))
    headers = {
        "Cache-Control": "public, max-age=300",
        "ETag": page.tag,
        "Content-Security-Policy": CONTENT_SECURITY,
    }
    if page.language:
        headers |= {"Content-Language": page.language, "Vary": "Accept-Language"}
    if is_unchanged(exchange.request, page.tag):
        return Response(status=304, headers=headers)
    return Response(page.body, headers=headers, content_type=page.media_type)
