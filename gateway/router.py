"""Finds the route of a request; the table is compiled once."""

import re
from collections.abc import Sequence
from functools import cache

from werkzeug.exceptions import MethodNotAllowed as NoSuchMethod, NotFound as NoSuchPath
from werkzeug.routing import BaseConverter, Map, Rule

from gateway.route import PARAMETER, Route
from shared.errors import MethodNotAllowed, NotFound
from shared.messages.membership.dual_management import QUARTER


class IdConverter(BaseConverter):
    """An identifier in the one spelling that we hand out; anything else is an unknown path."""

    regex = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class QuarterConverter(BaseConverter):
    """A quarter as reports are named by it; anything else is an unknown path."""

    regex = QUARTER


class FormatConverter(BaseConverter):
    """The formats that Open311 answers in, as addresses end; anything else is an unknown path."""

    regex = "json|xml"


class RestConverter(BaseConverter):
    """All that is left of a path, nothing too."""

    regex = ".*"
    part_isolating = False


class WrongMethod(MethodNotAllowed):
    """The path exists; `allowed` are its methods."""

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__("method.not_allowed")
        self.allowed = allowed


class Router:
    """All routes of the gateway. GET routes answer HEAD too."""

    def __init__(self, routes: Sequence[Route]) -> None:
        rules = [Rule(_pattern(route.path), methods=[route.method], endpoint=route) for route in routes]
        converters = {"id": IdConverter, "quarter": QuarterConverter, "format": FormatConverter, "rest": RestConverter}
        paths = Map(rules, converters=converters, strict_slashes=True, merge_slashes=False)
        self._paths = paths.bind("")

    def find(self, path: str, method: str) -> tuple[Route, dict[str, str]]:
        """
        The route and the parameters in its path.

        Raises:
            NotFound: `path.unknown`.
            MethodNotAllowed: `method.not_allowed`.
        """
        try:
            route, parameters = self._paths.match(path, method)
        except NoSuchPath:
            raise NotFound("path.unknown") from None
        except NoSuchMethod as error:
            raise WrongMethod(sorted(error.valid_methods or ())) from None
        return route, dict(parameters)


@cache
def router_of(routes: tuple[Route, ...]) -> Router:
    """The router of these routes, which are compiled once: that takes longer than to answer many requests."""
    return Router(routes)


def _pattern(path: str) -> str:
    return PARAMETER.sub(_converted, path)


def _converted(found: re.Match[str]) -> str:
    name, is_rest = found[1], found[0].endswith("*}")
    if is_rest:
        return f"<rest:{name}>"
    if name in ("quarter", "format"):
        return f"<{name}:{name}>"
    return f"<id:{name}>" if name.endswith("_id") else f"<{name}>"
