"""Profiles of social organisations: said by themselves, rated and inspected by the department."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.inbox import COMMAND_LOG
from shared.messages.envelope import Actor
from shared.messages.membership import SocialOrganisationOpened
from shared.messages.outsourcing.profiles import (
    BankAccount,
    EditOrganisationProfile,
    InspectionRecorded,
    ListDocuments,
    OrganisationProfileEdited,
    OrganisationRated,
    RecordInspection,
    RevealBankAccount,
    SetRating,
    ShowOrganisationProfile,
)
from tests.harness import Harness
from tests.services.outsourcing.world import document_of, open_organisation, profile_of, qualify

NUMBER = "156203718842"
OTHER_ACCOUNT = BankAccount(bank="建设银行", account_name="睦邻", account_number="62270012345678")


def shown(harness: Harness, organisation: Actor, actor: Actor | None = None) -> Any:
    query = ShowOrganisationProfile(organisation_id=str(organisation.organisation_id))
    return harness.send(query, actor or organisation)


def test_an_organisation_begins_with_nothing_and_is_told_what_it_lacks(harness: Harness, organisation: Actor) -> None:
    profile = shown(harness, organisation)

    assert (profile["kind"], profile["fields"], profile["bank_account"], profile["version"]) == (None, [], None, 1)
    assert profile["lacks"] == [
        "kind",
        "authority",
        "registered_on",
        "fields",
        "introduction",
        "bank_account",
        "documents/registration_certificate",
        "documents/charter",
    ]


def test_one_told_of_again_keeps_what_it_has_said(harness: Harness, organisation: Actor) -> None:
    harness.send(profile_of(organisation), organisation)
    again = SocialOrganisationOpened(
        social_organisation_id=str(organisation.organisation_id), name="睦邻", code="52220100MJ7777777X"
    )
    harness.tell(again, again)

    assert shown(harness, organisation)["kind"] == "social_service_institution"


def test_what_an_organisation_says_is_shown_to_it_and_the_department_and_told(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    profile = harness.send(profile_of(organisation, website="https://mulin.example.org/"), organisation)

    assert shown(harness, organisation, department) == profile
    assert (profile["kind"], profile["fields"]) == ("social_service_institution", ["community", "elderly"])
    assert profile["lacks"] == ["documents/registration_certificate", "documents/charter"]
    assert harness.events == [
        OrganisationProfileEdited(
            social_organisation_id=str(organisation.organisation_id),
            kind="social_service_institution",
            fields=["community", "elderly"],
            introduction="为老服务与社区营造。",
            website="https://mulin.example.org/",
        )
    ]


def test_the_bank_account_is_masked_encrypted_and_never_told(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    profile = harness.send(profile_of(organisation), organisation)
    for actor in (organisation, department):
        harness.send(RevealBankAccount(organisation_id=str(organisation.organisation_id)), actor)
    with harness.database.reading() as session:
        rows = [
            *session.execute(text("SELECT * FROM organisation_profiles")),
            *session.execute(text("SELECT * FROM outbox")),
            *session.execute(select(COMMAND_LOG)),
        ]
    kept = str([tuple(row) for row in rows])  # a row by itself is shortened

    assert profile["bank_account"]["account_number"] == "********8842"
    assert NUMBER not in kept
    assert "中国银行" not in kept


def test_who_reveals_the_account_gets_it_whole_and_stands_in_the_log(
    harness: Harness, organisation: Actor, department: Actor, community: Actor
) -> None:
    reveal = RevealBankAccount(organisation_id=str(organisation.organisation_id))
    with pytest.raises(NotFound, match=r"^bank_account\.none$"):
        harness.send(reveal, department)
    harness.send(profile_of(organisation), organisation)

    assert harness.send(reveal, department)["account_number"] == NUMBER
    for actor in (open_organisation(harness, name="另一家"), community):
        with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
            harness.send(reveal, actor)
    with harness.database.reading() as session:
        log = COMMAND_LOG.c
        seen = session.execute(select(log.role, log.subject).where(log.topic == reveal.topic)).all()
    assert [tuple(one) for one in seen] == [("department", f"organisation/{organisation.organisation_id}")]


def test_an_account_that_is_not_sent_stays(harness: Harness, organisation: Actor) -> None:
    harness.send(profile_of(organisation), organisation)
    profile = harness.send(profile_of(organisation, bank_account=None, introduction=None), organisation)

    assert profile["bank_account"]["account_number"] == "********8842"
    assert profile["introduction"] is None


def test_another_account_is_marked_for_the_department_and_the_qualification_stays(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    qualify(harness, organisation, department)
    assert shown(harness, organisation)["bank_changed_at"] is None
    harness.send(profile_of(organisation), organisation)
    assert shown(harness, organisation)["bank_changed_at"] is None  # the same as before

    profile = harness.send(profile_of(organisation, bank_account=OTHER_ACCOUNT), organisation)
    assert profile["bank_changed_at"] == harness.clock.now()


def test_the_kind_stays_while_a_qualification_stands(harness: Harness, organisation: Actor, department: Actor) -> None:
    harness.send(profile_of(organisation, kind="foundation"), organisation)
    qualify(harness, organisation, department)

    with pytest.raises(Conflict, match=r"^organisation\.kind_fixed$"):
        harness.send(profile_of(organisation, kind="foundation"), organisation)
    harness.send(profile_of(organisation, introduction="新的介绍"), organisation)


def test_nobody_else_edits_it_and_it_is_edited_as_it_was_read(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    for actor in (department, open_organisation(harness, name="另一家")):
        with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
            harness.send(profile_of(organisation), actor)
    harness.send(profile_of(organisation), organisation, expected_version=1)
    with pytest.raises(PreconditionFailed):
        harness.send(profile_of(organisation), organisation, expected_version=1)


def test_it_was_not_registered_in_time_to_come(harness: Harness, organisation: Actor) -> None:
    with pytest.raises(Invalid, match=r"^organisation\.registered_later$"):
        harness.send(profile_of(organisation, registered_on=date(2026, 11, 25)), organisation)


def test_rating_and_inspections_are_the_departments_alone(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    organisation_id = str(organisation.organisation_id)
    rate = SetRating(organisation_id=organisation_id, rating=4, valid_until=date(2029, 6, 30))
    inspect = RecordInspection(organisation_id=organisation_id, year=2025, result="passed")
    for message in (rate, inspect):
        with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
            harness.send(message, organisation)
    harness.send(rate, department)
    harness.send(replace(inspect, year=2024), department)
    harness.send(inspect, department)
    profile = harness.send(replace(inspect, result="basically_passed"), department)

    assert (profile["rating"], profile["rating_valid_until"]) == (4, date(2029, 6, 30))
    assert [(one["year"], one["result"]) for one in profile["inspections"]] == [
        (2025, "basically_passed"),
        (2024, "passed"),
    ]
    assert len(harness.events_of(OrganisationRated)) == 1
    assert [one.result for one in harness.events_of(InspectionRecorded)] == ["passed", "passed", "basically_passed"]


def test_what_makes_no_rating_and_no_inspection_is_refused(
    harness: Harness, organisation: Actor, department: Actor
) -> None:
    organisation_id = str(organisation.organisation_id)
    for rating, valid_until in ((4, None), (None, date(2029, 6, 30))):
        with pytest.raises(Invalid, match=r"^organisation\.rating_unfit$"):
            harness.send(SetRating(organisation_id=organisation_id, rating=rating, valid_until=valid_until), department)
    with pytest.raises(Invalid, match=r"^inspection\.year_unfit$"):
        harness.send(RecordInspection(organisation_id=organisation_id, year=2026, result="passed"), department)


def test_there_is_nothing_of_an_organisation_of_another_tenant(harness: Harness, organisation: Actor) -> None:
    elsewhere = Actor(role="department", client_id="x", tenant_id=new_id(), organisation_id=new_id())
    organisation_id = str(organisation.organisation_id)
    messages: list[Any] = [
        ShowOrganisationProfile(organisation_id=organisation_id),
        ListDocuments(organisation_id=organisation_id),
        RevealBankAccount(organisation_id=organisation_id),
        EditOrganisationProfile(organisation_id=organisation_id, fields=[]),
        document_of(organisation),
    ]
    for message in messages:
        with pytest.raises(NotFound, match=r"^organisation\.unknown$"):
            harness.send(message, elsewhere)
