"""Calls whose content stays hidden on their way: what is asked, and what is answered, travels encrypted."""

import logging
from dataclasses import replace
from typing import Any

from shared.encryption import Cipher
from shared.errors import Unavailable
from shared.messages.declare import COMMANDS, QUERIES
from shared.messages.envelope import Call, Reply, Unwritable
from shared.messages.wire import decode, encode

log = logging.getLogger(__name__)

SEALED = "sealed"
UNREADABLE = Unavailable("service.unavailable", retry_after_seconds=2)


def is_sealed(topic: str) -> bool:
    """Whether what is called so travels encrypted."""
    declared = COMMANDS.get(topic) or QUERIES.get(topic)
    return declared is not None and declared.is_sealed


class Seal:
    """
    Closes what is declared as sealed where it leaves, and opens it where it arrives; all else passes as it is.

    A refusal isn't sealed: it says what is wrong, and nothing of what was given.
    """

    def __init__(self, cipher: Cipher) -> None:
        self._cipher = cipher

    def close_call(self, call: Call) -> Call:
        """
        Raises:
            Unwritable: it has no JSON.
        """
        return replace(call, data=self._close(call.data)) if is_sealed(call.topic) else call

    def open_call(self, call: Call) -> Call | Reply:
        """The call, or what answers it where no key opens it: while keys are changed, some have others for a while."""
        if not is_sealed(call.topic):
            return call
        try:
            return replace(call, data=self._open(call.data))
        except (ValueError, KeyError, TypeError):
            log.error("no key opens a sealed call", extra={"topic": call.topic})
            return Reply(id=call.id, refusal=UNREADABLE.as_wire())

    def close_reply(self, topic: str, reply: Reply) -> Reply:
        """
        Raises:
            Unwritable: it has no JSON.
        """
        return replace(reply, result=self._close(reply.result)) if self._has_sealed(topic, reply) else reply

    def open_reply(self, topic: str, reply: Reply) -> Reply:
        if not self._has_sealed(topic, reply):
            return reply
        try:
            return replace(reply, result=self._open(reply.result))
        except (ValueError, KeyError, TypeError):
            log.error("no key opens a sealed answer", extra={"topic": topic})
            return Reply(id=reply.id, refusal=UNREADABLE.as_wire())

    def _has_sealed(self, topic: str, reply: Reply) -> bool:
        return reply.refusal is None and is_sealed(topic)

    def _close(self, plain: Any) -> dict[str, str]:
        try:
            return {SEALED: self._cipher.encrypt(encode(plain).decode())}
        except TypeError as error:  # as orjson's own error is one
            raise Unwritable(str(error)) from error

    def _open(self, closed: Any) -> Any:
        return decode(self._cipher.decrypt(closed[SEALED]))
