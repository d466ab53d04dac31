"""What the documentation shows of registrations."""

from gateway import town
from gateway.examples.parts import Part
from shared.messages import membership

PART = Part(
    answers={
        "POST /v1/communities/{community_id}/registrations": town.REQUESTED,
        "GET /v1/communities/{community_id}/registrations": membership.RegistrationPage(
            items=[town.CONFIRMED], next=None
        ),
        "GET /v1/registrations/{registration_id}": town.CONFIRMED,
        "POST /v1/registrations/{registration_id}/confirmation": town.CONFIRMED,
    },
    path_ids={
        "registration_id": town.REGISTRATION_ID,
    },
)
