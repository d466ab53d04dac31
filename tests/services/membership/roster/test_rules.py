from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.membership.model import masked_name
from services.membership.roster.rules import duplicates, faults_of
from shared.messages.membership import RosterEntry
from tests.services.membership.world import roster

TODAY = date(2026, 11, 24)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, appendix


def numbered(seventeen: str) -> str:
    """The number with the check digit that the standard's table gives."""
    weighed = sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True))
    return seventeen + "10X98765432"[weighed % 11]


def entry(**fields: Any) -> RosterEntry:
    return replace(RosterEntry(external_id="KX1", name="陈华英", identity_number="11010519491231002X"), **fields)


def codes(one: RosterEntry) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in faults_of(3, one, communities={"SFJ"}, today=TODAY)]


def test_the_demos_roster_has_no_faults() -> None:
    entries = roster(500)
    communities = {"SFJ", "BL", "YB", "GHT"}
    found = [
        *duplicates(entries),
        *(fault for one in entries for fault in faults_of(0, one, communities=communities, today=TODAY)),
    ]

    assert len(entries) == 500
    assert found == []


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({}, []),
        ({"birth_month": "1949-12", "residence_code": "SFJ"}, []),
        ({"identity_number": "110105194912310021"}, [("#/members/3/identity_number", "roster.check_digit")]),
        ({"identity_number": numbered("99910119830230439")}, [("#/members/3/identity_number", "roster.birth_date")]),
        ({"identity_number": numbered("99910120261125439")}, [("#/members/3/identity_number", "roster.birth_date")]),
        ({"identity_number": numbered("99910120261124439")}, []),
        ({"birth_month": "1949-11"}, [("#/members/3/birth_month", "roster.birth_month_mismatch")]),
        ({"residence_code": "BL"}, [("#/members/3/residence_code", "roster.community_unknown")]),
        (
            {"birth_month": "1949-11", "residence_code": "sfj"},
            [
                ("#/members/3/birth_month", "roster.birth_month_mismatch"),
                ("#/members/3/residence_code", "roster.community_unknown"),
            ],
        ),
    ],
)
def test_each_fault_of_an_entry_is_found_at_its_place(fields: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert codes(entry(**fields)) == expected


def test_entries_that_repeat_others_are_found() -> None:
    first, second, third = roster(3)
    entries = [first, second, replace(third, external_id=first.external_id, identity_number=second.identity_number)]

    assert [(fault.pointer, fault.code) for fault in duplicates(entries)] == [
        ("#/members/2/external_id", "roster.duplicate_external_id"),
        ("#/members/2/identity_number", "roster.duplicate_identity"),
    ]


@pytest.mark.parametrize(
    "name, masked",
    [("陈华英", "陈**"), ("韩志", "韩*"), ("欧阳建国", "欧**"), ("阿卜杜热西提·买买提", "阿**"), ("陈", "陈*")],
)
def test_of_a_name_the_first_character_is_told(name: str, masked: str) -> None:
    assert masked_name(name) == masked
