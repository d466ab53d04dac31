"""Routes of the platform itself: tokens, documentation, health."""

from gateway import docs, health, oauth
from gateway.route import Route

ROUTES = (
    Route(
        "POST",
        "/oauth/token",
        summary="Get an access token.",
        carry_out=oauth.issue_token,
        permission="token.issue",
        is_counted=False,
    ),
    Route(
        "GET",
        "/.well-known/oauth-authorization-server",
        summary="Read what the authorisation server can do.",
        carry_out=oauth.show_metadata,
        permission="page.read",
    ),
    Route(
        "GET",
        "/.well-known/jwks.json",
        summary="Read the keys that check tokens.",
        carry_out=oauth.show_keys,
        permission="page.read",
    ),
    Route(
        "GET",
        "/openapi.json",
        summary="Read the description of this interface.",
        carry_out=docs.show_page,
        permission="page.read",
    ),
    Route(
        "GET",
        "/asyncapi.json",
        summary="Read the description of the events.",
        carry_out=docs.show_page,
        permission="page.read",
    ),
    Route(
        "GET",
        "/docs",
        summary="Read the documentation.",
        carry_out=docs.show_page,
        permission="page.read",
    ),
    Route(
        "GET",
        "/docs/errors",
        summary="Read what each error code means.",
        carry_out=docs.show_page,
        permission="page.read",
    ),
    Route(
        "GET",
        "/docs/events",
        summary="Read which events there are and what they hold.",
        carry_out=docs.show_page,
        permission="page.read",
    ),
    Route(
        "GET",
        "/docs/webhooks",
        summary="Read how webhooks are received.",
        carry_out=docs.show_page,
        permission="page.read",
    ),
    Route(
        "GET",
        "/docs/{asset}",
        summary="Read a part of the documentation's pages.",
        carry_out=docs.show_page,
        permission="page.read",
    ),
    Route(
        "GET",
        "/healthz",
        summary="Ask whether the process lives.",
        carry_out=health.show_liveness,
        permission="health.read",
        is_counted=False,
    ),
    Route(
        "GET",
        "/readyz",
        summary="Ask whether it can work.",
        carry_out=health.show_readiness,
        permission="health.read",
        is_counted=False,
    ),
    Route(
        "GET",
        "/metrics",
        summary="Read what it measures.",
        carry_out=health.show_metrics,
        permission="health.read",
        is_counted=False,
    ),
)
