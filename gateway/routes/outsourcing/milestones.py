"""Milestones: submitted, judged by community and residents, decided; and the schedule of a project."""

from gateway.attachments import KNOWN, MEDIA_TYPES, attach_file
from gateway.route import Route
from gateway.routes.outsourcing.files import AWAY, TOO_LARGE, UNFIT
from shared.messages.outsourcing import milestones as m
from shared.messages.outsourcing.files import AttachedFile, AttachedFiles

MILESTONES = "Milestones"
HOME = "/v1/milestones/{milestone_id}"
OWN: dict[int, tuple[str, ...]] = {403: ("milestone.not_yours",), 404: ("milestone.unknown",)}
STEP = ("milestone.not_in_step",)
RULING: dict[int, tuple[str, ...]] = {422: ("milestone.ruling_unfit",)}

ROUTES = (
    Route(
        "GET", "/v1/milestones", m.ListMilestones, summary="List milestones.", answer=m.MilestonePage, tag=MILESTONES
    ),
    Route("GET", HOME, m.ShowMilestone, summary="Show a milestone.", answer=m.Milestone, errors=OWN, tag=MILESTONES),
    Route(
        "POST",
        f"{HOME}/files",
        m.AttachDeliverable,
        summary="Attach a file of what you deliver.",
        carry_out=attach_file,
        status=201,
        answer=AttachedFile,
        location="/v1/files/{id}",
        uploads=tuple(MEDIA_TYPES),
        known=KNOWN,
        errors=OWN | {409: (*STEP, "file.too_many"), 413: TOO_LARGE, 422: UNFIT, 503: AWAY},
        tag=MILESTONES,
    ),
    Route(
        "GET",
        f"{HOME}/files",
        m.ListMilestoneFiles,
        summary="List the files of a milestone.",
        answer=AttachedFiles,
        errors=OWN,
        tag=MILESTONES,
    ),
    Route(
        "POST",
        f"{HOME}/submission",
        m.SubmitMilestone,
        summary="Say that a milestone is reached.",
        answer=m.Milestone,
        heeds_if_match=True,
        errors=OWN | {409: (*STEP, "milestone.earlier_open")},
        tag=MILESTONES,
    ),
    Route(
        "POST",
        f"{HOME}/judgement",
        m.JudgeMilestone,
        summary="Say what the community thinks of what was submitted.",
        answer=m.Milestone,
        heeds_if_match=True,
        errors=OWN | {409: (*STEP, "milestone.judged")} | RULING,
        tag=MILESTONES,
    ),
    Route(
        "POST",
        f"{HOME}/decision",
        m.DecideMilestone,
        summary="Decide on what community and residents didn't settle.",
        answer=m.Milestone,
        heeds_if_match=True,
        errors={404: ("milestone.unknown",), 409: STEP} | RULING,
        tag=MILESTONES,
    ),
    Route(
        "GET",
        "/v1/projects/{project_id}/schedule",
        m.ShowProjectSchedule,
        summary="Show all that a project has ahead and behind.",
        answer=m.ProjectSchedule,
        errors={403: ("project.not_yours",), 404: ("project.unknown",)},
        tag=MILESTONES,
    ),
)
