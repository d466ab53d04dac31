"""The events described in AsyncAPI 3.0: derived from their classes and from who may read which of their fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, get_args
from urllib.parse import urlsplit

from gateway.glossary import describe_field
from gateway.json_schemas import doc_of, schema_of
from shared.config import SERVICES
from shared.messages.declare import SHAPES, Audience, Event, feed_events, fields_of
from shared.messages.notifications import AUDIENCES, StreamKind, readable_fields

CLOUD_EVENT = "application/cloudevents+json"
TEXT = {"type": "string"}
ID = {"type": "string", "format": "uuid"}
POSITION = {"type": "integer", "minimum": 1, "description": "The event's place in the stream: from 1, without gaps."}
ABOUT = (
    "What happens in a community, to a unit's members, in a project and to a social organisation, as CloudEvents 1.0 "
    "in one ordered stream for each of them. The same positions are read from the feed and pushed to webhooks. Readers "
    "see the fields that are meant for them; new fields and new types of events may come at any time, so pass over "
    "what you don't know."
)
READING = (
    "Read by `GET`, in pages: a JSON array of these events (`application/cloudevents-batch+json`) behind the position "
    "`after`, with a `next` link while there is more."
)
PUSHING = "One event a request, in order, signed by Standard Webhooks; `/docs/webhooks` tells how it is verified."
READERS: dict[StreamKind, str] = {
    "community": "Open to everyone.",
    "unit": "For the unit and for the department of its tenant.",
    "project": "Open to everyone.",
    "organisation": "For the social organisation and for the department of its tenant.",
}


TITLES: dict[StreamKind, str] = {
    "community": "A community's",
    "unit": "A unit's",
    "project": "A project's",
    "organisation": "A social organisation's",
}
CLOSED = {f"{stream}Feed" for stream, audience in AUDIENCES.items() if audience is not Audience.PUBLIC}


@dataclass(frozen=True)
class Entry:
    """An event as it stands in one kind of stream, with the fields that this stream's readers see."""

    event: type[Event]
    stream: StreamKind
    fields: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.stream}.{self.event.__name__}"


def entries() -> Iterator[Entry]:
    """Every event in every kind of stream that it can stand in, by topic."""
    for owner in SERVICES:
        import_module(f"shared.messages.{owner}")
    for event in sorted(feed_events(), key=lambda event: event.topic):
        for stream in AUDIENCES:
            if fields := readable_fields(event, stream):
                yield Entry(event, stream, fields)


def describe_events(public_url: str) -> dict[str, Any]:
    """The AsyncAPI document of all feeds and of the webhooks."""
    found = list(entries())
    address = urlsplit(public_url)
    channels = {f"{stream}Feed": _feed(stream, found) for stream in AUDIENCES} | {"webhook": _webhook(found)}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Linli 邻里: events", "version": "1", "description": ABOUT},
        "defaultContentType": CLOUD_EVENT,
        "servers": {"here": {"host": address.netloc, "protocol": address.scheme}},
        "channels": channels,
        "operations": {name: _operation(name) for name in channels},
        "components": {
            "messages": {entry.name: _message(entry) for entry in found},
            "schemas": {entry.name: _payload(entry) for entry in found} | {"WebhookHeaders": WEBHOOK_HEADERS},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _feed(stream: StreamKind, found: list[Entry]) -> dict[str, Any]:
    return {
        "address": f"/v1/{'communities' if stream == 'community' else stream + 's'}/{{{stream}_id}}/feed",
        "title": f"{TITLES[stream]} feed",
        "description": f"{READERS[stream]} {READING}",
        "parameters": {f"{stream}_id": {"description": f"The {stream}'s id."}},
        "messages": {
            entry.event.__name__: _reference("messages", entry.name) for entry in found if entry.stream == stream
        },
    }


def _webhook(found: list[Entry]) -> dict[str, Any]:
    headers = {"headers": _reference("schemas", "WebhookHeaders")}
    return {
        "address": None,
        "title": "A webhook",
        "description": f"The endpoint that an organisation has named for one stream. {PUSHING}",
        "messages": {entry.name: _message(entry) | headers for entry in found},
    }


def _operation(channel: str) -> dict[str, Any]:
    method = "POST" if channel == "webhook" else "GET"
    operation: dict[str, Any] = {
        "action": "send",
        "channel": _reference("channels", channel, "#"),
        "bindings": {"http": {"method": method, "bindingVersion": "0.3.0"}},
    }
    return operation | ({"security": [_reference("securitySchemes", "bearer")]} if channel in CLOSED else {})


def _message(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.event.type,
        "title": entry.event.topic,
        "summary": doc_of(entry.event),
        "contentType": CLOUD_EVENT,
        "payload": _reference("schemas", entry.name),
    }


def _payload(entry: Entry) -> dict[str, Any]:
    """The CloudEvent: its attributes, the extensions, and the fields that may be read in `data`."""
    event, always = entry.event, ["specversion", "id", "source", "type", "time", "datacontenttype", "data", "position"]
    properties: dict[str, Any] = {
        "specversion": {"const": "1.0"},
        "id": ID | {"description": "Names the event, also when it comes again and in every stream."},
        "source": {"const": f"/linli/{event.owner}"},
        "type": {"const": event.type},
        "time": TEXT | {"format": "date-time", "description": "When it happened, in UTC."},
        "datacontenttype": {"const": "application/json"},
        "data": _data(entry),
        "tenant": ID | {"description": "The city or county."},
        "traceparent": TEXT | {"description": "The trace of the request that caused it (W3C Trace Context)."},
        "position": POSITION,
    }
    if event.subject_field in entry.fields:
        always.append("subject")
        thing = event.subject_field.removesuffix("_id")
        properties["subject"] = TEXT | {"pattern": f"^{thing}/", "description": f"`{thing}/` and its id."}
    if "community_id" in entry.fields:
        if not next(spec for spec in fields_of(event) if spec.name == "community_id").is_optional:
            always.append("community")
        properties["community"] = ID
    return {"type": "object", "required": sorted(always), "properties": properties}


def _data(entry: Entry) -> dict[str, Any]:
    """The fields that may be read, each with its meaning and that of its values."""
    return _described(entry.event, entry.fields)


def _described(declared: Any, names: frozenset[str]) -> dict[str, Any]:
    """Lists of shapes are described where they stand, so that each schema can be read by itself."""
    schema = schema_of(declared, names)
    for spec in fields_of(declared):
        if spec.name in names:
            described = schema["properties"][spec.name]
            described["description"] = describe_field(declared, spec)
            for part in get_args(spec.type):
                if part in SHAPES.values():
                    described["items"] = _described(part, frozenset(one.name for one in fields_of(part)))
    return schema


def _reference(kind: str, name: str, root: str = "#/components") -> dict[str, str]:
    return {"$ref": f"{root}/{kind}/{name}"}


WEBHOOK_HEADERS: dict[str, Any] = {
    "type": "object",
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature", "linli-position"],
    "properties": {
        "webhook-id": ID | {"description": "The event's id, the same at every try."},
        "webhook-timestamp": TEXT | {"pattern": "^[0-9]+$", "description": "When this try began, in seconds of Unix."},
        "webhook-signature": TEXT | {"pattern": "^v1,", "description": "Over id, timestamp and body (HMAC-SHA256)."},
        "linli-position": TEXT | {"pattern": "^[0-9]+$", "description": "The event's position in the stream."},
    },
}
