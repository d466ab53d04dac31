"""What was measured: a table to read, and `bench.json` for programs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

MILLISECONDS = "ms"
Bound = Literal["ratio", "least", "most"]
SIGNS: dict[Bound, str] = {"ratio": "≥ {:g}×", "least": "≥ {:,g}", "most": "≤ {:,g}"}


@dataclass(frozen=True)
class Row:
    """
    One measured number.

    baseline: the same measured on the plain baseline, in the same run.
    reach: what is to be reached. bound: whether that is the least ratio to the baseline, the least value or the most.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    reach: float | None = None
    bound: Bound = "ratio"

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None

    @property
    def is_met(self) -> bool | None:
        """None where nothing is to be reached."""
        if self.reach is None:
            return None
        if self.bound == "most":
            return self.value <= self.reach
        if self.bound == "least":
            return self.value >= self.reach
        return self.ratio is not None and self.ratio >= self.reach

    def as_json(self) -> dict[str, object]:
        kept = {name: getattr(self, name) for name in ("name", "value", "unit", "baseline", "ratio", "reach")}
        return {**kept, "met": self.is_met}


def write(rows: Sequence[Row], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=2) + "\n")


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table("name", title="measured beside baselines in one run")
    for heading in ("value", "unit", "baseline", "ratio", "reach", "met"):
        table.add_column(heading, justify="right" if heading != "unit" else "left")
    for row in rows:
        table.add_row(
            row.name,
            _number(row.value),
            row.unit,
            _number(row.baseline),
            "" if row.ratio is None else f"{row.ratio:.3f}",
            "" if row.reach is None else SIGNS[row.bound].format(row.reach),
            {True: "[green]yes[/]", False: "[red]no[/]", None: ""}[row.is_met],
        )
    console.print(table)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
