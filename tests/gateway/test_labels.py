from typing import Any

import pytest

from gateway import town_members as town
from shared.messages.membership import ConsentTexts, SkillList
from shared.messages.wire import to_plain
from tests.gateway.edge import THING, Edge

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}


def as_service(skill: Any) -> Any:
    """As membership answers: labelled in Chinese."""
    return to_plain(skill) | {"label": skill.name}


@pytest.mark.parametrize("headers, labels", [({}, ["Haircutting", "Tuina massage"]), (CHINESE, ["理发", "推拿"])])
def test_a_list_is_labelled_in_the_callers_language(edge: Edge, headers: Any, labels: list[str]) -> None:
    skills = [as_service(one) for one in (town.BUILT_IN_SKILL, town.SKILL)]
    edge.client.answers["skills.list"] = to_plain(SkillList(items=[])) | {"items": skills}
    answer = edge.get("/v1/skills", "member", headers=headers)

    assert [item["label"] for item in answer.json["items"]] == labels
    assert [item["name"] for item in answer.json["items"]] == ["理发", "推拿"]
    assert answer.headers["Content-Language"] == ("zh-CN" if headers else "en")
    assert "Accept-Language" in answer.headers["Vary"]


def test_an_entry_without_an_english_name_is_labelled_by_its_own(edge: Edge) -> None:
    edge.client.answers["skill.show"] = as_service(town.SKILL) | {"english_name": None}
    answer = edge.get(f"/v1/skills/{THING}", "unit")

    assert (answer.json["label"], answer.headers["ETag"][:4]) == ("推拿", '"v1.')


def test_texts_of_consents_are_labelled_too(edge: Edge) -> None:
    plain = to_plain(ConsentTexts(items=[town.CONSENT_TEXT]))
    plain["items"][0]["label"] = town.CONSENT_TEXT.chinese
    edge.client.answers["consent_texts.list"] = plain

    assert edge.get("/v1/consent-texts", "member").json["items"][0]["label"] == town.CONSENT_TEXT.english


def test_other_representations_have_other_tags(edge: Edge) -> None:
    tags = set()
    for headers in ({}, CHINESE):
        edge.client.answers["skill.show"] = as_service(town.SKILL)
        tags.add(edge.get(f"/v1/skills/{THING}", "unit", headers=headers).headers["ETag"])

    assert len(tags) == 2
