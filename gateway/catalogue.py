"""Every code that a problem can carry, with its title; Chinese is in `locale/`."""

from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = Path(__file__).with_name("locale")


CATALOGUE: dict[str, str] = {
    # the request
    "path.unknown": "There is nothing at this path",
    "method.not_allowed": "This path doesn't take this method",
    "body.malformed": "The body can't be read",
    "body.too_large": "The body is too large",
    "body.unsupported_type": "The body's content type isn't taken here",
    "uri.too_long": "The address is too long",
    "header.too_large": "The headers are too large",
    "request.malformed": "The request can't be read",
    "request.timeout": "The request took too long to arrive",
    "query.malformed": "The query string can't be read",
    "request.invalid": "Some of the input isn't valid",
    "precondition.required": "A change of this needs If-Match",
    "precondition.failed": "It was changed since you read it",
    "idempotency.key_invalid": "This isn't an Idempotency-Key",
    "idempotency.key_reused": "This Idempotency-Key belongs to another request",
    # who asks
    "token.missing": "An access token is needed",
    "token.invalid": "The access token isn't valid",
    "token.expired": "The access token has expired",
    "access.denied": "Your role may not do this",
    "access.not_yours": "This belongs to another organisation",
    "rate.exceeded": "You ask too often",
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
    # membership
    "organisation.unknown": "There is no such organisation",
    "organisation.not_yours": "This is another organisation",
    "community.unknown": "There is no such community",
    "community.not_yours": "This is another community",
    "community.code_taken": "Another community has this code",
    "unit.unknown": "There is no such unit",
    "unit.not_yours": "This is another unit",
    "unit.name_taken": "Another unit has this name",
    "client.unknown": "There is no such client",
    "client.revoked": "This client has been revoked",
    "client.credentials_invalid": "Unknown client or wrong secret",
    "member.unknown": "There is no such member",
    "member.not_yours": "This is another unit's member",
    "member.on_other_roster": "This person stands on another unit's roster",
    "member.on_roster_already": "This person stands on the roster under another number",
    "roster.invalid": "Some of the roster's entries aren't valid",
    "roster.duplicate_external_id": "Two entries have this number",
    "roster.duplicate_identity": "Two entries have this identity number",
    "roster.check_digit": "The identity number's check digit is wrong",
    "roster.birth_date": "The identity number holds no possible date of birth",
    "roster.birth_month_mismatch": "The month of birth isn't the one in the identity number",
    "roster.community_unknown": "No community of the tenant has this code",
    "registration.unknown": "There is no such registration",
    "registration.not_yours": "This is another's registration",
    "registration.exists": "You are registered with this community, or have asked to be",
    "registration.already_confirmed": "This registration is confirmed already",
    # engagement
    "wish.unknown": "There is no such wish",
    "wish.not_yours": "This is another community's wish",
    "wish.already_claimed": "Somebody has claimed this wish",
    "wish.not_editable": "A wish that somebody has claimed can't be edited",
    "wish.not_in_step": "The wish isn't at this step",
    "beneficiary.not_shown": "Whom a wish is for is shown to its current claimer alone",
    "commitment.verdict_needed": "The public commitment needs a verdict",
    "commitment.none_made": "There is no public commitment to judge",
    "claim.unknown": "There is no such claim",
    "claim.not_yours": "This is another's claim",
    "claim.already_committed": "A commitment is made already",
    "claim.already_delivered": "The wish is delivered already",
    "claim.already_confirmed": "The delivery is confirmed already",
    "claim.not_delivered": "The wish isn't delivered yet",
    "claim.not_due": "The claim's deadline hasn't come yet",
    "claim.lapsed": "The claim has lapsed",
    "commitment.due_at_out_of_range": "The commitment's deadline is past or too far off",
    # outsourcing
    "project.unknown": "There is no such project",
    "project.not_yours": "This is another community's project",
    "project.dates": "The project's dates don't fit together",
    "project.ends_before_start": "The project ends before it starts",
    "project.too_long": "The project is longer than 36 months",
    # evaluation
    "invitation.unknown": "There is no such invitation",
    "invitation.not_yours": "This is another community's invitation",
    "invitation.token_invalid": "The invitation's token isn't valid",
    "invitation.foreign": "This token belongs to another invitation",
    "invitation.used": "This invitation is used already",
    "invitation.expired": "This invitation has expired",
    "invitation.not_due": "This invitation hasn't expired yet",
    # notifications
    "feed.not_yours": "This is another's feed",
    "stream.not_yours": "You may not have this feed pushed",
    "webhook.unknown": "There is no such webhook",
    "webhook.not_yours": "This is another's webhook",
    "webhook.too_many": "You have as many webhooks as you may",
    "webhook.address_refused": "Webhooks don't reach this address",
    "webhook.not_active": "This webhook isn't active",
    "webhook.not_paused": "This webhook isn't paused",
}


# Codes of single fields, beside those above.
FIELD_CODES: dict[str, str] = {
    "missing": "The field is needed",
    "null": "The field may not be null",
    "unknown_field": "There is no such field",
    "wrong_type": "The value is of another type",
    "length": "The text or list is too short or too long",
    "not_a_choice": "The value isn't one of the choices",
    "out_of_range": "The value is outside its bounds",
    "invalid": "The value breaks a rule of its field",
    "repeated": "The field takes one value",
    "unexpected": "The field doesn't belong here now",
    "address_refused": "Webhooks don't reach this address",
    "unavailable": "A part that the platform needs is away",
}

# Why a delivery wasn't accepted: told of webhooks' attempts, never as a problem but for the first.
ATTEMPT_CODES: dict[str, str] = {
    "webhook.address_refused": CATALOGUE["webhook.address_refused"],
    "webhook.unreachable": "The endpoint can't be reached: there is no such host, or nothing listens",
    "webhook.timed_out": "The endpoint didn't answer in time",
    "webhook.tls_failed": "The endpoint's certificate isn't good, or TLS fails",
    "webhook.redirect_refused": "The endpoint redirects, which isn't followed",
    "webhook.not_accepted": "The endpoint answered with a status outside 2xx",
    "webhook.gone": "The endpoint answered 410, which has paused the webhook",
}

# Statuses of codes that no route lists: of requests that find none, of single fields, and of what only the platform
# itself asks for.
STATUSES: dict[str, int] = {
    "request.malformed": 400,
    "call.unknown_topic": 400,
    "call.unreadable": 400,
    "client.credentials_invalid": 401,
    "method.not_allowed": 405,
    "request.timeout": 408,
    "wish.not_in_step": 409,
    "claim.not_due": 409,
    "invitation.not_due": 409,
    "uri.too_long": 414,
    "roster.duplicate_external_id": 422,
    "roster.duplicate_identity": 422,
    "roster.check_digit": 422,
    "roster.birth_date": 422,
    "roster.birth_month_mismatch": 422,
    "roster.community_unknown": 422,
    "project.ends_before_start": 422,
    "project.too_long": 422,
    "header.too_large": 431,
    "gateway.not_ready": 503,
}


def read_translations(language: str) -> dict[str, str]:
    """
    English to what it is in a language; what isn't translated is left out.

    Raises:
        OSError: no such language.
    """
    file = LOCALES / language.replace("-", "_") / "LC_MESSAGES" / "linli.po"
    with file.open("rb") as content:
        catalog = read_po(content)
    return {str(message.id): str(message.string) for message in catalog if message.id and message.string}
