from prometheus_client.parser import text_string_to_metric_families

from shared.errors import NotFound
from tests.gateway.edge import THING, Edge


def test_a_process_that_answers_lives(edge: Edge) -> None:
    assert edge.get("/healthz").json == {"status": "ok"}


def test_readiness_is_told_with_what_was_looked_at(edge: Edge) -> None:
    assert edge.get("/readyz").json == {"status": "ok", "checks": {"broker": "ok"}}


def test_what_is_away_is_named(edge: Edge) -> None:
    edge.readiness["database"] = "no connection"
    answer = edge.get("/readyz")

    assert (answer.status_code, answer.json["code"]) == (503, "gateway.not_ready")
    assert answer.json["errors"] == [{"pointer": "#/checks/database", "code": "unavailable", "detail": "no connection"}]


def test_requests_are_counted_and_timed_by_route(edge: Edge) -> None:
    edge.client.answers["wish.show"] = NotFound("wish.unknown")
    edge.get(f"/v1/wishes/{THING}", "member")
    edge.get("/nowhere/at/all")
    edge.ask("STEAL", "/nowhere/else")
    answer = edge.get("/metrics")
    samples = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    route = ("route", "/v1/wishes/{wish_id}")

    assert answer.content_type.startswith("text/plain")
    assert samples["linli_http_requests_total", ("method", "GET"), route, ("status", "404")] == 1
    assert samples["linli_http_request_duration_seconds_count", ("method", "GET"), route] == 1
    unmatched = (("method", "unmatched"), ("route", "unmatched"))
    assert samples["linli_http_requests_total", *unmatched, ("status", "404")] == 2
    assert samples["linli_http_requests_in_flight",] == 1
