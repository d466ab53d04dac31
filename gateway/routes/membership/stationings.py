"""Routes of membership: teams stationed at communities."""

from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from gateway.routes.membership.teams import OWN_TEAM, TAG
from shared.messages import membership as m

OWN_STATIONING: dict[int, tuple[str, ...]] = {403: ("stationing.not_yours", REVOKED), 404: ("stationing.unknown",)}

ROUTES = (
    Route(
        "POST",
        "/v1/teams/{team_id}/stationings",
        m.RequestStationing,
        summary="Ask a community for a team to be stationed there.",
        status=201,
        answer=m.Stationing,
        location="/v1/stationings/{id}",
        errors=OWN_TEAM | {404: ("team.unknown", "community.unknown"), 409: ("team.dissolved", "stationing.exists")},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/teams/{team_id}/stationings",
        m.ListTeamStationings,
        summary="List where a team is stationed.",
        answer=m.StationingPage,
        errors={404: ("team.unknown",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/stationings",
        m.ListCommunityStationings,
        summary="List the teams stationed at a community, with their skills.",
        answer=m.StationedTeamPage,
        errors={403: ("community.not_yours",), 404: ("community.unknown",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/stationings/{stationing_id}",
        m.ShowStationing,
        summary="Show a stationing.",
        answer=m.Stationing,
        errors={403: ("stationing.not_yours",), 404: ("stationing.unknown",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/stationings/{stationing_id}/acceptance",
        m.AcceptStationing,
        summary="Take a team that asks to be stationed.",
        answer=m.Stationing,
        heeds_if_match=True,
        errors=OWN_STATIONING | {409: ("stationing.already_decided",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/stationings/{stationing_id}/refusal",
        m.DeclineStationing,
        summary="Decline a team that asks to be stationed.",
        answer=m.Stationing,
        heeds_if_match=True,
        errors=OWN_STATIONING | {409: ("stationing.already_decided",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/stationings/{stationing_id}/end",
        m.EndStationing,
        summary="End a stationing, or take its request back.",
        answer=m.Stationing,
        heeds_if_match=True,
        errors=OWN_STATIONING | {409: ("stationing.ended", "stationing.not_decided")},
        tag=TAG,
    ),
)
