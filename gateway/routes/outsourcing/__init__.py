"""Routes of outsourcing."""

from gateway.routes.outsourcing import files, organisations, projects

ROUTES = (
    *projects.ROUTES,
    *organisations.ROUTES,
    *files.ROUTES,
)
