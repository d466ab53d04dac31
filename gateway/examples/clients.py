"""What the documentation shows of API clients."""

from gateway import town
from gateway.examples.parts import Part
from shared.messages import membership

PART = Part(
    requests={
        membership.IssueClient: {
            "label": "门户网站",
            "scopes": ["read", "wishes"],
            "expires_at": "2027-01-01T00:00:00+08:00",
        },
        membership.RotateClient: {"overlap_hours": 24},
        membership.RevokeClient: {"reason": "密钥泄露"},
    },
    answers={
        "POST /v1/organisations/{organisation_id}/clients": town.LIMITED_CLIENT,
        "POST /v1/clients/{client_id}/rotation": town.ROTATED_CLIENT,
        "GET /v1/organisations/{organisation_id}/clients": membership.ApiClientPage(items=[town.API_CLIENT], next=None),
    },
    path_ids={
        "client_id": town.CLIENT_ID,
    },
)
