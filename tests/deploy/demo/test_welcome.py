import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime

import pytest

from deploy.demo.api import Api, Problem
from deploy.demo.welcome import show_welcome
from shared.config import Settings
from tests.systems import running_system

pytestmark = pytest.mark.slow

CODE_ENDS = re.compile(r"good until (.+)\)$", re.MULTILINE)
MEMBER = re.compile(r"^ +member +(\S+)  (\S+)$", re.MULTILINE)
UNIT = re.compile(r"^ +unit +(\S+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    with running_system("embedded") as system:
        yield system.settings


@pytest.fixture
def page(settings: Settings, capsys: pytest.CaptureFixture[str]) -> str:
    show_welcome(settings)
    return capsys.readouterr().out


def test_each_line_to_try_works_when_it_is_pasted(page: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl")
    lines = re.findall(r"\bcurl .*", page)
    answers = [json.loads(subprocess.check_output(["bash", "-c", line])) for line in lines]

    board, unit, member, feed = answers
    assert board["wishes"]["published"] > 0
    assert {unit["token_type"], member["token_type"]} == {"Bearer"}
    assert [event["position"] for event in feed] == [1, 2, 3]


def test_the_end_of_a_code_is_an_instant(page: str) -> None:
    (ends,) = CODE_ENDS.findall(page)

    assert datetime.fromisoformat(ends).tzinfo is not None


def test_each_credential_signs_in_and_each_id_is_known(page: str, settings: Settings) -> None:
    api = Api(settings.public_url)
    known = []
    for name, own in (("department", "unit"), ("community", "community"), ("unit", "unit")):
        (client,) = re.findall(rf"^ +{name} +(\S+)  (\S+)$", page, re.MULTILINE)
        (organisation_id,) = re.findall(rf"^ .*\b{own} +([0-9a-f-]{{36}})$", page, re.MULTILINE)
        known.append(api.as_client(*client).get(f"/v1/organisations/{organisation_id}")["kind"])
    member = api.as_member(*MEMBER.findall(page)[0])

    assert known == ["unit", "community", "unit"]
    assert member.get("/v1/claims")["items"] == []


def test_another_start_shows_the_same_town_with_a_fresh_code(
    page: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    show_welcome(settings)
    again = capsys.readouterr().out
    (member_id, code), (same_id, fresh) = MEMBER.findall(page)[0], MEMBER.findall(again)[0]

    assert (same_id, UNIT.findall(again)) == (member_id, UNIT.findall(page))
    assert code != fresh
    with pytest.raises(Problem, match="invalid_grant"):
        Api(settings.public_url).as_member(member_id, code)
