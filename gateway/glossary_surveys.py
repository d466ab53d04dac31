"""What parameters, fields and values mean where surveys about milestones are told of."""

from shared.messages.evaluation.surveys import SURVEY_STATES

OF_MILESTONES = ("MilestoneSubmitted", "MilestoneSurveyExtended", "MilestoneSettled")
OF_SURVEYS = ("SurveyTallied", "SurveyFellShort")
THANKS = "Thank you. Your rating has been taken; who gave it is told to nobody."

PATHS: dict[str, str] = {"survey_id": "The survey's id."}
FIELDS: dict[str, str] = {
    "milestone_id": "The milestone: a part of a project's work.",
    "survey_id": "The survey among residents who benefit; null where the contract asks for none.",
    **{f"{event}.survey_id": "The survey." for event in (*OF_SURVEYS, "MilestoneSurveyExtended")},
    **{
        f"{event}.social_organisation_id": "The social organisation that carries out the project."
        for event in (*OF_MILESTONES, *OF_SURVEYS)
    },
    "MilestoneSubmitted.title": "The project's name.",
    "MilestoneSubmitted.name": "The milestone's name.",
    "survey_ends_at": "Until when residents may rate it; null where there is no survey.",
    "MilestoneSurveyExtended.survey_ends_at": "Until when residents may rate it now.",
    "raters_min": "How many residents must rate it.",
    "MilestoneSubmitted.raters_min": "How many residents must rate it; null where there is no survey.",
    "MilestoneSettled.outcome": "What has become of it.",
    "raters": "How many residents have rated it so far, or in the end.",
    "SurveyTallied.raters": "How many ratings this is of; in the end how many there are.",
    "satisfied": "How many of them gave 4 or 5; null where fewer than five have rated.",
    "is_final": "Whether the survey is over for good.",
}
VALUES: dict[str, dict[str, str]] = {
    "MilestoneSettled.outcome": {
        "accepted": "it is accepted as a whole",
        "partly": "it is accepted in part",
        "sent_back": "it is to be mended and submitted again",
        "failed": "it isn't accepted",
        "settled": "so much of it is accepted, for the contract was terminated",
        "dropped": "it fell away, by an amendment or as the contract was terminated",
    },
    "ListSurveys.state": SURVEY_STATES.states,
    "ListSurveyInvitations.state": {
        "open": "to be used",
        "used": "somebody has rated by it",
        "expired": "not used while the survey took ratings",
    },
}
PARAMETERS: dict[str, str] = {
    "ListSurveys.project_id": "Surveys about this project alone.",
    "ListSurveys.milestone_id": "Surveys about this milestone alone.",
    "ListSurveys.state": "Surveys in this state alone.",
    "ListSurveyInvitations.state": "Invitations in this state alone.",
}
