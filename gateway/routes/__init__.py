"""The HTTP surface, one table for each service and one for the platform itself."""

from gateway.routes import (
    board,
    engagement,
    evaluation,
    feeds,
    membership,
    notifications,
    ocds,
    open311,
    outsourcing,
    platform,
    scim,
)

ROUTES = (
    *platform.ROUTES,
    *membership.ROUTES,
    *scim.ROUTES,
    *engagement.ROUTES,
    *outsourcing.ROUTES,
    *evaluation.ROUTES,
    *feeds.ROUTES,
    *notifications.ROUTES,
    *board.ROUTES,
    *open311.ROUTES,
    *ocds.ROUTES,
)
