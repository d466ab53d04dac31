"""Needs (需求): what residents ask a community to see to, what is done with them, and who is told."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import (
    Code,
    Command,
    Id,
    Line,
    Name,
    Query,
    Shape,
    Telephone,
    Text,
    command,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit, Order

NeedState = Literal[
    "submitted",
    "accepted",
    "in_hand",
    "resolved",
    "partly",
    "unresolved",
    "declined",
    "merged",
    "reopened",
    "withdrawn",
]
NeedOutcome = Literal["resolved", "partly", "unresolved"]
NeedPrivacy = Literal["public", "place_hidden", "private"]
NeedOrigin = Literal["resident", "staff", "community", "app"]
NeedStepKind = Literal[NeedState, "link_done", "link_ended"]
LinkKind = Literal["wish", "activity", "post", "project"]
NewsLanguage = Literal["zh", "en"]


@shape
class NeedContact(Shape):
    """
    Whose need it is: encrypted at rest, shown to the community's staff alone. language: in which they are told what
    becomes of it.
    """

    name: Name | None = None
    phone: Telephone | None = None
    language: NewsLanguage = "zh"


@shape
class NeedPerson(Shape):
    """Whose need it is, as the community's staff see it."""

    name: Name | None
    phone: Telephone | None


@shape
class NeedCategory(Shape):
    """What kind of need there may be. name: in Chinese."""

    code: Code
    name: Line
    english_name: Line


@shape
class NeedCategories(Shape):
    items: list[NeedCategory]


@shape
class NeedLink(Shape):
    """
    What is being done about a need. is_done: a wish is fulfilled, an activity is over and somebody came to it, a post's
    time is over, a project completed. is_given_up: nothing comes of it; link the need with something else.
    """

    id: Id
    kind: LinkKind
    target_id: Id
    linked_at: datetime
    is_done: bool
    is_given_up: bool


@shape
class Need(Shape):
    """
    A need (需求).

    privacy: public: all but the person may be seen, once the community has accepted it; place_hidden: nor the place;
    private: nothing but that there is one. origin: staff, somebody of the community has written it down for a resident;
    community, the community has it itself; app, a city app has passed it on. latitude, longitude: where an app has told
    it, and it isn't private. ticket_path: where anybody who knows it follows the need. has_contact: that
    somebody can be asked. is_resolvable: all that was linked with it is done. merged_into_id: the need that this one
    follows.
    """

    id: Id
    community_id: Id
    ticket_number: str
    ticket_path: str
    category: Code
    title: str
    description: str
    place: str | None
    latitude: float | None
    longitude: float | None
    privacy: NeedPrivacy
    origin: NeedOrigin
    state: NeedState
    has_contact: bool
    is_resolvable: bool
    merged_into_id: Id | None
    links: list[NeedLink]
    submitted_at: datetime
    changed_at: datetime
    version: int


@shape
class NeedPage(Shape):
    items: list[Need]
    next: str | None


@shape
class NeedStep(Shape):
    """
    One step of a need. role: who took it. kind: the state that it led to; `link_done`: what was linked is done;
    `link_ended`: nothing comes of what was linked.
    """

    kind: NeedStepKind
    reason: str | None
    role: str
    at: datetime


@shape
class NeedStepPage(Shape):
    items: list[NeedStep]
    next: str | None


@shape
class NeedTicket(Shape):
    """
    What anybody who has a need's token sees of it; no personal data.

    state: of the need that it was merged into, where it was. is_merged: that it was. board_need_id: under which the
    need, or the one that it was merged into, stands on the board; null where it doesn't. steps: its own last
    fifty, oldest first; long numbers in reasons are hidden.
    """

    ticket_number: str
    community_id: Id
    category: Code
    state: NeedState
    is_merged: bool
    board_need_id: Id | None
    submitted_at: datetime
    changed_at: datetime
    steps: list[NeedStep]


@command("need.submit", secret_result=True)
class SubmitNeed(Command):
    """
    By a resident, or by the community: on behalf of somebody, where a contact is given.

    category: a code of `GET /v1/need-categories`. contact: of a resident the name alone; the phone is the one that they
    have signed in by.
    """

    community_id: Id
    category: Code
    title: Line
    description: Text
    privacy: NeedPrivacy
    place: Line | None = None
    contact: NeedContact | None = None


@command("need.accept", secret_result=True)
class AcceptNeed(Command):
    """From now on the public sees what isn't private."""

    need_id: Id
    reason: Text | None = None


@command("need.decline", secret_result=True)
class DeclineNeed(Command):
    need_id: Id
    reason: Text


@command("need.merge", secret_result=True)
class MergeNeed(Command):
    """For good: the need follows another one that the community sees to; those that follow it do so too."""

    need_id: Id
    into_id: Id
    reason: Text


@command("need.link", secret_result=True)
class LinkNeed(Command):
    """Take a need in hand by what is done about it."""

    need_id: Id
    kind: LinkKind
    target_id: Id


@command("need.unlink", secret_result=True)
class UnlinkNeed(Command):
    """The need is no more in hand, unless something else is linked with it."""

    need_id: Id
    link_id: Id


@command("need.resolve", secret_result=True)
class ResolveNeed(Command):
    """`reason` is needed unless all is resolved."""

    need_id: Id
    outcome: NeedOutcome
    reason: Text | None = None


@command("need.reopen", secret_result=True)
class ReopenNeed(Command):
    """By the resident within 30 days, or by the community."""

    need_id: Id
    reason: Text


@command("need.withdraw", secret_result=True)
class WithdrawNeed(Command):
    """By the resident, until the community has decided; what they have sent is erased."""

    need_id: Id


@command("need_contact.reveal", is_repeatable=True)
class RevealNeedContact(Command):
    """Who has looked stands in the audit trail."""

    need_id: Id


@command("need_contact.erase", secret_result=True)
class EraseNeedContact(Command):
    """Name and phone are deleted for good; by themselves 180 days after the need is closed."""

    need_id: Id


@command("need_contact.forget", secret_result=True)
class ForgetNeedContact(Command):
    """Carried out by the timer alone, 180 days after the need is closed: nobody is kept whose need it was."""

    need_id: Id


@query("need_categories.list")
class ListNeedCategories(Query):
    """The same for all communities."""


@query("need.show")
class ShowNeed(Query):
    need_id: Id


@query("need_steps.list")
class ListNeedSteps(Query):
    """The oldest first."""

    need_id: Id
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("need_ticket.show")
class ShowNeedTicket(Query):
    token: str


@query("needs.list")
class ListNeeds(Query):
    """Those that the resident has submitted, the newest first."""

    state: NeedState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("community_needs.list")
class ListCommunityNeeds(Query):
    """The newest first."""

    community_id: Id
    state: NeedState | None = None
    category: Code | None = None
    submitted_from: datetime | None = None
    submitted_until: datetime | None = None
    text: Line | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50
