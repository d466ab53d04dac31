"""What schemathesis is told about this interface beyond its description; it is loaded by the judge's own process."""

from datetime import UTC, date, datetime

import schemathesis
from hypothesis import strategies

# Days of any year would be thrown away but for one in fifty: those that are described are of these two centuries.
schemathesis.openapi.format("date", strategies.dates(date(2000, 1, 1), date(2199, 12, 31)).map(date.isoformat))
INSTANTS = strategies.integers(946_684_800, 7_258_032_000).map(lambda second: datetime.fromtimestamp(second, UTC))
schemathesis.openapi.format("date-time", INSTANTS.map(datetime.isoformat))

# Refusals of content. Others depend on the state of things, or on rules that no schema can state.
OF_CONTENT = {
    "request.invalid",
    "request.malformed",
    "body.malformed",
    "query.malformed",
    "idempotency.key_invalid",
    "header.too_large",
    "uri.too_long",
}
# What is said of rules that no schema states: a cursor is of the order that it came with.
BEYOND_SCHEMAS = {"Not a cursor of this list.", "Give something to change."}
NAME = "#/Content-Disposition"  # a name within a header, encoded


@schemathesis.check
def what_the_description_allows_is_not_refused_for_its_content(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code < 400:
        return
    if response.headers["content-type"] != ["application/problem+json"]:  # Open311 has a form of its own
        return
    problem = response.json()
    if any(one["detail"] in BEYOND_SCHEMAS or one["pointer"] == NAME for one in problem.get("errors", [])):
        return
    if problem.get("code") in OF_CONTENT:
        raise AssertionError(f"{problem['code']}: {problem.get('detail') or problem.get('errors')}")
