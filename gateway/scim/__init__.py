"""
SCIM 2.0 (RFC 7643, 7644) at `/scim/v2`: a unit's own system keeps the unit's roster, and its teams, as it keeps others.

The protocol is scim2-server's; what it reads and writes are the calls that every client's requests lead to. Nothing
outside this package knows SCIM.
"""

from gateway.scim.edge import show_configuration, take_request
from gateway.scim.errors import ROOT, in_scim

__all__ = ["ROOT", "in_scim", "show_configuration", "take_request"]
