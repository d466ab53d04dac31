"""scim-sanity probes a running gateway; what it objects to stands here with the reason why it is so."""

import contextlib
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from scim_sanity.probe.runner import run_probe

from tests.judges.scim import Scim, running_scim

# By the check's name and what it says.
ACCEPTED: dict[tuple[str, str], str] = {
    (
        "PATCH /Groups/{id} add member",
        "Expected 200, got 400",
    ): "It adds somebody whom it has made up; a team takes those who are on the unit's roster.",
}
NOT_HELD = {"Agent", "AgenticApplication"}  # the draft's resource types


@pytest.fixture(scope="module")
def scim() -> Iterator[Scim]:
    with running_scim() as found:
        yield found


def probe(scim: Scim, **options: Any) -> list[dict[str, str]]:
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        run_probe(scim.root, token=scim.token, accept_side_effects=True, json_output=True, **options)
    results: list[dict[str, str]] = json.loads(told.getvalue())["results"]
    return [one for one in results if one["status"] != "skip" or one["name"].split()[0] not in NOT_HELD]


@pytest.mark.slow
def test_whatever_it_objects_to_is_meant_to_be_so(scim: Scim) -> None:
    objections = [one for one in probe(scim) if one["status"] != "pass"]

    assert {(one["name"], one["message"]) for one in objections} == ACCEPTED.keys()
