"""All state machines of outsourcing."""

from shared.messages.outsourcing.call_states import CALL_STATES, PROJECT_STATES
from shared.messages.outsourcing.enquiries import ENQUIRY_STATES

MACHINES = (CALL_STATES, ENQUIRY_STATES, PROJECT_STATES)
