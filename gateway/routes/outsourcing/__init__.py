"""Routes of outsourcing."""

from gateway.routes.outsourcing import (
    awards,
    budgets,
    calls,
    contracts,
    files,
    milestones,
    organisations,
    payments,
    project_activities,
    projects,
    proposals,
    reviews,
)

ROUTES = (
    *projects.ROUTES,
    *organisations.ROUTES,
    *files.ROUTES,
    *project_activities.ROUTES,
    *budgets.ROUTES,
    *calls.ROUTES,
    *proposals.ROUTES,
    *reviews.ROUTES,
    *awards.ROUTES,
    *contracts.ROUTES,
    *milestones.ROUTES,
    *payments.ROUTES,
)
