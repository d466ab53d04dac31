"""Routes of outsourcing."""

from gateway.routes.outsourcing import budgets, projects

ROUTES = (*projects.ROUTES, *budgets.ROUTES)
