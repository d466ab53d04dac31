"""Roster files as the gateway hands them on: rows of cells, in parts."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.membership.model import Member
from shared.messages.envelope import Actor
from shared.messages.membership import (
    ROSTER_COLUMNS,
    ROWS_A_PART,
    AdvanceRosterSync,
    AppendRosterRows,
    BeginRosterSync,
    CompleteRosterUpload,
    ListFindings,
    ShowRosterSync,
)
from shared.messages.wire import encode
from tests.services.membership.world import ROSTER, World

DATA = Path(__file__).parent / "data"
Row = list[Any]


def rows_of(path: Path = ROSTER, size: int | None = None) -> list[Row]:
    """The rows of a file whose columns stand in the usual order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = list(csv.reader(file))[1:]
    return [[number, record, None] for number, record in enumerate(records[:size], 2)]


def row(line: int = 2, **cells: Any) -> Row:
    """A row of 陈华英, but for the cells that are named."""
    usual = dict(zip(ROSTER_COLUMNS, rows_of(size=1)[0][1], strict=True))
    return [line, [(usual | cells)[name] for name in ROSTER_COLUMNS], None]


@dataclass
class Upload:
    """One unit's file on its way."""

    world: World
    unit: Actor
    sync_id: str
    parts: int = 0
    content: bytes = b""

    def append(self, rows: Sequence[Row]) -> None:
        content = encode(list(rows)).decode()
        command = AppendRosterRows(sync_id=self.sync_id, number=self.parts, rows=len(rows), content=content)
        self.world.harness.send(command, self.unit)
        self.parts += 1
        self.content += content.encode()

    def complete(self, digest: str | None = None) -> Any:
        digest = digest or hashlib.sha256(self.content).hexdigest()
        command = CompleteRosterUpload(sync_id=self.sync_id, parts=self.parts, digest=digest)
        return self.world.harness.send(command, self.unit)

    def step(self) -> None:
        """Let all steps be carried out that are due."""
        self.world.harness.wait(timedelta(seconds=1))

    def step_until(self, state: str) -> None:
        """Carry out single steps until a state is reached."""
        for _ in range(20):
            if self.show()["state"] == state:
                return
            self.advance()
        raise AssertionError(f"never {state}")

    def advance(self) -> None:
        """Carry out the next step of this file alone."""
        command = AdvanceRosterSync(sync_id=self.sync_id)
        self.world.harness.send(command, Actor.system(self.unit.tenant_id))

    def show(self) -> Any:
        return self.world.harness.send(ShowRosterSync(sync_id=self.sync_id), self.unit)

    def findings(self, **options: Any) -> list[Any]:
        query = ListFindings(sync_id=self.sync_id, **options)
        return list(self.world.harness.send(query, self.unit)["items"])


def begin(world: World, unit: Actor, **options: Any) -> Upload:
    begun = world.harness.send(BeginRosterSync(unit_id=str(unit.organisation_id), **options), unit)
    return Upload(world, unit, begun["id"])


def sync(world: World, unit: Actor, rows: Sequence[Row], **options: Any) -> Upload:
    """Have a whole file taken over, unless something is against it."""
    upload = begin(world, unit, **options)
    for start in range(0, len(rows), ROWS_A_PART):
        upload.append(rows[start : start + ROWS_A_PART])
    upload.complete()
    upload.step()
    return upload


def report(upload: Upload) -> dict[str, int]:
    """What the report counts, without what it counts none of."""
    return {name: count for name, count in upload.show()["report"].items() if count}


def kept(world: World, state: str = "active") -> dict[str, Member]:
    """The members in a state, by their numbers."""

    with world.harness.database.reading() as session:
        return {
            one.external_id: one
            for one in session.scalars(select(Member).where(Member.state == state).order_by(Member.id))
        }


def kept_of(world: World, unit: Actor) -> dict[str, Member]:
    """The members on one unit's roster, by their numbers."""
    with world.harness.database.reading() as session:
        query = select(Member).where(Member.unit_id == unit.organisation_id, Member.state == "active")
        return {one.external_id: one for one in session.scalars(query)}
