"""One release: all sections, as they are now."""

from typing import Any

from services.outsourcing.ocds.awards import awards_of
from services.outsourcing.ocds.contracts import contracts_of
from services.outsourcing.ocds.merging import OWN, carry
from services.outsourcing.ocds.parties import buyer_of, parties_of
from services.outsourcing.ocds.parts import LANGUAGE, known, stamp_of
from services.outsourcing.ocds.planning import planning_of
from services.outsourcing.ocds.process import Process, Stamp
from services.outsourcing.ocds.tender import tender_of


def release_of(process: Process, stamp: Stamp, tags: list[str]) -> dict[str, Any]:
    """Its whole text: what is said anew, and that what is gone is null."""
    before = {name: value for name, value in stamp.previous.items() if name not in OWN}
    own = {"ocid": stamp.ocid, "id": stamp.id, "date": stamp_of(stamp.released_at), "tag": tags}
    return own | carry(before, sections_of(process, stamp))


def sections_of(process: Process, stamp: Stamp) -> dict[str, Any]:
    """The process as it is, without a word on what it was."""
    return known(
        initiationType="tender",
        language=LANGUAGE,
        parties=parties_of(process),
        buyer=buyer_of(process),
        planning=planning_of(process),
        tender=tender_of(process, stamp),
        awards=awards_of(process),
        contracts=contracts_of(process, stamp),
        relatedProcesses=_related(process),
    )


def _related(process: Process) -> list[dict[str, Any]]:
    """The call that this one calls again."""
    if process.first is None or process.first_ocid is None:
        return []
    came_to_nothing = process.first.state == "unsuccessful"
    return [
        {
            "id": process.first.id,
            "relationship": ["unsuccessfulProcess" if came_to_nothing else "prior"],
            "title": process.first.title,
            "scheme": "ocid",
            "identifier": process.first_ocid,
        }
    ]
