"""What parameters, fields and values mean where projects and calls for proposals are told of."""

from shared.messages.outsourcing.call_states import CALL_STATES, PROJECT_STATES

FIELDS_OF_WORK = {
    "poverty_relief": "help in poverty and need",
    "education": "education and learning",
    "health": "health",
    "environment": "nature and surroundings",
    "community": "living together in the community",
    "culture_sports": "culture and sports",
    "legal_aid": "legal aid",
    "elderly": "old people",
    "children": "children and the young",
    "disability": "people with disabilities",
    "other": "something else",
}
STATES = CALL_STATES.states
PUBLISHED = {state: meaning for state, meaning in STATES.items() if state not in ("draft", "discarded")}

PATHS: dict[str, str] = {
    "call_id": "The call's id.",
    "enquiry_id": "The enquiry's id.",
}
FIELDS: dict[str, str] = {
    "ProjectRegistered.title": "The project's name.",
    "project_id": "The project.",
    "budget_minor": "The whole budget in fen: hundredths of a yuan.",
    "currency": "The budget's currency (ISO 4217).",
    "starts_on": "The project's first day.",
    "ends_on": "The project's last day.",
    "call_id": "The call for proposals.",
    "enquiry_id": "The enquiry.",
    "EnquiryAnswered.question": "What was asked.",
    "EnquiryAnswered.answer": "The department's answer, for everybody to read.",
    "answered_at": "When it was answered.",
    "EnquiryAnswered.social_organisation_id": "The social organisation that has asked.",
    "need_ids": "The needs of the community that the project is for.",
    "ProjectEdited.title": "The project's name as it is now.",
    "ProjectWithdrawn.reason": "Why nothing comes of it, in the department's words.",
}
VALUES: dict[str, dict[str, str]] = {
    "ListCalls.field": FIELDS_OF_WORK,
    "ListCalls.state": STATES,
    "BoardCallFilter.field": FIELDS_OF_WORK,
    "BoardCallFilter.state": PUBLISHED,
    "ListEnquiries.state": {
        "asked": "the department hasn't answered yet",
        "answered": "the answer is there for everybody",
    },
    "ListProjects.state": PROJECT_STATES.states,
}
PARAMETERS: dict[str, str] = {
    "ListCalls.state": "Calls in this state alone.",
    "ListCalls.field": "Calls alone whose projects may be about this.",
    "closes_after": "Calls alone whose deadline of proposals is later than this.",
    "closes_before": "Calls alone whose deadline of proposals is before this.",
    "BoardCallFilter.tenant_id": "Calls of this tenant; may be left out where there is but one.",
    "BoardCallFilter.state": "Calls in this state alone.",
    "BoardCallFilter.field": "Calls alone whose projects may be about this.",
    "ListEnquiries.state": "Enquiries in this state alone.",
    "ListProjects.state": "Projects in this state alone.",
    "ListProjects.since": "Projects registered then or later.",
}
