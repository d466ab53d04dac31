"""What rows are read by may change while a file is on its way: then they are read anew."""

import pytest
from sqlalchemy import select

from services.membership.model import MemberTag, RosterChange
from services.membership.model.rosters import MOST_RESTARTS
from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.services.membership.roster_files import Upload, begin, kept, report, row
from tests.services.membership.world import World

ANOTHERS = "999101196511237330"
STATES = ("receiving", "comparing", "applying")


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_roster_communities()


@pytest.fixture
def unit(world: World, community: Actor) -> Actor:
    return world.open_unit()


def read(world: World, unit: Actor, until: str) -> Upload:
    """A file with a known word that is to stand for another, at some stage."""
    upload = begin(world, unit)
    upload.append([row(skills="无人机航拍")])
    upload.advance()
    upload.append([row(3, external_id="N2", identity_number=ANOTHERS, birth_month="", skills="")])
    upload.complete()
    if until != "receiving":
        upload.step_until(until)
    return upload


def list_skill(world: World, name: str = "航拍", *words: str) -> None:
    command = m.AddSkill(
        kind="skill", code=f"drone{len(name)}", name=name, english_name="Drones", synonyms=[*words], adopts=[]
    )
    world.harness.send(command, world.department)


@pytest.mark.parametrize("state", STATES)
def test_members_have_the_words_of_now(world: World, unit: Actor, state: str) -> None:
    upload = read(world, unit, state)
    list_skill(world, "航拍", "无人机航拍")
    upload.step()
    with world.harness.database.reading() as session:
        tags = list(session.scalars(select(MemberTag.value).where(MemberTag.kind == "skill")))

    assert report(upload) == {"lines": 2, "created": 2}
    assert (kept(world)["KX000001"].skills, tags) == (["航拍"], ["航拍"])
    assert len(world.harness.events_of(m.MemberEnrolled)) == 2


@pytest.mark.parametrize("state", STATES)
def test_a_code_that_a_community_has_no_more_is_an_error(
    world: World, unit: Actor, community: Actor, state: str
) -> None:
    upload = read(world, unit, state)
    edit = m.EditOrganisation(organisation_id=str(community.organisation_id), code="SFJ-1")
    world.harness.send(edit, world.department)
    upload.step()

    assert report(upload) == {"lines": 2, "errors": 2}
    assert [one["code"] for one in upload.findings()] == ["roster.community_unknown"] * 2
    assert kept(world) == {}


def test_lists_that_change_on_and_on_have_the_file_refused(world: World, unit: Actor) -> None:
    upload = read(world, unit, "comparing")
    for turn in range(MOST_RESTARTS + 1):
        list_skill(world, "新" * (turn + 1))
        upload.advance()
        if turn < MOST_RESTARTS:
            upload.step_until("comparing")

    assert (upload.show()["state"], upload.show()["refusal"]["code"]) == ("refused", "roster.overtaken")


def test_who_seems_new_is_prepared_while_the_file_comes_in(world: World, unit: Actor) -> None:
    upload = begin(world, unit)
    upload.append([row()])
    upload.advance()
    with world.harness.database.reading() as session:
        prepared = list(session.scalars(select(RosterChange.kind)))

    assert prepared == ["created"]


def test_a_dry_run_prepares_nobody(world: World, unit: Actor) -> None:
    upload = begin(world, unit, dry_run=True)
    upload.append([row()])
    upload.complete()
    upload.step_until("done")
    with world.harness.database.reading() as session:
        prepared = list(session.scalars(select(RosterChange.kind)))

    assert (prepared, report(upload)) == ([], {"lines": 1, "created": 1})
    assert upload.show()["progress"]["rows_prepared"] == 1
