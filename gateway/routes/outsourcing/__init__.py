"""Routes of outsourcing."""

from gateway.routes.outsourcing import awards, budgets, calls, files, organisations, projects, proposals, reviews

ROUTES = (
    *projects.ROUTES,
    *budgets.ROUTES,
    *calls.ROUTES,
    *organisations.ROUTES,
    *files.ROUTES,
    *proposals.ROUTES,
    *reviews.ROUTES,
    *awards.ROUTES,
)
