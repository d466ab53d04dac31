"""What parameters, fields and values mean where projects are run and what belongs to them is told of."""

from gateway.glossary_menu import KINDS, STATES

OF_ITEMS = ("MenuItemPublished", "MenuItemEdited")
MAY_BELONG = (
    *OF_ITEMS,
    "MenuItemFellShort",
    "SignUpExtended",
    "MenuItemSettled",
    "MenuItemCalledOff",
    "MenuItemEnded",
    "CheckedIn",
    "CheckedOut",
    "ServiceRecorded",
    "ServiceConfirmed",
    "ServiceDisputed",
    "ServiceUpheld",
    "ServiceCorrected",
    "ServiceFinalised",
    "ServiceVoided",
)

FIELDS: dict[str, str] = {
    **{f"{event}.project_id": "The project that it belongs to; null for the community's own." for event in MAY_BELONG},
    **{
        f"{event}.social_organisation_id": "Who has planned it for the project; null for the community's own."
        for event in OF_ITEMS
    },
    **{
        f"{event}.menu_item_id": "The activity or the post; null for the delivery of a wish."
        for event in MAY_BELONG
        if event.startswith("Service")
    },
    "ProjectStarted.social_organisation_id": "The social organisation that runs it.",
    "ProjectRescheduled.social_organisation_id": "The social organisation that runs it.",
    "ProjectEnded.social_organisation_id": "The social organisation that has run it; null where nobody had begun.",
    "partner_ids": "The social organisations that do it together with this one.",
    "ProjectStarted.title": "The project's name.",
    "ProjectEnded.outcome": "How it has ended.",
    "ProjectEnded.reason": "Why; null where nothing is said.",
}
VALUES: dict[str, dict[str, str]] = {
    "ProjectEnded.outcome": {
        "completed": "it was carried out",
        "terminated": "it was broken off",
        "cancelled": "nothing came of it",
    },
    "ListProjectMenuItems.kind": KINDS,
    "ListProjectMenuItems.state": STATES,
    "ListProjectActivities.kind": KINDS,
    "ListProjectActivities.state": {name: STATES[name] for name in ("published", "called_off", "ended")},
}
PARAMETERS: dict[str, str] = {
    "ListProjectMenuItems.kind": "Activities alone, or posts.",
    "ListProjectMenuItems.state": "Those in this state alone.",
    "ListProjectMenuItems.series_id": "Those of this series alone.",
    "ListProjectActivities.kind": "Activities alone, or posts.",
    "ListProjectActivities.state": "Those in this state alone.",
}
