"""The tables that every service has: outbox, inbox, command log, deadlines, parked events."""

import shared.deadlines
import shared.inbox  # noqa: F401 (declares its tables)
from shared.migrate import run
from shared.outbox import INFRASTRUCTURE

run(INFRASTRUCTURE)
