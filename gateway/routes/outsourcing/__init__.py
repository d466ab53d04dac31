"""Routes of outsourcing."""

from gateway.routes.outsourcing import project_activities, projects

ROUTES = (*projects.ROUTES, *project_activities.ROUTES)
