from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.engagement.model.needs import NEED_TRANSITIONS
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Audience, fields_for
from shared.messages.envelope import Actor
from shared.messages.membership import OrganisationEdited
from tests.services.engagement.needing import DESCRIPTION, PHONE, PLACE, TITLE, Needing, resident_of
from tests.services.engagement.world import World

DAY = timedelta(days=1)
DECISIONS: dict[str, Any] = {
    "accepted": Needing.accept,
    "declined": Needing.decline,
    "merged": lambda needing, need: needing.merge(need, needing.accept()),
    "in_hand": lambda needing, need: needing.link(need, needing.world.publish()),
    "resolved": Needing.resolve,
    "partly": lambda needing, need: needing.resolve(need, "partly"),
    "unresolved": lambda needing, need: needing.resolve(need, "unresolved"),
    "reopened": Needing.reopen,
    "withdrawn": Needing.withdraw,
}
WAYS = {
    "submitted": (),
    "accepted": ("accepted",),
    "in_hand": ("accepted", "in_hand"),
    "resolved": ("accepted", "resolved"),
    "partly": ("accepted", "partly"),
    "unresolved": ("accepted", "unresolved"),
    "declined": ("declined",),
    "merged": ("merged",),
    "reopened": ("declined", "reopened"),
    "withdrawn": ("withdrawn",),
}


def brought_to(needing: Needing, state: str) -> Any:
    need = needing.submit()
    for step in WAYS[state]:
        need = DECISIONS[step](needing, need)
    return need


def public_fields(events: list[Any]) -> str:
    """All that the public may read of these events."""
    return str([{name: getattr(event, name) for name in fields_for(type(event), Audience.PUBLIC)} for event in events])


def test_a_residents_need_has_a_ticket_and_is_told_without_what_it_says(needing: Needing) -> None:
    need = needing.submit()

    assert (need["state"], need["origin"], need["has_contact"], need["version"]) == ("submitted", "resident", True, 1)
    assert need["ticket_number"] == "XQ-SFJ-2026-000001"
    assert needing.world.harness.events_of(messages.NeedSubmitted) == [
        messages.NeedSubmitted(need_id=need["id"], community_id=need["community_id"], category="public_facilities")
    ]
    assert needing.news() == [(PHONE, need["ticket_number"], "submitted")]


def test_tickets_are_numbered_by_community_and_year_and_named_by_its_code(needing: Needing) -> None:
    world = needing.world
    place = dict.fromkeys(("parent_id", "subdistrict", "district", "city"))
    community_id = str(world.community.organisation_id)
    first = needing.submit()["ticket_number"]
    edited = OrganisationEdited(
        organisation_id=community_id, kind="community", name="三辅街", code="SF2", community_id=community_id, **place
    )
    world.harness.tell(edited)
    second = needing.submit()["ticket_number"]
    world.harness.clock.advance(40 * DAY)

    assert (first, second) == ("XQ-SFJ-2026-000001", "XQ-SF2-2026-000002")
    assert needing.submit()["ticket_number"] == "XQ-SF2-2027-000001"


def test_what_a_public_need_says_is_public_once_it_is_accepted(needing: Needing) -> None:
    need = needing.accept()
    (told,) = needing.world.harness.events_of(messages.NeedAccepted)

    assert (told.title, told.description, told.place, told.before) == (TITLE, DESCRIPTION, PLACE, "submitted")
    assert need["state"] == "accepted"


def test_the_place_of_a_need_may_stay_hidden(needing: Needing) -> None:
    needing.accept(needing.submit(privacy="place_hidden"))

    assert TITLE in public_fields(needing.world.harness.events)
    assert PLACE not in public_fields(needing.world.harness.events)


def test_a_private_need_is_counted_and_nothing_of_it_is_public_whatever_becomes_of_it(needing: Needing) -> None:
    before = len(needing.world.harness.events)
    need = needing.submit(privacy="private")
    other = needing.accept(needing.submit(privacy="private"))
    needing.unlink(needing.link(needing.accept(need), needing.world.publish()))
    needing.decline(needing.reopen(needing.resolve(need)))
    needing.merge(needing.submit(privacy="private"), other)
    needing.withdraw(needing.submit(privacy="private"))
    told = needing.world.harness.events[before:]

    assert {type(event) for event in told} == {
        messages.NeedCounted,
        messages.NeedNewsIssued,
        messages.WishPublished,
    }
    assert public_fields([event for event in told if not isinstance(event, messages.WishPublished)]) == str(
        [{}] * (len(told) - 1)
    )


def test_a_public_need_merged_into_a_private_one_does_not_name_it(needing: Needing) -> None:
    private = needing.accept(needing.submit(privacy="private"))
    needing.merge(needing.submit(), private)

    (told,) = needing.world.harness.events_of(messages.NeedMerged)
    assert told.into_need_id is None


