"""What is told of needs: to the public of those alone that aren't private, and of residents' contacts nothing."""

from datetime import datetime

from shared.messages.declare import Code, Event, Id, Line, Public, Text, event
from shared.messages.engagement.needs import LinkKind, NeedOutcome, NeedState, NewsLanguage


@event("need.submitted", subject="need_id")
class NeedSubmitted(Event):
    """A need has come in; what it says is told once the community has accepted it."""

    need_id: Public[Id]
    community_id: Public[Id]
    category: Public[Code]


@event("need.accepted", subject="need_id")
class NeedAccepted(Event):
    """The community will see to a need."""

    need_id: Public[Id]
    community_id: Public[Id]
    category: Public[Code]
    title: Public[Line]
    description: Public[Text]
    place: Public[Line] | None
    before: NeedState
    latitude: Public[float] | None = None
    longitude: Public[float] | None = None
    submitted_at: Public[datetime] | None = None


@event("need.declined", subject="need_id")
class NeedDeclined(Event):
    """The community won't see to a need; it stands on the board no more."""

    need_id: Public[Id]
    community_id: Public[Id]
    before: NeedState


@event("need.merged", subject="need_id")
class NeedMerged(Event):
    """A need goes on with another one; it stands on the board no more."""

    need_id: Public[Id]
    community_id: Public[Id]
    into_need_id: Public[Id] | None
    before: NeedState


@event("need.linked", subject="need_id")
class NeedLinked(Event):
    """Something is being done about a need."""

    need_id: Public[Id]
    community_id: Public[Id]
    link_kind: Public[LinkKind]
    target_id: Public[Id]
    title: Public[Line] | None = None


@event("need.unlinked", subject="need_id")
class NeedUnlinked(Event):
    """What was being done is no more for this need."""

    need_id: Public[Id]
    community_id: Public[Id]
    link_kind: Public[LinkKind]
    target_id: Public[Id]
    is_in_hand: Public[bool]


@event("need.resolved", subject="need_id")
class NeedResolved(Event):
    """The community has told what became of a need."""

    need_id: Public[Id]
    community_id: Public[Id]
    outcome: Public[NeedOutcome]


@event("need.reopened", subject="need_id")
class NeedReopened(Event):
    """A need that was closed goes on, as if it were just accepted."""

    need_id: Public[Id]
    community_id: Public[Id]
    category: Public[Code]
    title: Public[Line]
    description: Public[Text]
    place: Public[Line] | None
    before: NeedState
    latitude: Public[float] | None = None
    longitude: Public[float] | None = None
    submitted_at: Public[datetime] | None = None


@event("need.withdrawn", subject="need_id")
class NeedWithdrawn(Event):
    """The resident has taken a need back before it was decided."""

    need_id: Public[Id]
    community_id: Public[Id]


@event("need.counted", subject="need_id")
class NeedCounted(Event):
    """Any need has gone from one state to another: private ones are counted too, and nothing else is told of them."""

    need_id: Id
    community_id: Id
    before: NeedState | None
    state: NeedState


@event("need_news.issued", subject="news_id")
class NeedNewsIssued(Event):
    """Somebody is to be told what has become of their need. The phone is encrypted."""

    news_id: Id
    address_encrypted: str
    ticket_number: str
    state: NeedState
    expires_at: datetime
    language: NewsLanguage = "zh"
