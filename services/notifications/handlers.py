"""What notifications does: keeps events in their streams' order, and lets organisations have webhooks."""

import base64
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from services.notifications.addresses import ADDRESS_REFUSED, Network, find_literal, is_refused
from services.notifications.entries import Draft, StreamKey, drafts_of
from services.notifications.model import Webhook
from services.notifications.repository import NotificationsUnitOfWork
from services.notifications.schemas import webhook_shape
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import notifications as messages
from shared.messages.declare import Command
from shared.messages.envelope import Envelope
from shared.messages.notifications import (
    OWN_ALONE,
    CreateWebhook,
    DeleteWebhook,
    PauseWebhook,
    ResumeWebhook,
    WebhookSecret,
)
from shared.service import Handler

SECRET_BYTES = 32
LOOPBACK = (ip_address("127.0.0.1"), ip_address("::1"))
PRIVATE_ADDRESS = (
    "Webhooks don't reach private, local or reserved addresses, but for networks that whoever runs the platform lists "
    "in LINLI_WEBHOOK_ALLOW."
)


def append_to_feeds(envelopes: Sequence[Envelope], uow: NotificationsUnitOfWork) -> None:
    """
    Append events to their streams at the next positions: without gaps, in the order given.

    An event that stands in a stream already isn't appended again. A stream is its tenant's: what comes from another
    isn't appended, whatever it names; nor is hearsay where the stream hasn't begun.
    """
    drafts = [draft for envelope in envelopes for draft in drafts_of(envelope)]
    if not drafts:
        return
    kept = uow.feeds.find_kept({draft.envelope.id for draft in drafts})
    by_stream: dict[StreamKey, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if (draft.stream, draft.envelope.id) not in kept:
            by_stream[draft.stream].append(draft)
    if not by_stream:
        return
    own = _of_owners(by_stream, uow)
    if not own:
        return
    ends = uow.feeds.lengthen({stream: (new[0].envelope.tenant, len(new)) for stream, new in own.items()})
    uow.feeds.keep(
        [
            _entry(draft, position)
            for stream, end in ends.items()
            for position, draft in enumerate(own[stream], end - len(own[stream]) + 1)
        ]
    )


def _of_owners(
    by_stream: Mapping[StreamKey, list[Draft]], uow: NotificationsUnitOfWork
) -> dict[StreamKey, list[Draft]]:
    """What comes from the tenant whose stream it is: in which it has begun, or begins now by more than hearsay."""
    begun = uow.feeds.tenants_of(by_stream)
    own: dict[StreamKey, list[Draft]] = {}
    for stream, drafts in by_stream.items():
        tenants = [begun[stream]] if stream in begun else [one.envelope.tenant for one in drafts if one.may_begin]
        if tenants and (kept := [one for one in drafts if one.envelope.tenant == tenants[0]]):
            own[stream] = kept
    return own


def _entry(draft: Draft, position: int) -> dict[str, object]:
    return {
        "kind": draft.stream.kind,
        "stream_id": draft.stream.stream_id,
        "position": position,
        "event_id": draft.envelope.id,
        "type": draft.envelope.type,
        "subject": draft.envelope.subject,
        "time": draft.envelope.time,
        "body": draft.body,
    }


def create_webhook(command: CreateWebhook, uow: NotificationsUnitOfWork) -> WebhookSecret:
    """
    Have a stream pushed to an endpoint, from behind the position `after`.

    Returns:
        The webhook and its signing secret, which is never shown again.

    Raises:
        Forbidden: `stream.not_yours`; communities, units and social organisations have their own stream, a
            department those of its tenant but social organisations'.
        Invalid: `webhook.address_refused`, the URL spells out an address that webhooks may not reach, or a name that is
            local by definition.
        Conflict: `webhook.too_many`; `community.unknown`, `unit.unknown`, `project.unknown`, `organisation.unknown`, a
            department names a stream that hasn't begun.
    """
    owner_id = _owner_of_stream(StreamKey(command.stream, command.stream_id), uow)
    _check_host(command.url, uow)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    webhook = Webhook(
        id=new_id(),
        tenant_id=uow.tenant_id,
        organisation_id=owner_id,
        slot=uow.webhooks.get_free_slot(owner_id),
        kind=command.stream,
        stream_id=command.stream_id,
        url=command.url,
        description=command.description,
        secret=uow.cipher.encrypt(secret),
        position=command.after,
        leased_until=uow.now,
    )
    uow.webhooks.add(webhook)
    uow.subject = f"webhook/{webhook.id}"
    return WebhookSecret(webhook=webhook_shape(webhook), secret=secret)


def _owner_of_stream(stream: StreamKey, uow: NotificationsUnitOfWork) -> str:
    """
    The caller's organisation, if it may have this stream pushed.

    Who has a stream of their own needn't wait for it to begin; a department names one that has.
    """
    actor = uow.actor
    is_allowed = stream == (actor.role, actor.organisation_id)
    if actor.role == "department" and stream.kind not in OWN_ALONE:
        found = uow.feeds.find(stream)
        if found is None:
            raise Conflict(f"{stream.kind}.unknown")
        is_allowed = found.tenant_id == uow.tenant_id
    if not is_allowed or actor.organisation_id is None:
        raise Forbidden("stream.not_yours")
    return actor.organisation_id


def _check_host(url: str, uow: NotificationsUnitOfWork) -> None:
    """An early word about what the connection would refuse anyway; no name is looked up for it."""
    host, allowed = urlsplit(url).hostname or "", uow.settings.webhook_allow
    address = find_literal(host)
    if _is_local_name(host, allowed) if address is None else is_refused(address, allowed):
        fault = Fault("#/url", "address_refused", PRIVATE_ADDRESS)
        raise Invalid(ADDRESS_REFUSED, errors=[fault])


def _is_local_name(host: str, allowed: Sequence[Network]) -> bool:
    """
    Whether a name leads to nothing that webhooks reach: this machine (RFC 6761, 6.3), or one of the local network.

    Where the operator lists networks, a name without a dot may lead into one of them: only the connection can tell.
    """
    labels = host.rstrip(".").split(".")
    if labels[-1] == "localhost":
        return all(is_refused(address, allowed) for address in LOOPBACK)
    return len(labels) == 1 and not allowed


def pause_webhook(command: PauseWebhook, uow: NotificationsUnitOfWork) -> messages.Webhook:
    """
    Hold deliveries back; what happens meanwhile is kept. A batch that is under way is finished.

    Raises:
        NotFound: `webhook.unknown`.
        Forbidden: `webhook.not_yours`.
        Conflict: `webhook.not_active`.
    """
    webhook = _own(command.webhook_id, uow)
    webhook.pause()
    return webhook_shape(webhook)


def resume_webhook(command: ResumeWebhook, uow: NotificationsUnitOfWork) -> messages.Webhook:
    """
    Go on with deliveries where they stopped.

    Raises:
        NotFound: `webhook.unknown`.
        Forbidden: `webhook.not_yours`.
        Conflict: `webhook.not_paused`.
    """
    webhook = _own(command.webhook_id, uow)
    webhook.resume()
    return webhook_shape(webhook)


def delete_webhook(command: DeleteWebhook, uow: NotificationsUnitOfWork) -> None:
    """
    Forget a webhook and its attempts.

    Raises:
        NotFound: `webhook.unknown`.
        Forbidden: `webhook.not_yours`.
    """
    uow.webhooks.remove(_own(command.webhook_id, uow))


def _own(webhook_id: str, uow: NotificationsUnitOfWork) -> Webhook:
    webhook = uow.webhooks.get_own(webhook_id, uow.actor.organisation_id)
    uow.expect(webhook.version)
    uow.subject = f"webhook/{webhook.id}"
    return webhook


COMMANDS: Mapping[type[Command], Handler] = {
    CreateWebhook: create_webhook,
    PauseWebhook: pause_webhook,
    ResumeWebhook: resume_webhook,
    DeleteWebhook: delete_webhook,
}