def test_the_community_submits_for_itself_and_on_behalf_of_somebody(needing: Needing) -> None:
    community = needing.world.community
    own = needing.submit(community)
    contact = messages.NeedContact(name="王秀兰", phone="0431-8888 1234")
    for_somebody = needing.submit(community, contact=contact)

    assert (own["origin"], own["has_contact"]) == ("community", False)
    assert (for_somebody["origin"], for_somebody["has_contact"]) == ("staff", True)
    assert needing.news() == []  # a landline takes no texts
    revealed = needing.send(messages.RevealNeedContact(need_id=for_somebody["id"]))
    assert revealed == {"name": "王秀兰", "phone": "0431-8888 1234"}
    with pytest.raises(NotFound, match=r"need_contact\.none"):
        needing.send(messages.RevealNeedContact(need_id=own["id"]))


def test_a_residents_contact_is_the_phone_they_have_signed_in_by(needing: Needing) -> None:
    need = needing.submit(contact=messages.NeedContact(name="王秀兰"))

    assert needing.send(messages.RevealNeedContact(need_id=need["id"])) == {"name": "王秀兰", "phone": PHONE}
    with pytest.raises(Invalid, match=r"request\.invalid"):
        needing.submit(contact=messages.NeedContact(phone="13800000000"))
    with pytest.raises(Invalid, match=r"request\.invalid"):
        needing.submit(needing.world.community, contact=messages.NeedContact())


def test_whoever_chooses_english_is_told_in_english(needing: Needing) -> None:
    needing.submit(contact=messages.NeedContact(language="en"))
    needing.submit()

    told = needing.world.harness.events_of(messages.NeedNewsIssued)
    assert [event.language for event in told] == ["en", "zh"]


def test_a_contact_is_shown_to_the_community_alone_and_who_has_looked_is_logged(needing: Needing) -> None:
    need = needing.submit()
    for stranger in (needing.resident, replace(needing.world.community, organisation_id=new_id())):
        with pytest.raises(Forbidden, match=r"need\.not_yours"):
            needing.send(messages.RevealNeedContact(need_id=need["id"]), stranger)
    needing.send(messages.RevealNeedContact(need_id=need["id"]))

    with needing.world.harness.database.reading() as session:
        query = text("SELECT subject, client_id FROM command_log WHERE topic = 'need_contact.reveal'")
        rows = [tuple(row) for row in session.execute(query)]
    assert rows == [(f"need/{need['id']}", "community")]


def test_a_phone_stands_readable_nowhere(needing: Needing) -> None:
    needing.resolve(needing.accept(needing.submit(contact=messages.NeedContact(name="王秀兰"))))
    with needing.world.harness.database.reading() as session:
        rows = [
            tuple(row)
            for table in ("needs", "need_steps", "outbox", "command_log")
            for row in session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 (names of ours)
        ]

    assert TITLE in str(rows)
    assert not any(secret in str(rows) for secret in (PHONE, "王秀兰"))


@pytest.mark.parametrize("state", NEED_TRANSITIONS)
def test_each_step_is_taken_where_it_fits_and_refused_elsewhere(needing: Needing, state: Any) -> None:
    by_hand = NEED_TRANSITIONS[state] - ({"accepted"} if state == "in_hand" else set())
    for step, take in DECISIONS.items():
        need = brought_to(needing, state)
        is_allowed = step in by_hand or (state, step) == ("in_hand", "in_hand")
        if is_allowed:
            assert take(needing, need)["state"] == step
        else:
            with pytest.raises(Conflict, match=r"need\.not_in_step"):
                take(needing, need)


def test_each_step_is_kept_with_its_reason_and_whose_it_was(needing: Needing) -> None:
    need = needing.reopen(needing.resolve(needing.accept(), "partly", "缺一个零件"))
    page = needing.send(messages.ListNeedSteps(need_id=need["id"]), needing.resident)

    assert [(step["kind"], step["role"], step["reason"]) for step in page["items"]] == [
        ("submitted", "resident", None),
        ("accepted", "community", None),
        ("partly", "community", "缺一个零件"),
        ("reopened", "resident", "又坏了"),
    ]


def test_what_is_not_resolved_as_a_whole_needs_a_reason(needing: Needing) -> None:
    need = needing.accept()
    for outcome in ("partly", "unresolved"):
        with pytest.raises(Invalid, match=r"need\.reason_needed"):
            needing.resolve(need, outcome, None)

    assert needing.resolve(need, "resolved", None)["state"] == "resolved"


def test_a_resident_reopens_within_thirty_days_and_the_community_later_too(needing: Needing) -> None:
    in_time, late = needing.resolve(needing.accept()), needing.resolve(needing.accept())
    needing.world.harness.wait(30 * DAY)
    assert needing.reopen(in_time)["state"] == "reopened"

    needing.world.harness.wait(timedelta(seconds=1))
    with pytest.raises(Conflict, match=r"need\.reopened_late"):
        needing.reopen(late)
    assert needing.reopen(late, needing.world.community)["state"] == "reopened"


