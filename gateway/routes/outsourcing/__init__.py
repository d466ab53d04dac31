"""Routes of outsourcing."""

from gateway.routes.outsourcing import awards, files, organisations, projects, proposals, reviews

ROUTES = (
    *projects.ROUTES,
    *organisations.ROUTES,
    *files.ROUTES,
    *proposals.ROUTES,
    *reviews.ROUTES,
    *awards.ROUTES,
)
