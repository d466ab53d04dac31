"""Codes of the platform itself."""

CODES: dict[str, str] = {
    # the request
    "path.unknown": "There is nothing at this path",
    "method.not_allowed": "This path doesn't take this method",
    "body.malformed": "The body can't be read",
    "body.too_large": "The body is too large",
    "body.unsupported_type": "The body's content type isn't taken here",
    "body.unsupported_coding": "The body is compressed, or otherwise coded, which isn't taken here",
    "uri.too_long": "The address is too long",
    "header.too_large": "The headers are too large",
    "request.malformed": "The request can't be read",
    "request.timeout": "The request took too long to arrive",
    "query.malformed": "The query string can't be read",
    "request.invalid": "Some of the input isn't valid",
    "request.unfit": "Parts of the input don't fit together, or with the day",
    "precondition.required": "A change of this needs If-Match",
    "precondition.failed": "It was changed since you read it",
    "idempotency.key_invalid": "This isn't an Idempotency-Key",
    "idempotency.key_reused": "This Idempotency-Key belongs to another request",
    "idempotency.answer_erased": "What was answered under this Idempotency-Key told of somebody who was erased since",
    # who asks
    "token.missing": "An access token is needed",
    "token.invalid": "The access token isn't valid",
    "token.expired": "The access token has expired",
    "token.revoked": "The token's client is revoked, its organisation closed, or its member has left or moved",
    "api_key.invalid": "The api_key isn't one of a client",
    "access.denied": "Your role may not do this",
    "access.not_yours": "This belongs to another organisation",
    "access.scope_missing": "The access token is limited to something else",
    "rate.exceeded": "You ask too often",
    # Open311
    "jurisdiction.unknown": "There is no such jurisdiction, or it isn't the client's",
    "service.unknown": "There is no such service",
    # OCDS
    "release.unknown": "There is no such release",
    "record.unknown": "There is no such contracting process",
    # the platform
    "internal": "Something went wrong on our side",
    "gateway.not_ready": "The platform isn't ready yet",
    "service.unavailable": "A part of the platform is away",
    "broker.unavailable": "The message broker is away",
    "call.expired": "The answer took too long",
    "call.unknown_topic": "No part of the platform knows this message",
    "call.unreadable": "A part of the platform can't read this message",
    "database.unavailable": "A database is away",
    "state.contended": "Others change the same thing right now",
}

# Statuses of codes that no route lists: of requests that find none, of single fields, and of what only the platform
# itself asks for.
STATUSES: dict[str, int] = {
    "request.malformed": 400,
    "api_key.invalid": 401,
    "jurisdiction.unknown": 404,
    "service.unknown": 404,
    "release.unknown": 404,
    "record.unknown": 404,
    "call.unknown_topic": 400,
    "call.unreadable": 400,
    "method.not_allowed": 405,
    "request.timeout": 408,
    "header.too_large": 431,
    "gateway.not_ready": 503,
}
