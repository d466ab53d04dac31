"""All state machines of outsourcing, for the pages that show them and the test that drives them."""

from shared.messages.outsourcing.award_states import AWARD_STATES, OBJECTION_STATES
from shared.messages.outsourcing.bans import BAN_STATES
from shared.messages.outsourcing.budgets import BUDGET_STATES
from shared.messages.outsourcing.call_states import CALL_STATES, PROJECT_STATES
from shared.messages.outsourcing.contract_states import CONTRACT_STATES
from shared.messages.outsourcing.enquiries import ENQUIRY_STATES
from shared.messages.outsourcing.milestone_states import MILESTONE_STATES
from shared.messages.outsourcing.payment_states import PAYMENT_STATES
from shared.messages.outsourcing.proposal_states import PROPOSAL_STATES
from shared.messages.outsourcing.qualifications import QUALIFICATION_STATES
from shared.messages.outsourcing.review_states import REVIEW_STATES, REVIEWER_STATES

MACHINES = (
    CONTRACT_STATES,
    MILESTONE_STATES,
    PAYMENT_STATES,
    AWARD_STATES,
    CALL_STATES,
    ENQUIRY_STATES,
    OBJECTION_STATES,
    PROJECT_STATES,
    PROPOSAL_STATES,
    REVIEW_STATES,
    REVIEWER_STATES,
    BUDGET_STATES,
    BAN_STATES,
    QUALIFICATION_STATES,
)
