"""All state machines of outsourcing, for the pages that show them and the test that drives them."""

from shared.messages.outsourcing.bans import BAN_STATES
from shared.messages.outsourcing.qualifications import QUALIFICATION_STATES

MACHINES = (BAN_STATES, QUALIFICATION_STATES)
