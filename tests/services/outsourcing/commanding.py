"""How each command of a machine is sent: about what, by whom, and who would have no business sending it."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from gateway.routes import ROUTES
from shared.ids import new_id
from shared.messages import outsourcing as messages
from shared.messages.declare import Command, Event, fields_of
from shared.messages.envelope import Actor
from shared.messages.outsourcing.calls import CallTerms
from shared.states import Machine
from tests.gateway.edge import ROLES
from tests.harness import TENANT
from tests.services.outsourcing.contracting import BY, milestones
from tests.services.outsourcing.proposals import content_for
from tests.services.outsourcing.reviewing import costing, points
from tests.services.outsourcing.stages import AMOUNT, Stage, somebody
from tests.services.outsourcing.world import terms

OF_REVIEWERS = (
    messages.reviews.DeclareInterests,
    messages.reviews.DeclineReviewing,
    messages.reviews.SaveScores,
    messages.reviews.SubmitReview,
    messages.reviews.RecuseReviewer,
)
OF_OBJECTORS = (messages.objections.FileObjection, messages.objections.WithdrawObjection)
OF_PARTNERS = (messages.proposals.ConfirmPartner, messages.proposals.RefusePartner)
OF_ANYBODY = (messages.enquiries.AskEnquiry, messages.objections.FileObjection)

Making = Callable[[Stage], dict[str, Any]]


def _standing_digest(stage: Stage, version: str) -> str:
    if "contract" not in stage.ids:
        return "0" * 64
    found = stage.shown_contract()[version]
    return str(found["sha256"]) if found else "0" * 64


SAID: Mapping[str, Any] = {
    "amount_minor": 1,
    "answer": "可以。",
    "content": b64encode(b"%PDF-1.7 %%EOF").decode(),
    "ends_on": date(2027, 6, 30),
    "interests": [],
    "is_final": True,
    "media_type": "application/pdf",
    "milestones": milestones(40, 60),
    "name": "报告.pdf",
    "note": "说明",
    "outcome": "dismissed",
    "question": "能否联合申报?",
    "raters": 10,
    "raters_min": 5,
    "reason": "说明",
    "reference": "001",
    "result": "good",
    "satisfied": 9,
    "scores": points(90),
    "starts_on": date(2027, 1, 1),
    "text": "说明",
    "valid_until": date(2028, 1, 1),
    "verdict": "accepted",
    **BY,
}
# What isn't the same for all, and what goes beyond what is needed.
BESIDES: Mapping[type[Any], Making] = {
    messages.budgets.EditBudget: lambda _: {"name": "另一个"},
    messages.calls.AmendCall: lambda _: {"about": "增加助浴。"},
    messages.calls.EditCall: lambda stage: terms(stage.harness, fundings=stage.fundings),
    messages.contracts.AgreeToAmendment: lambda stage: {"sha256": _standing_digest(stage, "proposed")},
    messages.contracts.AmendContract: lambda _: {"text": "另一份"},
    messages.contracts.SignContract: lambda stage: {"sha256": _standing_digest(stage, "standing")},
    messages.payments.RecordPayment: lambda stage: {"paid_on": stage.harness.clock.now().date()},
    messages.projects.EditProject: lambda _: {"title": "另一个"},
    messages.proposals.ConfirmPartner: lambda stage: {"organisation_id": str(stage.partner.organisation_id)},
    messages.proposals.RefusePartner: lambda stage: {"organisation_id": str(stage.partner.organisation_id)},
    messages.proposals.SaveProposal: lambda stage: {"content": content_for(stage.community, **costing(AMOUNT - 1))},
    messages.reviews.AssignReviewer: lambda _: {"member_id": new_id()},
}
OWN_ID = {"organisation_id": "qualification", "file_id": "proposal"}


def make(kind: type[Any], stage: Stage, **given: Any) -> Any:
    """A command, or an event, about what the stage is about."""
    told = BESIDES.get(kind, lambda _: {})(stage) | given
    for spec in fields_of(kind):
        if spec.name in told or not spec.is_required:
            continue
        if spec.name in ("community_id", "social_organisation_id"):
            told[spec.name] = stage.id_of(spec.name.removeprefix("social_").removesuffix("_id"))
        elif spec.name.endswith("_id"):
            told[spec.name] = stage.id_of(spec.name.removesuffix("_id"))
        else:
            told[spec.name] = SAID[spec.name]
    return kind(**told)


def is_event(kind: type[Any]) -> bool:
    return issubclass(kind, Event)


def is_about(kind: type[Any], machine: Machine) -> bool:
    """Whether a command names a thing of this machine; else the thing follows what the command is about."""
    names = [one.name for one in fields(kind) if one.name not in CallTerms.__dataclass_fields__]
    return not is_event(kind) and OWN_ID.get(names[0], names[0].removesuffix("_id")) == machine.name


def roles_of(kind: type[Any]) -> list[Any]:
    """Whom the gateway lets through with it; the timer where nobody is."""
    return [*dict.fromkeys(rule.role for route in ROUTES if route.message is kind for rule in route.allow)] or [
        "system"
    ]


def sender_of(kind: type[Command], stage: Stage, role: Any) -> Actor:
    """Who may send it, in one of the roles that may."""
    if role == "system":
        return Actor.system(TENANT)
    if kind in OF_OBJECTORS or (kind in OF_REVIEWERS and not (_is_of_department(kind) and role == "department")):
        return stage.person
    if kind in OF_PARTNERS:
        return stage.partner
    if kind is messages.payments.RecordPayment:
        return stage.other
    return {"community": stage.community, "organisation": stage.organisation}.get(role, stage.department)


def strangers_of(kind: type[Command], stage: Stage) -> Iterator[Actor]:
    """
    Who may not send it: the very party in each other role, the others of its role, and who is of another tenant. Who
    reviews is known by their person, whose role is the gateway's to look at.
    """
    may = roles_of(kind)
    for role in (*ROLES, "public"):
        if role not in may:
            party = somebody(role) if kind in OF_REVIEWERS else sender_of(kind, stage, may[0])
            yield replace(party, role=role, tenant_id=TENANT)
    for role in may:
        if role == "system":
            continue
        yield replace(somebody(role), tenant_id=new_id())
        if not (kind in OF_ANYBODY or (role == "department" and _is_of_department(kind))):
            yield somebody(role)


def _is_of_department(kind: type[Command]) -> bool:
    """Whether the department acts as such, and not as somebody who happens to review."""
    return kind not in OF_REVIEWERS or kind is messages.reviews.RecuseReviewer
