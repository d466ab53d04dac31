"""What one entry of the HTTP surface is: a method and a path that lead to one message. The tables are in `routes/`."""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any, get_origin

from marshmallow import Schema
from werkzeug.wrappers import Response

from gateway.catalogue import CATALOGUE
from gateway.roles import ROLE_TABLE
from gateway.rules import Rule
from gateway.scopes import SCOPE_OF
from shared.messages.declare import COMMANDS, QUERIES, fields_of
from shared.messages.schema import schema_for

if TYPE_CHECKING:
    from gateway.exchange import Exchange

# `{name}` stands for one part of a path, `{name*}` for all that is left of it.
PARAMETER = re.compile(r"\{(\w+)\*?\}")
CarryOut = Callable[["Exchange"], Response]


class BadRoute(Exception):
    """A route contradicts its message, the role table or the catalogue; the message says how."""


@dataclass(frozen=True, eq=False)
class Route:
    """
    One way in.

    message: what the caller fills in: a command, a query, or a shape that lists query parameters; None for neither.
    carry_out: answers the request; left out, the message is sent to the service that owns it.
    permission: row of the role table; left out, the message's topic.
    fixed: fields of the message that the path decides.
    known: fields of the message that `carry_out` fills in.
    renamed: path parameter to the message's field, where they differ.
    location: template of the new thing's path, filled from the answer.
    heeds_if_match, needs_if_match: whether the service holds the version against If-Match; whether it must be there.
    errors: status to codes, which the documentation lists besides those that every such route has.
    uploads: media types of a body that is a file, read as it comes; the message then lists what the query says.
    tag: heading in the documentation; a route without one isn't described there.
    has_page: whether it is answered as a page too.
    files: media types of files that it is answered as too, to who asks for them.
    credential: finds the access token of who sends none as `Authorization`; empty for none.
    takes_no_key: an Idempotency-Key means nothing here: what is kept under one could be guessed from.
    is_counted: whether a public route counts for the address's rate limit.
    """

    method: str
    path: str
    message: type[Any] | None = None
    _: KW_ONLY
    summary: str
    carry_out: CarryOut | None = None
    permission: str = ""
    status: int = 200
    answer: type[Any] | None = None
    media_type: str = "application/json"
    location: str | None = None
    heeds_if_match: bool = False
    needs_if_match: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    uploads: tuple[str, ...] = ()
    tag: str = ""
    has_page: bool = False
    files: tuple[str, ...] = ()
    credential: Callable[["Exchange"], str] | None = None
    is_counted: bool = True
    takes_no_key: bool = False

    def __post_init__(self) -> None:
        if not self.permission and self.is_call:
            object.__setattr__(self, "permission", self.topic)
        if self.permission not in ROLE_TABLE:
            raise BadRoute(f"{self}: no row {self.permission!r} in the role table")
        if not self.is_public and self.permission not in SCOPE_OF:
            raise BadRoute(f"{self}: no scope opens {self.permission!r}")
        if unknown := {code for codes in self.errors.values() for code in codes} - CATALOGUE.keys():
            raise BadRoute(f"{self}: not in the catalogue: {sorted(unknown)}")
        if self.message is not None and self.is_call:
            missing = self.given_by_path - {spec.name for spec in fields_of(self.message)}
            if missing:
                raise BadRoute(f"{self}: {self.message.__name__} has no {sorted(missing)}")
        for rule in self.allow:
            if rule.own is not None and rule.own not in self.path_parameters:
                raise BadRoute(f"{self}: {rule.own} isn't in the path")

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @functools.cached_property
    def is_command(self) -> bool:
        return self.message in COMMANDS.values()

    @functools.cached_property
    def is_call(self) -> bool:
        """Whether the message goes to a service."""
        return self.is_command or self.message in QUERIES.values()

    @functools.cached_property
    def is_sealed(self) -> bool:
        """Whether what is sent, and how often, is hidden on its way."""
        return self.is_call and self.message is not None and bool(self.message.is_sealed)

    @functools.cached_property
    def topic(self) -> str:
        """What the message is called on its way; empty where nothing is sent."""
        return str(self.message.topic) if self.message is not None and self.is_call else ""

    @functools.cached_property
    def allow(self) -> tuple[Rule, ...]:
        return ROLE_TABLE[self.permission]

    @functools.cached_property
    def is_public(self) -> bool:
        """Open to everyone: nobody is asked who they are, a token isn't looked at."""
        return any(rule.role == "public" for rule in self.allow)

    @functools.cached_property
    def scope(self) -> str:
        """What a limited token needs here; empty where nobody is asked who they are."""
        return "" if self.is_public else SCOPE_OF[self.permission]

    @functools.cached_property
    def path_parameters(self) -> tuple[str, ...]:
        return tuple(PARAMETER.findall(self.path))

    @functools.cached_property
    def given_by_path(self) -> frozenset[str]:
        """Fields of the call that the caller doesn't fill in."""
        named = frozenset(self.renamed.get(name, name) for name in self.path_parameters)
        return named.union(self.fixed, self.known) if self.is_call else frozenset()

    @functools.cached_property
    def has_body(self) -> bool:
        return self.method in ("POST", "PUT", "PATCH")

    @functools.cached_property
    def has_json(self) -> bool:
        """Whether the message is filled in by a JSON body; otherwise by the query string."""
        return self.has_body and not self.uploads

    @functools.cached_property
    def is_named_by_header(self) -> bool:
        """Whether it takes a file whose name comes with it."""
        return bool(self.uploads) and "name" in self.known

    @functools.cached_property
    def lists(self) -> frozenset[str]:
        """Fields that hold several values; in a query string their key may be repeated."""
        declared = fields_of(self.message) if self.message is not None else ()
        return frozenset(spec.name for spec in declared if get_origin(spec.type) is list)

    @functools.cached_property
    def schema(self) -> Schema:
        """Checks what the caller fills in."""
        if self.message is None:
            raise BadRoute(f"{self} takes no input")
        return schema_for(self.message, without=self.given_by_path, is_from_query=not self.has_json)

    def fill(self, loaded: dict[str, Any], parameters: Mapping[str, str]) -> dict[str, Any]:
        """All fields of the message: what was filled in and what the path says."""
        named = {self.renamed.get(name, name): value for name, value in parameters.items()}
        return {**loaded, **named, **self.fixed}
