"""Makes a process cooperative; called before anything else is imported."""

import warnings

from shared.config import choose_cooperative_driver


def hush_eventlet() -> None:
    """Keep eventlet from announcing at each start that it is old."""
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")


def patch_process() -> None:
    """Patch the standard library for eventlet, and choose the database driver's cooperative way to wait."""
    import eventlet

    eventlet.monkey_patch()
    choose_cooperative_driver()
