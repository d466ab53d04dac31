"""What was told by OCDS, and what there is to tell now."""

import json
from typing import Any

from sqlalchemy import select

from services.outsourcing.model.releases import Release
from services.outsourcing.ocds.release import sections_of
from services.outsourcing.repository.releases import Releases
from tests.harness import Harness


def releases(harness: Harness, call_id: str | None = None) -> list[dict[str, Any]]:
    """What was told, in order."""
    rows = select(Release).order_by(Release.position)
    with harness.database.reading() as session:
        found = session.scalars(rows if call_id is None else rows.where(Release.call_id == call_id)).all()
        return [json.loads(one.body) for one in found]


def now_of(harness: Harness, call_id: str) -> dict[str, Any]:
    """The process as its tables have it now."""
    with harness.database.writing() as session:
        found = Releases(session, harness.tools.settings)
        process = found.gather(call_id)
        told: dict[str, Any] = json.loads(
            json.dumps(sections_of(process, found.next_stamp(process.call, harness.clock.now())))
        )
        return told