def test_nobody_else_decides_about_a_need(needing: Needing) -> None:
    need = needing.submit()
    other_community = replace(needing.world.community, organisation_id=new_id())
    other_resident = resident_of(needing.world)
    for actor in (other_community, other_resident, needing.resident, needing.world.unit):
        with pytest.raises(Forbidden, match=r"need\.not_yours"):
            needing.send(messages.AcceptNeed(need_id=need["id"]), actor)
    for message in (
        messages.WithdrawNeed(need_id=need["id"]),
        messages.ShowNeed(need_id=need["id"]),
        messages.EraseNeedContact(need_id=need["id"]),
    ):
        with pytest.raises(Forbidden, match=r"need\.not_yours"):
            needing.send(message, other_resident)
    with pytest.raises(Forbidden, match=r"need\.not_yours"):
        needing.send(messages.WithdrawNeed(need_id=need["id"]), needing.world.community)


def test_a_need_of_another_tenant_is_unknown(needing: Needing, elsewhere: World) -> None:
    need = needing.submit()

    with pytest.raises(NotFound, match=r"need\.unknown"):
        needing.send(messages.ShowNeed(need_id=need["id"]), elsewhere.community)
    with pytest.raises(Conflict, match=r"community\.unknown"):
        needing.submit(community_id=str(elsewhere.community.organisation_id))


def test_a_decision_holds_the_version_that_was_read(needing: Needing) -> None:
    need = needing.submit()
    needing.accept(need)

    with pytest.raises(PreconditionFailed):
        needing.send(messages.DeclineNeed(need_id=need["id"], reason="否"), expected_version=need["version"])


def test_a_category_is_one_of_the_list(needing: Needing) -> None:
    listed = needing.send(messages.ListNeedCategories(), Actor.public())["items"]

    assert "public_facilities" in {category["code"] for category in listed}
    with pytest.raises(Invalid, match=r"need\.category_unknown"):
        needing.submit(category="gold")


def test_what_was_withdrawn_leaves_no_text_and_no_contact(needing: Needing) -> None:
    need = needing.submit()
    withdrawn = needing.withdraw(need)

    assert (withdrawn["title"], withdrawn["description"], withdrawn["place"]) == ("", "", None)
    with needing.world.harness.database.reading() as session:
        rows = [  # of the answers in the log none is readable
            tuple(row)  # for a row's own text leaves out the middle of long values
            for table in ("needs", "need_steps", "outbox", "command_log")
            for row in session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 (names of ours)
        ]
    assert not any(said in str(rows) for said in (TITLE, DESCRIPTION, PLACE))
    assert withdrawn["has_contact"] is False


def test_a_contact_is_erased_when_the_resident_wants_it(needing: Needing) -> None:
    need = needing.submit()
    erased = needing.send(messages.EraseNeedContact(need_id=need["id"]), needing.resident)

    assert erased["has_contact"] is False
    assert needing.show(need, needing.resident)["title"] == TITLE
    told = len(needing.news())
    needing.accept(need)
    assert len(needing.news()) == told


def test_whose_a_need_was_is_forgotten_half_a_year_after_it_is_closed(needing: Needing) -> None:
    closed, reopened = needing.resolve(needing.accept()), needing.resolve(needing.accept())
    needing.reopen(reopened)
    needing.world.harness.wait(180 * DAY - timedelta(seconds=1))
    assert needing.show(closed)["has_contact"] is True

    needing.world.harness.wait(timedelta(seconds=1))
    assert needing.show(closed)["has_contact"] is False
    assert needing.show(reopened)["has_contact"] is True
    with pytest.raises(Forbidden, match=r"need\.not_yours"):
        needing.show(closed, needing.resident)


def test_a_ticket_tells_how_a_need_stands_and_not_whose_it_is_or_what_it_says(needing: Needing) -> None:
    need = needing.submit(privacy="private")
    needing.decline(need, "请致电 13904310009 询问街道")
    ticket = needing.ticket(need)

    assert (ticket["state"], ticket["is_merged"]) == ("declined", False)
    assert [(step["kind"], step["reason"]) for step in ticket["steps"]] == [
        ("submitted", None),
        ("declined", "请致电 139******09 询问街道"),
    ]
    assert not any(said in str(ticket) for said in (TITLE, DESCRIPTION, PLACE, PHONE, need["id"]))
    with pytest.raises(NotFound, match=r"need_ticket\.unknown"):
        needing.send(messages.ShowNeedTicket(token="x" * 22), Actor.public())


def test_nobody_but_the_timer_forgets_and_never_before_its_time(needing: Needing) -> None:
    need = needing.resolve(needing.accept())
    forget = messages.ForgetNeedContact(need_id=need["id"])

    with pytest.raises(Forbidden, match=r"access\.denied"):
        needing.send(forget)
    with pytest.raises(Conflict, match=r"need_contact\.not_due"):
        needing.send(forget, Actor.system(needing.world.tenant_id))


def test_who_follows_an_open_need_is_not_forgotten(needing: Needing) -> None:
    follower = needing.submit()
    followed = needing.accept()
    needing.merge(follower, followed)
    needing.world.harness.wait(180 * DAY)
    assert needing.show(follower)["has_contact"] is True

    needing.resolve(followed)
    needing.world.harness.wait(180 * DAY)
    assert needing.show(follower)["has_contact"] is False
