"""What routes of membership share."""

# What a client gives out lives longer than its token: so it is asked for once more whether the client is revoked.
REVOKED = "client.revoked"
