"""`python -m deploy.run [--demo] [--supervised] [SERVICE …]`: services in this process, which is patched first."""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from deploy.patch import hush_eventlet, patch_process

PR_SET_PDEATHSIG = 1


def run(names: Sequence[str], has_demo: bool) -> None:
    """Serve until told to stop; the embedded mode brings its databases and queues up to date first."""
    from deploy.demo.welcome import for_demo, show_welcome
    from deploy.exclusive import check_address, exclusive_home
    from deploy.keys import with_keys
    from deploy.notice import say_running, say_starting, say_stopping
    from deploy.process import serve, wait_for_engines
    from deploy.recovery import republish_unconsumed
    from deploy.system import GATEWAY, database_of, declare_all, migrate_all
    from shared.config import PROCESSES, read_settings
    from shared.logging import set_up_logging

    settings = with_keys(read_settings())
    settings = for_demo(settings) if has_demo else settings
    set_up_logging(settings.log_level)
    is_whole = not names  # single services are started by programs, to whom nothing is told
    with exclusive_home(settings.home, settings.http_address) if settings.is_embedded else nullcontext():
        if GATEWAY in (names or PROCESSES):
            check_address(settings, is_shared=not settings.is_embedded)
        if is_whole:
            say_starting()
        if settings.is_embedded:
            migrate_all(settings)
            declare_all(settings)
            republish_unconsumed(settings)
        else:
            wait_for_engines(settings, [database_of(name) for name in names])
        tell = show_welcome if has_demo else say_running
        on_ready = (lambda: tell(settings)) if has_demo or is_whole else None
        serve(settings, names or PROCESSES, on_ready, say_stopping if is_whole else None)


def end_with_parent() -> None:
    """Have the kernel end this process when the one that started it is killed; Linux alone can (prctl(2))."""
    parent = os.getppid()
    if hasattr(libc := ctypes.CDLL(None), "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    os.umask(0o077)
    if "--supervised" in sys.argv:
        end_with_parent()
    hush_eventlet()
    patch_process()
    from deploy.ending import told_in_one_line

    with told_in_one_line():
        run([word for word in sys.argv[1:] if not word.startswith("--")], "--demo" in sys.argv)
