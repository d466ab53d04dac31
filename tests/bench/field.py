"""What runs while a run lasts."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.baseline import Baseline
from tests.bench.linli import Linli
from tests.bench.load import LoadGenerator
from tests.bench.postgresql import BarePostgreSQL
from tests.bench.size import Size


@dataclass(frozen=True)
class Field:
    """
    The systems that are measured, and how much.

    tell: called with each result as it comes.
    """

    size: Size
    generator: LoadGenerator
    linli: Linli
    baseline: Baseline
    bare: BarePostgreSQL | None
    tell: Callable[[str], None]
