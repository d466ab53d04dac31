import dataclasses
import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest

from shared.errors import Invalid
from shared.identity_numbers import holds_identity_number
from shared.messages.declare import COMMANDS, Kept, Length, Pattern, fields_of, unwrap
from shared.messages.engagement import PublishWish
from shared.messages.membership import EnrolMembers, FoundStaffedTeam
from shared.messages.schema import load, schema_for
from tests.golden import describe

NUMBER, OLD = "220102199001011239", "220102900101123"
# Beside identity numbers themselves: what is read and never kept, and rosters, whose lines have rules of their own.
UNKEPT = {"identity_number", "token", "network", "code", "member_id", "phone", "tenant_id", "sign_in_as"}
UNKEPT |= {"organisation_id", "appointment_id", "content", "account_number"}


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        OLD,
        f"电话13900010001，身份证{NUMBER}。",
        f"13900010001 {NUMBER}",
        f"{NUMBER} 13900010001",
        "220102 19900101 1239",
        "220102-19900101-1239",
        "２２０１０２１９９００１０１１２３９",
        "11010519491231002X",
        "11010519491231002x",
        f"身份证号{OLD}",
    ],
)
def test_a_text_with_an_identity_number_is_known(text: str) -> None:
    assert holds_identity_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22010219900101123",
        "220102199001011237",  # another check digit
        "220102199013011230",  # no day
        f"1{NUMBER}",
        f"{NUMBER}0",
        "220102901301123",  # no day
        "990102900101123",  # no province
        "229999900101123",  # no county
        "订单 123456789012345",
        "13900010001 13900010002",
        "91220101MA0Y1X2D3W",
        "0197a1b2-0000-7000-8000-000000000001",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert not holds_identity_number(text)


@pytest.mark.parametrize(
    "command, given, pointer",
    [
        (PublishWish, {"title": f"请联系 {NUMBER}"}, "#/title"),
        (FoundStaffedTeam, {"name": NUMBER}, "#/name"),
        (FoundStaffedTeam, {"provisioning_id": NUMBER}, "#/provisioning_id"),
        (EnrolMembers, {"members": [{"skills": [NUMBER]}]}, "#/members/0/skills/0"),
    ],
)
def test_a_request_that_holds_one_is_refused_at_its_field(command: Any, given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        load(schema_for(command), given)

    assert [fault.code for fault in refused.value.errors if fault.pointer == pointer] == ["identity_number"]
    assert NUMBER not in str(refused.value.as_wire())


def texts_of(name: str, bare: Any, marks: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if dataclasses.is_dataclass(bare):
        for spec in fields_of(bare):
            yield from texts_of(spec.name, spec.type, spec.marks)
    elif get_origin(bare) in (list, tuple):
        item, _, item_marks = unwrap(get_args(bare)[0])
        yield from texts_of(name, item, item_marks)
    elif bare is str:
        yield name, marks


def may_hold_one(marks: tuple[Any, ...]) -> bool:
    patterns = [mark.regex for mark in marks if isinstance(mark, Pattern)]
    is_long = any(isinstance(mark, Length) and mark.max >= len(OLD) for mark in marks)
    return any(re.fullmatch(regex, number) for regex in patterns for number in (NUMBER, OLD)) or (
        is_long and not patterns
    )


def test_no_text_that_a_command_says_may_hold_one() -> None:
    describe()  # which has all that is declared imported
    texts = {(command.topic, *text) for command in COMMANDS.values() for text in texts_of("", command, ())}

    assert {
        f"{topic}: {name}"
        for topic, name, marks in texts
        if may_hold_one(marks) and Kept.IN_THE_CLEAR not in marks and name not in UNKEPT
    } == set()
