"""Routes of the ordered feeds of communities, units, projects and social organisations."""

from gateway.feeds import BATCH, read_feed
from gateway.route import Route
from shared.messages.notifications import FeedPage, ReadFeed

FEEDS = "Feeds"

ROUTES = (
    Route(
        "GET",
        "/v1/communities/{community_id}/feed",
        ReadFeed,
        summary="Read what happens in a community.",
        carry_out=read_feed,
        permission="public_feed.read",
        answer=FeedPage,
        media_type=BATCH,
        fixed={"stream": "community"},
        renamed={"community_id": "stream_id"},
        errors={404: ("community.unknown",)},
        tag=FEEDS,
    ),
    Route(
        "GET",
        "/v1/units/{unit_id}/feed",
        ReadFeed,
        summary="Read what happens to a unit's members.",
        carry_out=read_feed,
        permission="unit_feed.read",
        answer=FeedPage,
        media_type=BATCH,
        fixed={"stream": "unit"},
        renamed={"unit_id": "stream_id"},
        errors={403: ("feed.not_yours",), 404: ("unit.unknown",)},
        tag=FEEDS,
    ),
    Route(
        "GET",
        "/v1/projects/{project_id}/feed",
        ReadFeed,
        summary="Read what happens in a project.",
        carry_out=read_feed,
        permission="public_feed.read",
        answer=FeedPage,
        media_type=BATCH,
        fixed={"stream": "project"},
        renamed={"project_id": "stream_id"},
        errors={404: ("project.unknown",)},
        tag=FEEDS,
    ),
    Route(
        "GET",
        "/v1/organisations/{organisation_id}/feed",
        ReadFeed,
        summary="Read what happens to a social organisation and its projects.",
        carry_out=read_feed,
        permission="organisation_feed.read",
        answer=FeedPage,
        media_type=BATCH,
        fixed={"stream": "organisation"},
        renamed={"organisation_id": "stream_id"},
        errors={403: ("feed.not_yours",), 404: ("organisation.unknown",)},
        tag=FEEDS,
    ),
)
