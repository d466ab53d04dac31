"""What is told of activities and posts."""

from datetime import date, datetime

from shared.messages.declare import Code, Event, Id, Line, Name, Public, Shape, Text, event, shape
from shared.messages.engagement.menu_items import CallingOffCause, MenuItemKind


@shape
class OfferedRole(Shape):
    """A role as it is told of. free: places that nobody has or is offered."""

    role_id: Id
    name: Name
    min_places: int
    max_places: int
    free: int
    waiting: int
    skills: list[str]


@event("menu_item.published", subject="menu_item_id")
class MenuItemPublished(Event):
    """An activity or a post stands on the menu."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    kind: Public[MenuItemKind]
    title: Public[Line]
    category: Public[Code]
    description: Public[Text]
    location: Public[Line] | None
    starts_at: Public[datetime] | None
    ends_at: Public[datetime] | None
    from_on: Public[date] | None
    until_on: Public[date] | None
    sign_up_opens_at: Public[datetime] | None
    sign_up_closes_at: Public[datetime] | None
    roles: Public[list[OfferedRole]]
    project_id: Public[Id] | None = None
    social_organisation_id: Public[Id] | None = None


@event("menu_item.edited", subject="menu_item_id")
class MenuItemEdited(Event):
    """What the menu says of an activity or a post has changed; all of it is told."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    kind: Public[MenuItemKind]
    title: Public[Line]
    category: Public[Code]
    description: Public[Text]
    location: Public[Line] | None
    starts_at: Public[datetime] | None
    ends_at: Public[datetime] | None
    from_on: Public[date] | None
    until_on: Public[date] | None
    sign_up_opens_at: Public[datetime] | None
    sign_up_closes_at: Public[datetime] | None
    roles: Public[list[OfferedRole]]
    project_id: Public[Id] | None = None
    social_organisation_id: Public[Id] | None = None


@event("menu_item.fell_short", subject="menu_item_id")
class MenuItemFellShort(Event):
    """A day before the sign-up closes fewer have come than are needed."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    sign_up_closes_at: Public[datetime]
    missing: Public[int]
    project_id: Public[Id] | None = None


@event("menu_item.sign_up_extended", subject="menu_item_id")
class SignUpExtended(Event):
    """Too few had come when the sign-up closed, so it goes on."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    sign_up_closes_at: Public[datetime]
    missing: Public[int]
    project_id: Public[Id] | None = None


@event("menu_item.settled", subject="menu_item_id")
class MenuItemSettled(Event):
    """Enough have come when the sign-up closed: it takes place."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    project_id: Public[Id] | None = None


@event("menu_item.called_off", subject="menu_item_id")
class MenuItemCalledOff(Event):
    """It doesn't take place; whoever had a place has none any more."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    cause: Public[CallingOffCause]
    reason: Public[Text] | None
    project_id: Public[Id] | None = None


@event("menu_item.ended", subject="menu_item_id")
class MenuItemEnded(Event):
    """The activity, or the post's time, is over."""

    menu_item_id: Public[Id]
    community_id: Public[Id]
    project_id: Public[Id] | None = None
