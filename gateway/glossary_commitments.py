"""What parameters, fields and values mean where public commitments are told of."""

KINDS = {"wish": "a wish", "activity": "a place in an activity", "post": "a place at a post"}
STATES = {
    "open": "promised, and to be judged",
    "kept": "kept",
    "partly": "kept in part",
    "broken": "not kept",
    "lapsed": "nothing was told of it in time",
    "released": "who promised is held to it no more",
}
PUT_OFF = "Put off, from"
RULINGS = {name: STATES[name] for name in ("kept", "partly", "broken", "lapsed")}
APPEALS = {
    "pending": "the department is to decide",
    "upheld": "what was said stays",
    "changed": "another verdict stands in its place",
}

FIELDS: dict[str, str] = {
    "PlaceCommitmentMade.kind": "Whether it is about an activity or a post.",
    "PlaceCommitmentMade.title": "What the activity or the post is called.",
    "PlaceCommitmentJudged.verdict": "What the community says became of it.",
    "CommitmentNudged.by": "Who has nudged.",
    "CommitmentAppealDecided.before": "What was said of it until then.",
    "CommitmentAppealDecided.verdict": "What is said of it from now on.",
}

VALUES: dict[str, dict[str, str]] = {
    "PlaceCommitmentMade.kind": {name: KINDS[name] for name in ("activity", "post")},
    "CommitmentNudged.by": {"unit": "the unit of who has promised", "community": "the community"},
    "CommitmentAppealDecided.before": RULINGS,
    "CommitmentAppealDecided.verdict": RULINGS,
    "ListCommitments.state": STATES,
    "ListCommitments.kind": KINDS,
    "ListCommitments.appeal": APPEALS,
    "BoardCommitmentFilter.state": STATES,
    "BoardCommitmentFilter.kind": KINDS,
}

PARAMETERS: dict[str, str] = {
    "ListCommitments.state": "Commitments in this state alone.",
    "ListCommitments.kind": "Commitments about this alone.",
    "ListCommitments.appeal": "Those alone of which there is an appeal in this state.",
    "ListCommitments.due_until": "Those alone whose deadline is this instant or before.",
    "BoardCommitmentFilter.state": "Commitments in this state alone.",
    "BoardCommitmentFilter.kind": "Commitments about this alone.",
}
