"""What problems of outsourcing tell beyond their code, as in `gateway.details`."""

from shared.messages import outsourcing

KINDS_OF_STATES = (
    outsourcing.awards.AwardState,
    outsourcing.bans.BanState,
    outsourcing.calls.CallState,
    outsourcing.enquiries.EnquiryState,
    outsourcing.objections.ObjectionState,
    outsourcing.projects.ProjectState,
    outsourcing.proposals.ProposalState,
    outsourcing.qualifications.QualificationState,
    outsourcing.reviews.ReviewState,
    outsourcing.reviews.ReviewerState,
)

DETAILS = (
    # outsourcing
    "It is past.",
    "Not before the deadline of proposals.",
    "Earlier than it was.",
    "The weights total {total}, not {whole}.",
    "The shares total {total}, more than {whole}.",
    "More than all fundings together.",
    "It stands there twice.",
    "No budget of the tenant.",
    "No project of the tenant.",
    "No community of the tenant.",
    "It takes no new reservations.",
    "Not in the communities of the call.",
    "Before the day it starts.",
    "More than 36 months after it starts.",
    # proposals
    "At most {bytes} bytes together.",
    "Not the sum of the lines.",
    "More than the call gives to one proposal.",
    "Not a line of the call.",
    "At most {percent} percent of the whole.",
    "The shares don't total 100.",
    "The call wants «{milestone}».",
    "Stands there already.",
    "Takes a day after the call's deadline.",
    "At most {months} months.",
    "Outside the time of the project.",
    "Before the milestone above it.",
    "Takes one of the call's projects.",
    "The call wants projects of your own.",
    "There is no such project any more.",
    "The project is in another community.",
    "Takes one of the call's communities.",
    "There is no such community.",
    "Stands there already, or is yourself.",
    "Not a social organisation that may take part.",
    # reviews
    "Proposals: {ids}.",
    "{criterion} has no score.",
    "Not a criterion of the call.",
    "It stands there twice.",
    "No social organisation here.",
    # social organisations
    "The profile lacks this.",
    "Takes 8 to 32 digits.",
    "Takes no day to come.",
    "Takes today or a day to come.",
    "Takes a day from today on, within five years.",
    "Takes a day with a rating, and none without.",
    "Takes a year that is over.",
)
