"""
Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2) at `/open311/v2`: city apps report needs and follow them.

A tenant is a jurisdiction, a kind of need a service, a need a service request. Nothing outside this package knows
Open311's words.
"""

from gateway.open311.edge import (
    discover,
    list_requests,
    list_services,
    resolve_token,
    show_request,
    show_service,
    take_request,
)
from gateway.open311.errors import ROOT, in_open311
from gateway.open311.keys import token_of

__all__ = [
    "ROOT",
    "discover",
    "in_open311",
    "list_requests",
    "list_services",
    "resolve_token",
    "show_request",
    "show_service",
    "take_request",
    "token_of",
]
