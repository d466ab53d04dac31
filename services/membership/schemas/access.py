"""API clients as the shapes that callers get."""

from services.membership.model import ApiClient
from shared.messages import membership as messages


def credentials_shape(client: ApiClient, secret: str) -> messages.ClientCredentials:
    return messages.ClientCredentials(
        client_id=client.id,
        client_secret=secret,
        organisation_id=client.organisation_id,
        label=client.label,
        scopes=client.scopes,
        expires_at=client.expires_at,
        previous_secret_until=client.previous_until,
    )


def client_shape(client: ApiClient) -> messages.ApiClient:
    return messages.ApiClient(
        client_id=client.id,
        organisation_id=client.organisation_id,
        label=client.label,
        revoked_at=client.revoked_at,
        scopes=client.scopes,
        expires_at=client.expires_at,
        last_used_on=client.last_used_on,
        previous_secret_until=client.previous_until,
    )
