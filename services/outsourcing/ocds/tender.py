"""The call itself: what is asked for, by when, of whom, and how it is decided."""

from collections.abc import Iterator
from typing import Any

from services.outsourcing.model.calls import Call
from services.outsourcing.ocds.amendments import amendments_of
from services.outsourcing.ocds.parties import buyer_of, reference_to
from services.outsourcing.ocds.parts import FIELDS, KINDS, TERMS, instant, known, listed, sentence, value_of, yuan
from services.outsourcing.ocds.process import Amended, Process, Stamp
from shared.messages.outsourcing.calls import CallState

STATUSES: dict[CallState, str] = {
    "published": "active",
    "opened": "active",
    "reviewed": "active",
    "concluded": "complete",
    "unsuccessful": "unsuccessful",
    "cancelled": "cancelled",
}
SCHEME = "LINLI-FIELD"


def tender_of(process: Process, stamp: Stamp) -> dict[str, Any]:
    call = process.call
    begins = instant(call.published_at) if call.published_at else None
    return known(
        id=call.id,
        title=call.title,
        description=call.about,
        status=STATUSES[call.state],
        procuringEntity=buyer_of(process),
        items=list(_items(process)),
        value=value_of(call.total_minor),
        procurementMethod="open",
        procurementMethodDetails="公开征集社会组织服务项目",
        mainProcurementCategory="services",
        awardCriteria="ratedCriteria",
        awardCriteriaDetails=sentence([f"{one.name} {one.weight}%" for one in call.criteria]),
        submissionMethod=["electronicSubmission"],
        submissionMethodDetails=_rules(process),
        tenderPeriod=known(startDate=begins, endDate=instant(call.proposals_until)),
        enquiryPeriod=known(startDate=begins, endDate=instant(call.enquiries_until)),
        awardPeriod=known(endDate=instant(call.review_until)) if call.review_until else None,
        hasEnquiries=bool(process.answered),
        eligibilityCriteria=_eligibility(call),
        numberOfTenderers=process.tenderers_count,
        tenderers=[reference_to(one) for one in process.tenderers],
        documents=list(_documents(process)),
        milestones=list(_milestones(call)),
        amendments=amendments_of(_amended(process), stamp.previous.get("tender", {}), stamp),
    )


def _items(process: Process) -> Iterator[dict[str, Any]]:
    """Each planned project that is wanted; one item for all where proposals bring their own."""
    first, *others = [{"scheme": SCHEME, "id": one, "description": FIELDS[one]} for one in process.call.fields]
    about = known(classification=first, additionalClassifications=others)
    for project in process.projects:
        yield {"id": project.id, "description": project.title, **about}
    if not process.projects:
        yield {"id": process.call.id, "description": process.call.title, **about}


def _rules(process: Process) -> str:
    """What proposals have to keep to, in words: the standard has no fields for it."""
    call = process.call
    cap = f"每个项目不超过 {yuan(call.amount_cap_minor)}" if call.amount_cap_minor else ""
    lines = [f"{one.name}(不超过 {one.max_percent}%)" if one.max_percent else one.name for one in call.budget_lines]
    return sentence(
        [
            "通过平台接口在线申报",
            f"最多立项 {call.projects_sought} 个",
            cap,
            f"实施期限不超过 {call.duration_max_months} 个月",
            f"预算科目:{listed(lines)}" if lines else "",
            f"实施社区:{listed([one.name for one in process.communities])}" if process.communities else "",
        ]
    )


def _eligibility(call: Call) -> str:
    rules = call.eligibility
    kinds = listed([KINDS[one] for one in rules.kinds]) or "依法登记的社会组织"
    rating = f"评估等级 {rules.rating_min}A 及以上" if rules.rating_min else ""
    inspections = f"最近 {rules.inspections_passed} 年年检合格" if rules.inspections_passed else ""
    return sentence([kinds, rating, inspections])


def _milestones(call: Call) -> Iterator[dict[str, Any]]:
    """Those that each proposal must have, by their places."""
    for place, one in enumerate(call.milestones, 1):
        most = f"拨付不超过总额的 {one.max_share_percent}%" if one.max_share_percent else None
        yield known(id=f"milestone-{place}", title=one.name, type="delivery", description=most)


def _documents(process: Process) -> Iterator[dict[str, Any]]:
    """What was asked and answered, never who has asked; and why the call was cancelled."""
    for enquiry in process.answered:
        yield known(
            id=enquiry.id,
            documentType="clarifications",
            title=enquiry.question,
            description=enquiry.answer,
            datePublished=instant(enquiry.answered_at) if enquiry.answered_at else None,
        )
    if process.call.reason:
        yield known(
            id=f"cancellation-{process.call.id}",
            documentType="cancellationDetails",
            title="取消征集的原因",
            description=process.call.reason,
        )


def _amended(process: Process) -> Iterator[Amended]:
    for row in process.amendments:
        yield Amended(row.id, row.amended_at, row.reason, listed([TERMS[one] for one in row.changed]))
