"""Routes of outsourcing."""

from gateway.routes.outsourcing import projects

ROUTES = (*projects.ROUTES,)
