"""`python -m tests.green.patched`: pytest in a process that is patched before anything is imported."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import sys  # noqa: E402

import pytest  # noqa: E402

if __name__ == "__main__":
    os.environ["LINLI_TESTS_PATCHED"] = "1"
    sys.exit(pytest.main(["-o", "python_files=cases_*.py", "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
