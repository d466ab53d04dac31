"""What of an event stands in which stream: each has its readers, and they see the fields marked for them alone."""

from dataclasses import dataclass
from typing import NamedTuple

from shared.messages.envelope import Envelope, write_event
from shared.messages.notifications import AUDIENCES, readable_fields, stream_ids_of
from shared.messages.wire import decode, encode


class StreamKey(NamedTuple):
    """Names a stream: what kind of thing it is about, and which one."""

    kind: str
    stream_id: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that has no position yet."""

    stream: StreamKey
    envelope: Envelope
    body: str

    @property
    def may_begin(self) -> bool:
        """Whether a stream may begin with it."""
        return not type(self.envelope.data).is_hearsay


def drafts_of(envelope: Envelope) -> list[Draft]:
    """The entries that an event makes: one for each stream that its fields name and whose readers may see a field."""
    drafts: list[Draft] = []
    for kind in AUDIENCES:
        if stream_ids := stream_ids_of(envelope.data, kind):
            body = _readable(envelope, readable_fields(type(envelope.data), kind))
            drafts += [Draft(StreamKey(kind, stream_id), envelope, body) for stream_id in stream_ids]
    return drafts


def _readable(envelope: Envelope, allowed: frozenset[str]) -> str:
    """The CloudEvents JSON with the allowed fields alone, in `data` and around it."""
    body = decode(write_event(envelope))
    body["data"] = {name: value for name, value in body["data"].items() if name in allowed}
    if type(envelope.data).subject_field not in allowed:
        del body["subject"]
    if "community_id" not in allowed:
        body.pop("community", None)
    return encode(body).decode()


def with_position(body: str, position: int) -> str:
    """The body as it is handed out, the same text each time: with its position as a CloudEvents extension."""
    return f'{body[:-1]},"position":{position}}}'
