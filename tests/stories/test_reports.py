"""What a member did is in the reports of both sides, in every form, whatever names are like; on both run modes."""

import csv
import io
from functools import partial
from typing import Any

import pytest
import requests
from openpyxl import load_workbook

from deploy.demo.api import Api, eventually
from deploy.demo.story import CLOCK, REGISTERED, Story
from gateway.tables import CSV, WORKBOOK
from shared.clock import SHANGHAI
from shared.ids import new_id
from tests.systems import System

HOSTILE = '=HYPERLINK("http://x.example","y")'


@pytest.mark.slow
def test_what_a_member_did_reaches_both_sides_and_no_name_becomes_a_formula(system: System) -> None:
    story = Story(Api(system.url), system.settings.operator_secret, new_id())
    for step in (story.open_town, story.register, story.publish_wishes, story.contest_wish, story.promise):
        step()
    story.deliver()
    story.rate()
    rename(story)
    enrol_hostile(story)
    reports = read_both(story)

    for rows, table, workbook in reports:
        texts = [cell.value for cell in workbook if isinstance(cell.value, str)]
        assert {cell.data_type for cell in workbook if isinstance(cell.value, str)} == {"s"}
        assert any(text.startswith("=") for text in texts)
        assert [cell for row in table for cell in row if cell.startswith("=")] == []
        assert len(table) == len(rows) + 1
        confirmed = table[0].index("已确认服务次数")
        assert sum(int(row[confirmed]) for row in table[1:]) == 1 == sum(row["service"]["confirmed"] for row in rows)


def rename(story: Story) -> None:
    """Names of a unit and a community that a spreadsheet would take for formulas."""
    client = story.town.credentials["department"]
    form = {name: client[name] for name in ("client_id", "client_secret")} | {"grant_type": "client_credentials"}
    base = story.api.base_url
    token = requests.post(f"{base}/oauth/token", data=form, timeout=30).json()["access_token"]
    for organisation_id in (story.town.unit_id, story.town.community_id):
        version = story.town.department.get(f"/v1/organisations/{organisation_id}")["version"]
        headers = {"Authorization": f"Bearer {token}", "If-Match": f'"v{version}"', "Idempotency-Key": new_id()}
        url = f"{base}/v1/organisations/{organisation_id}"
        assert requests.patch(url, json={"name": HOSTILE}, headers=headers, timeout=30).status_code == 200


def enrol_hostile(story: Story) -> None:
    """A member whose name and department are like that too."""
    entry = {
        "external_id": "X-1",
        "name": "=1+1",
        "identity_number": "11010519491231002X",
        "department": "@SUM(A1)",
    }
    story.town.unit.post(f"/v1/units/{story.town.unit_id}/members", {"members": [entry]})


def read_both(story: Story) -> list[tuple[Any, Any, Any]]:
    """Of the unit and of the community: the rows as JSON, the table as CSV, the workbook's cells."""
    now = CLOCK.now().astimezone(SHANGHAI)
    found = []
    for caller, path in (
        (story.town.unit, f"/v1/units/{story.town.unit_id}"),
        (story.town.community, f"/v1/communities/{story.town.community_id}"),
    ):
        report = f"{path}/reports/{now.year}-Q{(now.month + 2) // 3}"
        told = eventually("the report tells it", partial(done, caller, report))
        assert (told["registered"], told["confirmed"], told["is_provisional"]) == (REGISTERED, 1, True)
        rows = list(caller.pages(f"{path}/members/service", limit=7))
        assert rows == list(caller.pages(told["rows_path"]))
        table = caller.download(report, CSV).decode("utf-8-sig")
        book = load_workbook(io.BytesIO(caller.download(report, WORKBOOK)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        found.append((rows, list(csv.reader(io.StringIO(table, newline=""))), cells))
    return found


def done(caller: Api, path: str) -> Any:
    report = caller.get(path)
    return report if report["confirmed"] and report["ratings"]["given"] else None
