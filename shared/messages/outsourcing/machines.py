"""All state machines of outsourcing, for the pages that show them and the test that drives them."""

from shared.messages.outsourcing.award_states import AWARD_STATES, OBJECTION_STATES
from shared.messages.outsourcing.bans import BAN_STATES
from shared.messages.outsourcing.budgets import BUDGET_STATES
from shared.messages.outsourcing.call_states import CALL_STATES, PROJECT_STATES
from shared.messages.outsourcing.enquiries import ENQUIRY_STATES
from shared.messages.outsourcing.proposal_states import PROPOSAL_STATES
from shared.messages.outsourcing.qualifications import QUALIFICATION_STATES
from shared.messages.outsourcing.review_states import REVIEW_STATES, REVIEWER_STATES

MACHINES = (
    AWARD_STATES,
    BAN_STATES,
    BUDGET_STATES,
    CALL_STATES,
    ENQUIRY_STATES,
    OBJECTION_STATES,
    PROJECT_STATES,
    PROPOSAL_STATES,
    QUALIFICATION_STATES,
    REVIEW_STATES,
    REVIEWER_STATES,
)
