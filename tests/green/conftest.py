"""The cases are collected in the patched process only."""

import os

collect_ignore_glob = [] if os.environ.get("LINLI_TESTS_PATCHED") else ["cases_*.py"]
