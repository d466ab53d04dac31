from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.membership import consents
from services.membership.consents import PURPOSES, TEXTS, ConsentWords
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.messages.envelope import Actor
from shared.messages.membership import (
    ListConsents,
    ListConsentTexts,
    RecordConsent,
    ShowConsentStanding,
)
from tests.races import at_once
from tests.services.membership.world import World, open_world


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


@pytest.fixture
def member(world: World, unit: Actor) -> Actor:
    return world.members(unit)[0]


def consent(member: Actor, decision: Any = "given", **fields: Any) -> RecordConsent:
    defaults: dict[str, Any] = {"purpose": "photo", "text_version": 1}
    return RecordConsent(member_id=str(member.member_id), decision=decision, **defaults | fields)


def standing(world: World, member: Actor) -> dict[str, Any]:
    items = world.harness.send(ShowConsentStanding(member_id=str(member.member_id)), member)["items"]
    return {item["purpose"]: item for item in items}


def log(world: World, member: Actor, reader: Actor, **paging: Any) -> Any:
    return world.harness.send(ListConsents(member_id=str(member.member_id), **paging), reader)


def test_every_purpose_has_its_text_in_both_languages(world: World) -> None:
    items = world.harness.send(ListConsentTexts(), world.department)["items"]

    assert [item["purpose"] for item in items] == list(PURPOSES) == list(TEXTS)
    assert all(item["chinese"] and item["english"] and item["version"] == 1 for item in items)


def test_what_was_decided_last_counts_and_all_of_it_is_kept(world: World, unit: Actor, member: Actor) -> None:
    steps = ["given", "withdrawn", "given"]
    answers = [world.harness.send(consent(member, step), member) for step in steps]
    now = standing(world, member)

    assert [item["decision"] for item in log(world, member, unit)["items"]] == steps
    assert (answers[0]["source"], answers[0]["organisation_id"], answers[0]["note"]) == ("member", None, None)
    assert now["photo"] == {
        "purpose": "photo",
        "is_given": True,
        "is_current": True,
        "text_version": 1,
        "decided_at": world.harness.clock.now(),
    }
    assert (now["contact_by_phone"]["is_given"], now["contact_by_phone"]["decided_at"]) == (False, None)
    first = log(world, member, world.department, limit=2)
    second = log(world, member, world.department, after=first["next"])
    assert [item["id"] for page in (first, second) for item in page["items"]] == [item["id"] for item in answers]


def test_a_unit_records_what_it_has_on_paper_and_says_so(world: World, unit: Actor, member: Actor) -> None:
    answer = world.harness.send(consent(member, note="2026年11月20日签署的纸质同意书"), unit)

    assert (answer["source"], answer["organisation_id"]) == ("unit", unit.organisation_id)
    assert answer["note"] == "2026年11月20日签署的纸质同意书"
    with pytest.raises(Invalid, match=r"^request\.unfit$") as refused:
        world.harness.send(consent(member, purpose="contact_by_phone"), unit)
    assert [fault.pointer for fault in refused.value.errors] == ["#/note"]


def test_nothing_is_given_twice_nor_withdrawn_that_was_not_given(world: World, member: Actor) -> None:
    with pytest.raises(Conflict, match=r"^consent\.not_given$"):
        world.harness.send(consent(member, "withdrawn"), member)
    world.harness.send(consent(member), member)
    with pytest.raises(Conflict, match=r"^consent\.given_already$"):
        world.harness.send(consent(member), member)
    world.harness.send(consent(member, "withdrawn"), member)
    with pytest.raises(Conflict, match=r"^consent\.not_given$"):
        world.harness.send(consent(member, "withdrawn"), member)


def test_a_new_text_asks_anew_and_the_older_consent_stands_until_then(
    world: World, member: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.harness.send(consent(member), member)
    monkeypatch.setattr(consents, "TEXTS", {**TEXTS, "photo": (*TEXTS["photo"], ConsentWords("新的", "New"))})

    assert standing(world, member)["photo"] | {"decided_at": None} == {
        "purpose": "photo",
        "is_given": True,
        "is_current": False,
        "text_version": 1,
        "decided_at": None,
    }
    for version in (1, 3):
        with pytest.raises(Conflict, match=r"^consent\.text_outdated$"):
            world.harness.send(consent(member, text_version=version), member)
    world.harness.send(consent(member, text_version=2), member)
    assert standing(world, member)["photo"]["is_current"]


def test_of_several_decisions_at_once_one_counts(world: World, member: Actor) -> None:
    replies = at_once(4, lambda _: world.harness.reply(consent(member), member))

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["consent.given_already"] * 3


def test_only_the_member_and_their_unit_record_and_the_department_reads(
    world: World, unit: Actor, member: Actor
) -> None:
    strangers = (world.open_unit("市林业局"), world.open_community("SFJ"), world.department)
    for stranger in strangers:
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            world.harness.send(consent(member, note="纸质"), stranger)
    for query in (ListConsents, ShowConsentStanding):
        for stranger in strangers[:2]:
            with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
                world.harness.send(query(member_id=str(member.member_id)), stranger)
        elsewhere = open_world(world.harness, "沈阳市皇姑区").department
        with pytest.raises(NotFound, match=r"^member\.unknown$"):
            world.harness.send(query(member_id=str(member.member_id)), elsewhere)
    assert log(world, member, world.department)["items"] == []


@pytest.mark.parametrize("change", ["UPDATE consents SET decision = 'withdrawn'", "DELETE FROM consents"])
def test_the_log_takes_no_changes(world: World, member: Actor, change: str) -> None:
    world.harness.send(consent(member), member)

    with world.harness.database.engine.begin() as connection, pytest.raises(DBAPIError):
        connection.execute(text(change))
