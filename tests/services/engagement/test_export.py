from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest

from shared.errors import Forbidden
from shared.ids import new_id
from shared.messages.engagement import AttachEvidence, ClaimWish, CollectEngagementData, RevealBeneficiary
from shared.messages.envelope import Actor
from tests.pictures import PDF
from tests.services.engagement.menu import Menu
from tests.services.engagement.serving import Serving
from tests.services.engagement.world import BENEFICIARY, World

NOTHING: dict[str, list[Any]] = {
    "member": [],
    "claims": [],
    "evidence": [],
    "wish_steps": [],
    "place_claims": [],
    "commitments": [],
    "attendances": [],
    "service_records": [],
    "certificates": [],
    "log": [],
}


def department(world: World) -> Actor:
    return Actor(role="department", client_id="office", tenant_id=world.tenant_id, organisation_id=new_id())


def parts(world: World, member: Actor, reader: Actor | None = None) -> dict[str, Any]:
    query = CollectEngagementData(member_id=str(member.member_id))
    answer = world.harness.send(query, reader or member)
    assert {part["service"] for part in answer["parts"]} == {"engagement"}
    return {part["name"]: part["items"] for part in answer["parts"]}


def test_a_member_gets_their_claims_with_commitments_and_notes_and_what_they_did(world: World) -> None:
    claim = world.confirm(world.deliver())
    world.claim(member=world.enrol())
    found = parts(world, world.member)

    assert found["member"] == [{"unit_id": world.unit.organisation_id, "masked_name": "陈**"}]
    assert found["claims"] == [
        claim | {"title": "一台收音机", "plan": "周末送到家", "delivery_note": "已送到", "confirmation_note": None}
    ]
    assert found["claims"][0]["commitment"]["text"] == "我承诺五天内送到"
    assert [one["topic"] for one in found["log"]] == ["wish.claim", "commitment.make", "wish.deliver"]
    assert parts(world, world.member, department(world)) == found


def test_what_they_have_shown_and_each_step_of_their_claims_is_in_it(world: World) -> None:
    claim = world.deliver()
    content = b64encode(PDF).decode()
    evidence = world.harness.send(
        AttachEvidence(claim_id=claim["id"], media_type="application/pdf", content=content), world.member
    )
    world.send_back(claim)
    world.claim(member=world.enrol())
    found = parts(world, world.member)

    assert found["evidence"] == [evidence]
    assert [(step["kind"], step["role"], step["reason"]) for step in found["wish_steps"]] == [
        ("claimed", "member", None),
        ("committed", "member", None),
        ("delivered", "member", None),
        ("sent_back", "community", "灯不亮"),
    ]
    assert {step["claim_id"] for step in found["wish_steps"]} == {claim["id"]}
    assert content not in str(found)


def test_what_was_tried_in_vain_and_looked_at_stands_in_the_log(world: World) -> None:
    wish = world.publish()
    world.claim(wish)
    world.harness.send(RevealBeneficiary(wish_id=wish["id"]), world.member)
    world.harness.reply(ClaimWish(wish_id=wish["id"]), world.member, fingerprint="f" * 64)
    log = parts(world, world.member)["log"]

    assert [(one["topic"], one["outcome"]) for one in log] == [
        ("wish.claim", "done"),
        ("wish.reveal_beneficiary", "done"),
        ("wish.claim", "wish.already_claimed"),
    ]


def test_whom_a_wish_is_for_is_in_no_export(world: World) -> None:
    wish = world.publish()
    world.claim(wish)
    world.harness.send(RevealBeneficiary(wish_id=wish["id"]), world.member)

    assert str(BENEFICIARY.phone) not in str(parts(world, world.member))


def test_places_are_in_it_and_those_who_come_along_are_a_number(menu: Menu) -> None:
    leader, other = menu.world.member, menu.world.enrol()
    team_id = menu.found_team(leader, other)
    ids = [str(leader.member_id), str(other.member_id)]
    claim = menu.claim(menu.publish(), team_id=team_id, member_ids=ids)
    (theirs,), (own,) = (parts(menu.world, member)["place_claims"] for member in (other, leader))

    assert (theirs["id"], theirs["title"], theirs["places"], theirs["has_claimed"]) == (
        claim["id"],
        "清洁楼道",
        2,
        False,
    )
    assert own["has_claimed"] is True
    assert ids[0] not in str(theirs)


def test_attendances_and_records_of_service_are_in_it(serving: Serving) -> None:
    voided, record = serving.served(), serving.served()
    serving.void(voided)
    found = parts(serving.world, serving.world.member)

    assert [one["id"] for one in found["service_records"]] == [voided["id"], record["id"]]
    assert [one["id"] for one in found["attendances"]] == [voided["attendance_id"], record["attendance_id"]]


def test_of_who_has_done_nothing_the_copy_alone_is_held_and_of_strangers_nothing(world: World) -> None:
    assert [len(items) for items in parts(world, world.enrol()).values()] == [1, *[0] * 9]
    nobody = replace(world.member, member_id=new_id())
    assert parts(world, nobody, department(world)) == NOTHING


def test_nobody_else_gets_it_and_other_tenants_get_nothing(world: World, elsewhere: World) -> None:
    world.claim()
    for stranger in (world.unit, world.community, world.enrol()):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            parts(world, world.member, stranger)

    assert parts(world, world.member, department(elsewhere)) == NOTHING
