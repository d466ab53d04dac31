"""`python -m tests.green.patched`: pytest in a process that is patched as `deploy.run` does it, before all else."""

from deploy.patch import hush_eventlet, patch_process

hush_eventlet()
patch_process()

import os  # noqa: E402
import sys  # noqa: E402

import pytest  # noqa: E402

if __name__ == "__main__":
    os.environ["LINLI_TESTS_PATCHED"] = "1"
    sys.exit(pytest.main(["-o", "python_files=cases_*.py", "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
