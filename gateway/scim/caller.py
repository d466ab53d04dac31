"""How SCIM reaches the services: one call after another, each command with an id of its own."""

import hashlib
from dataclasses import replace
from typing import Any, TypeVar

from gateway.calls import call_of
from gateway.errors import language_of
from gateway.exchange import Exchange
from gateway.idempotency import key_of
from shared.errors import Gone, Refusal, Unavailable, refusal_from_wire
from shared.ids import command_id, new_id
from shared.messages.declare import Command, Query
from shared.messages.envelope import Call, Reply
from shared.messages.schema import load, schema_for
from shared.messages.wire import from_plain, to_plain

A = TypeVar("A")


class Caller:
    """
    Sends a request's calls as its actor.

    With an Idempotency-Key each command of the request is carried out once: its id stands for the key, the operation's
    place and what is asked. So does the id of what a bulk creates without a key, by the whole bulk and its bulkId.
    """

    def __init__(self, exchange: Exchange, body: bytes) -> None:
        request = exchange.request
        self._exchange = exchange
        self._key = key_of(exchange)
        self._digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + body).hexdigest()
        self._place = ""
        self._creates = False
        self._unavailable: Unavailable | None = None

    @property
    def has_key(self) -> bool:
        return self._key is not None

    def begin(self, place: str, *, creates: bool) -> None:
        """What is sent from now on belongs to this operation of a bulk."""
        self._place, self._creates = place, creates

    def begin_anew(self) -> None:
        """The next command is carried out, whether or not there was the same before."""
        self._creates = False

    def ask(self, query: Query, answer: type[A]) -> A:
        """
        Raises:
            Refusal: as the service answers.
        """
        return from_plain(self._send(call_of(self._exchange, query.topic, to_plain(query))).result, answer)

    def tell(
        self, command: type[Command], given: dict[str, Any], answer: Any = None, *, expected_version: int | None = None
    ) -> tuple[Any, bool]:
        """
        Have a command carried out. answer: what comes back; None for nothing.

        Returns:
            The answer, and whether it was given before.

        Raises:
            Invalid: `request.invalid`, as for the same command over HTTP.
            Refusal: as the service answers.
        """
        data = load(schema_for(command), given)
        call = replace(
            call_of(self._exchange, command.topic, data),
            id=self._id(command.topic),
            fingerprint=self._digest if self.has_key else None,
            expected_version=expected_version,
        )
        try:
            reply = self._send(call)
        except Gone:  # the same bulk as long ago, about somebody who was erased since
            if self.has_key or not self._creates:
                raise
            self.begin_anew()
            return self.tell(command, given, answer, expected_version=expected_version)
        return from_plain(reply.result, answer) if answer else None, reply.is_repeat

    def problem_of(self, refusal: Refusal) -> dict[str, Any]:
        """What is told of a refusal, in the language of who asks."""
        exchange = self._exchange
        language = language_of(exchange.request)
        exchange.headers |= {"Content-Language": language, "Vary": "Accept-Language"}
        return exchange.problems.write(refusal, exchange.request.path, exchange.trace.trace_id, language)

    def _id(self, topic: str) -> str:
        key = self._key or (self._digest if self._creates else None)
        return command_id(self._exchange.actor.client_id, f"scim\n{key}\n{self._place}\n{topic}") if key else new_id()

    def _send(self, call: Call) -> Reply:
        """A service that is away isn't waited for again in the same request."""
        if self._unavailable is not None:
            raise self._unavailable
        try:
            reply = self._exchange.tools.client.call(call)
        except Unavailable as refusal:
            self._unavailable = refusal
            raise
        if reply.refusal is not None:
            raise refusal_from_wire(reply.refusal)
        return reply
