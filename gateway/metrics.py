"""What Prometheus is told about requests."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class RequestMetrics:
    """Counts and times requests by route template, never by path, so that the number of series stays bounded."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("method", "route", "status")
        self.in_flight = Gauge("linli_http_requests_in_flight", "Requests being worked on.", registry=registry)
        self._requests = Counter("linli_http_requests", "Requests answered.", labels, registry=registry)
        self._seconds = Histogram(
            "linli_http_request_duration_seconds",
            "Time from a request's start to its answer's.",
            ("method", "route"),
            buckets=BUCKETS_SECONDS,
            registry=registry,
        )

    def note(self, method: str, route: str, *, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)
