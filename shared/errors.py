"""Refusals with a stable code; each is told to the caller as an RFC 9457 problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Fault:
    """
    One thing wrong with the input.

    pointer: RFC 6901 JSON pointer of the field, `#/title`; for tables the line, `#/members/3/name`.
    """

    pointer: str
    code: str
    detail: str


class Refusal(Exception):
    """
    A request that is answered with a problem; nothing of it is kept.

    is_passing: tells of a state that passes by itself, so that the same request may succeed later. Under an
    Idempotency-Key such a refusal isn't kept as the answer.
    """

    status: ClassVar[int] = 500
    is_passing: ClassVar[bool] = False

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        errors: Sequence[Fault] = (),
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.retry_after_seconds = retry_after_seconds

    def as_wire(self) -> dict[str, Any]:
        """The refusal as it travels from a service to the gateway."""
        wire: dict[str, Any] = {"status": self.status, "code": self.code}
        if self.detail:
            wire["detail"] = self.detail
        if self.errors:
            wire["errors"] = [vars(fault) for fault in self.errors]
        if self.retry_after_seconds is not None:
            wire["retry_after_seconds"] = self.retry_after_seconds
        return wire


class Malformed(Refusal):
    """The request can't be read at all."""

    status = 400


class Unauthenticated(Refusal):
    """The caller isn't known."""

    status = 401


class Forbidden(Refusal):
    """The caller is known and may not do this."""

    status = 403


class NotFound(Refusal):
    """No such thing within the caller's tenant."""

    status = 404


class MethodNotAllowed(Refusal):
    """The path exists, the method doesn't."""

    status = 405


class NotAcceptable(Refusal):
    """No representation that the caller accepts."""

    status = 406


class RequestTimeout(Refusal):
    """The request didn't arrive in time."""

    status = 408


class Conflict(Refusal):
    """The state of things doesn't allow this now."""

    status = 409


class PassingConflict(Conflict):
    """The state of things doesn't allow this for the moment; no other request is needed, only time."""

    is_passing = True


class Gone(Refusal):
    """What was there is there no more, and won't be again."""

    status = 410


class PreconditionFailed(Refusal):
    """The thing was changed since the caller read it."""

    status = 412


class TooLarge(Refusal):
    """The body is over the limit."""

    status = 413


class UriTooLong(Refusal):
    """The address is over the limit."""

    status = 414


class UnsupportedMediaType(Refusal):
    """The body's content type isn't taken here."""

    status = 415


class Invalid(Refusal):
    """The request is readable and its content breaks a rule; `errors` names each field."""

    status = 422


class PreconditionRequired(Refusal):
    """A change of this needs If-Match."""

    status = 428


class TooMany(Refusal):
    """The caller asks too often."""

    status = 429
    is_passing = True


class HeadersTooLarge(Refusal):
    """A header, or all of them together, is over the limit."""

    status = 431


class Unavailable(Refusal):
    """A part of the system is away; the same request may be sent again."""

    status = 503
    is_passing = True


class Broken(Refusal):
    """A fault of ours; the log knows more under the request's trace id."""

    status = 500
    is_passing = True


BY_STATUS: dict[int, type[Refusal]] = {
    kind.status: kind
    for kind in (
        Malformed,
        Unauthenticated,
        Forbidden,
        NotFound,
        MethodNotAllowed,
        NotAcceptable,
        RequestTimeout,
        Conflict,
        Gone,
        PreconditionFailed,
        TooLarge,
        UriTooLong,
        UnsupportedMediaType,
        Invalid,
        PreconditionRequired,
        TooMany,
        HeadersTooLarge,
        Unavailable,
        Broken,
    )
}


def refusal_from_wire(wire: Mapping[str, Any]) -> Refusal:
    kind = BY_STATUS.get(int(wire["status"]), Broken)
    return kind(
        str(wire["code"]),
        wire.get("detail"),
        errors=[Fault(**fault) for fault in wire.get("errors", ())],
        retry_after_seconds=wire.get("retry_after_seconds"),
    )
