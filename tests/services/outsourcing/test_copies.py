"""What outsourcing keeps of organisations, as membership tells it."""

from typing import Any

import pytest

from services.outsourcing.model.known import Community, Organisation
from shared.ids import new_id
from shared.messages.membership import (
    OrganisationClosed,
    OrganisationEdited,
    OrganisationReopened,
    SocialOrganisationOpened,
    SubdistrictOpened,
)
from tests.harness import Harness
from tests.services.outsourcing.world import open_community

SOCIAL_ID, SUBDISTRICT_ID = new_id(), new_id()
OPENED = {
    "organisation": SocialOrganisationOpened(social_organisation_id=SOCIAL_ID, name="睦邻", code="52220100MJ7777777X"),
    "subdistrict": SubdistrictOpened(
        subdistrict_id=SUBDISTRICT_ID, name="凯旋街道", district="宽城区", city="长春市", code=None
    ),
}
IDS = {"organisation": SOCIAL_ID, "subdistrict": SUBDISTRICT_ID}


def edited(organisation_id: str, kind: Any, name: str) -> OrganisationEdited:
    place = dict.fromkeys(("subdistrict", "district", "city"))
    return OrganisationEdited(
        organisation_id=organisation_id, kind=kind, name=name, code="X-1", parent_id=None, **place
    )


def kept(harness: Harness, kind: Any, row_id: str | None) -> Any:
    with harness.database.reading() as session:
        return session.get_one(kind, row_id)


@pytest.mark.parametrize("kind", OPENED)
def test_an_organisation_is_kept_and_follows_what_becomes_of_it(harness: Harness, kind: Any) -> None:
    harness.tell(OPENED[kind], OPENED[kind], edited(IDS[kind], kind, "新名"))
    closed = OrganisationClosed(organisation_id=IDS[kind], kind=kind)

    copy = kept(harness, Organisation, IDS[kind])
    assert (copy.kind, copy.name, copy.code, copy.is_open) == (kind, "新名", "X-1", True)

    harness.tell(closed)
    assert kept(harness, Organisation, IDS[kind]).is_open is False

    harness.tell(OrganisationReopened(organisation_id=IDS[kind], kind=kind))
    assert kept(harness, Organisation, IDS[kind]).is_open is True


def test_a_communitys_copy_has_its_new_name(harness: Harness) -> None:
    community = open_community(harness)
    harness.tell(edited(str(community.organisation_id), "community", "三辅街第一社区"))

    assert kept(harness, Community, community.organisation_id).name == "三辅街第一社区"


def test_what_becomes_of_a_unit_is_nothing_to_outsourcing(harness: Harness) -> None:
    unit_id = new_id()
    harness.tell(edited(unit_id, "unit", "市水务局"), OrganisationClosed(organisation_id=unit_id, kind="unit"))

    with harness.database.reading() as session:
        assert session.get(Organisation, unit_id) is None
