"""Routes of outsourcing."""

from gateway.routes.outsourcing import budgets, calls, projects

ROUTES = (*projects.ROUTES, *budgets.ROUTES, *calls.ROUTES)
