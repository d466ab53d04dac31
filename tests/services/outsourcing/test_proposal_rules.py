"""What a call asks of the content of proposals, rule by rule, without a database."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.outsourcing.model.canonical import digest_of
from services.outsourcing.model.proposal_content import read_content, write_content
from services.outsourcing.model.proposal_rules import Known, find_faults
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.calls import CallNotice
from shared.messages.outsourcing.proposals import ProposalFile
from shared.messages.outsourcing.terms import (
    Criterion,
    LineOfCall,
    MilestoneOfCall,
    PlannedActivity,
    ProposalContent,
    ProposedLine,
)
from tests.services.outsourcing.proposals import LINES, MILESTONES, content_for

OWN, PARTNER, ELSEWHERE, PROJECT = (new_id() for _ in range(4))
COMMUNITY = Actor(role="community", client_id="community", organisation_id=new_id())
CONTENT = content_for(COMMUNITY)
# 23:30 in Shanghai on the last day of the year: the project begins the day after.
DEADLINE = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
CALL = CallNotice(
    title="征集",
    about="为老服务",
    fields=["elderly"],
    amount_cap_minor=8_000_050,
    duration_max_months=6,
    enquiries_until=DEADLINE - timedelta(days=9),
    proposals_until=DEADLINE,
    criteria=[Criterion(id="plan", name="方案", weight=100)],
    budget_lines=[LineOfCall(name="人员补贴", max_percent=75), LineOfCall(name="活动物料")],
    milestones=[MilestoneOfCall(name="中期", max_share_percent=40)],
)
KNOWN = Known({CONTENT.community_id}, {PROJECT: CONTENT.community_id}, {PARTNER})


def faults(content: ProposalContent, call: CallNotice = CALL, known: Known = KNOWN) -> list[tuple[str, str]]:
    found = find_faults(content, call, known, organisation_id=OWN)
    return [(fault.pointer.removeprefix("#/content"), fault.code.removeprefix("proposal.")) for fault in found]


def milestones(**changes: Any) -> list[Any]:
    return [replace(MILESTONES[0], **changes), MILESTONES[1]]


def line(name: str, amount_minor: int) -> ProposedLine:
    return ProposedLine(name=name, amount_minor=amount_minor)


def test_what_fits_to_the_last_fen_and_day_has_no_faults() -> None:
    assert faults(CONTENT) == []
    assert faults(replace(CONTENT, partner_ids=[PARTNER], activities=[PlannedActivity(title="开班")])) == []
    assert faults(replace(CONTENT, project_id=PROJECT), replace(CALL, project_ids=[PROJECT])) == []
    assert faults(CONTENT, replace(CALL, community_ids=[CONTENT.community_id], budget_lines=[], milestones=[])) == []


@pytest.mark.parametrize(
    "changes, found",
    [
        ({"amount_minor": 8_000_049}, [("/amount_minor", "sum_unfit")]),
        (
            {"amount_minor": 8_000_051, "budget": [LINES[0], line("活动物料", 2_000_051)]},
            [("/amount_minor", "over_cap")],
        ),
        ({"budget": [LINES[0], line("其他", 2_000_050)]}, [("/budget/1/name", "line_unfit")]),
        (
            {"budget": [line("人员补贴", 6_000_038), line("活动物料", 2_000_012)]},
            [("/budget/0/amount_minor", "line_over_share")],
        ),
        (
            {"budget": [line("人员补贴", 6_000_000), line("人员补贴", 38), line("活动物料", 2_000_012)]},
            [("/budget/1/amount_minor", "line_over_share")],
        ),
        ({"milestones": milestones(share_percent=39)}, [("/milestones", "shares_unfit")]),
        (
            {"milestones": milestones(name="期中")},
            [("/milestones", "milestone_missing")],
        ),
        (
            {"milestones": [MILESTONES[0], replace(MILESTONES[1], name="中期", share_percent=60)]},
            [("/milestones/1/name", "milestone_repeated"), ("/milestones/1/share_percent", "milestone_over_share")],
        ),
        (
            {"milestones": [replace(MILESTONES[0], share_percent=41), replace(MILESTONES[1], share_percent=59)]},
            [("/milestones/0/share_percent", "milestone_over_share")],
        ),
        ({"milestones": milestones(due_on=date(2026, 12, 31))}, [("/milestones/0/due_on", "dates_unfit")]),
        ({"milestones": MILESTONES[::-1]}, [("/milestones/1/due_on", "dates_unfit")]),
        ({"starts_on": date(2026, 12, 31)}, [("/starts_on", "dates_unfit")]),
        ({"ends_on": date(2026, 12, 31)}, [("/ends_on", "dates_unfit")]),
        ({"ends_on": date(2027, 7, 2)}, [("/ends_on", "too_long")]),
        (
            {"activities": [PlannedActivity(title="开班", on=date(2027, 7, 1))]},
            [("/activities/0/on", "dates_unfit")],
        ),
        ({"community_id": ELSEWHERE}, [("/community_id", "community_unfit")]),
        ({"project_id": PROJECT}, [("/project_id", "project_unfit")]),
        (
            {"partner_ids": [OWN, PARTNER, PARTNER, ELSEWHERE]},
            [(f"/partner_ids/{position}", "partner_unfit") for position in (0, 2, 3)],
        ),
    ],
)
def test_each_rule_is_told_with_the_field_that_breaks_it(changes: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert faults(replace(CONTENT, **changes)) == found


def test_the_same_day_after_the_longest_time_is_in() -> None:
    assert faults(replace(CONTENT, ends_on=date(2027, 7, 1))) == []


@pytest.mark.parametrize(
    "changes, call, found",
    [
        ({}, {"project_ids": [PROJECT]}, [("/project_id", "project_unfit")]),
        ({"project_id": ELSEWHERE}, {"project_ids": [ELSEWHERE]}, [("/project_id", "project_unfit")]),
        (
            {"project_id": PROJECT, "community_id": ELSEWHERE},
            {"project_ids": [PROJECT]},
            [("/community_id", "community_unfit")] * 2,
        ),
        ({}, {"community_ids": [ELSEWHERE]}, [("/community_id", "community_unfit")]),
    ],
)
def test_project_and_place_are_those_that_the_call_wants(
    changes: dict[str, Any], call: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert faults(replace(CONTENT, **changes), replace(CALL, **call)) == found


def test_all_faults_are_told_at_once_and_none_of_them_tells_a_sum() -> None:
    content = replace(CONTENT, amount_minor=9_123_457, ends_on=date(2027, 8, 1), partner_ids=[OWN])
    found = find_faults(content, CALL, KNOWN, organisation_id=OWN)

    assert {fault.code for fault in found} == {
        f"proposal.{name}" for name in ("sum_unfit", "over_cap", "too_long", "partner_unfit")
    }
    assert not any(sum_ in str(found) for sum_ in ("9123457", "8000050", "6000000"))


# The canonical text


FILE = ProposalFile(id=new_id(), name="方案.pdf", media_type="application/pdf", size_bytes=9, sha256="ab" * 32)


def test_the_canonical_text_is_read_as_it_was_written() -> None:
    written = write_content(CONTENT, [FILE])

    assert read_content(written.canonical) == written
    assert digest_of(written.canonical) == hashlib.sha256(written.canonical.encode()).hexdigest()


def test_the_canonical_text_is_in_the_order_of_its_names_and_without_blanks() -> None:
    text = write_content(CONTENT, []).canonical

    assert text.startswith('{"content":{"activities":[{"about":null,"on":"2027-01-09","places":5,"title":"开班"}],')
    assert ": " not in text


@pytest.mark.parametrize(
    "changes",
    [{"amount_minor": 8_000_051}, {"title": "银龄课堂"}, {"partner_ids": [PARTNER]}],
    ids=["sum", "title", "partners"],
)
def test_another_content_has_another_digest(changes: dict[str, Any]) -> None:
    written = write_content(CONTENT, [FILE])
    other = replace(written, content=replace(CONTENT, **changes))

    assert digest_of(other.canonical) != digest_of(written.canonical)


def test_a_digest_is_of_the_files_too_and_cant_be_guessed_from_the_content() -> None:
    written = write_content(CONTENT, [FILE])
    others = [replace(written, files=()), replace(written, files=(replace(FILE, sha256="cd" * 32),))]

    assert digest_of(written.canonical) not in {digest_of(one.canonical) for one in others}
    assert digest_of(write_content(CONTENT, [FILE]).canonical) != digest_of(written.canonical)
