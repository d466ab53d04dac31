"""What a running process takes: processor time and memory, as Linux counts them (proc(5))."""

import os
from collections.abc import Mapping
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
KIB_PER_MB = 1024
FORGET_PEAK = "5"


def cpu_seconds(processes: Mapping[str, int]) -> dict[str, float]:
    """Processor time since each process was started, by its name."""
    return {name: _cpu_seconds(pid) for name, pid in processes.items()}


def _cpu_seconds(pid: int) -> float:
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    user, system = fields[11:13]
    return (int(user) + int(system)) / TICKS_PER_SECOND


def forget_peak(pid: int) -> None:
    """Have the highest memory counted from now on."""
    (PROC / str(pid) / "clear_refs").write_text(FORGET_PEAK)


def peak_mb(pid: int) -> float:
    """The most memory that the process has held at a time, since its start or `forget_peak`."""
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / KIB_PER_MB
    raise LookupError(f"nothing is told of the memory of process {pid}")
