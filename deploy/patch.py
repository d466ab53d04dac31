"""Makes a process cooperative; called before anything else is imported."""

import warnings

from shared.config import choose_cooperative_driver


def hush_eventlet() -> None:
    """Keep eventlet from announcing at each start that it is old."""
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")


def patch_process() -> None:
    """Patch the standard library for eventlet, and have the database driver wait where greenlets can run."""
    import eventlet

    eventlet.monkey_patch()
    choose_cooperative_driver()
    from psycopg import waiting

    from deploy.waiting import wait_green

    waiting.wait = wait_green
