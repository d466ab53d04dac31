"""Routes of outsourcing."""

from gateway.routes.outsourcing import calls, projects

ROUTES = (*projects.ROUTES, *calls.ROUTES)
