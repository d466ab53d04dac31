from datetime import timedelta

from shared.messages.envelope import Actor
from shared.messages.outsourcing.awards import CancelAward, DeclineAward
from shared.messages.outsourcing.track_records import ShowTrackRecord
from tests.harness import Harness
from tests.services.outsourcing.reviewing import awards_of, reviewed

WAN = 1_000_000


def test_each_end_of_an_award_stands_in_its_organisations_record(
    harness: Harness, department: Actor, community: Actor
) -> None:
    bids = [(10 * WAN, 90), (9 * WAN, 80), (8 * WAN, 70)]
    call, proposals = reviewed(harness, department, community, bids, signing_days=5)
    first, second, third = (one["actor"] for one in proposals)
    decline = DeclineAward(award_id=awards_of(harness, department, call)[0]["id"], reason="人手不足")
    harness.send(decline, first)
    cancel = CancelAward(award_id=awards_of(harness, department, call)[1]["id"], reason="材料不实")
    harness.send(cancel, department)
    harness.wait(timedelta(days=60))
    harness.wait(timedelta(days=60))

    found = [_ends(harness, one, call["id"]) for one in (first, second, third)]
    assert found == [
        [("award_noticed", 10 * WAN, None), ("award_declined", 10 * WAN, "人手不足")],
        [("award_noticed", 9 * WAN, None), ("award_cancelled", 9 * WAN, "材料不实")],
        [("award_noticed", 8 * WAN, None), ("award_lapsed", 8 * WAN, "逾期未签订协议")],
    ]


def _ends(harness: Harness, organisation: Actor, call_id: str) -> list[tuple[str, int, str | None]]:
    """Each entry of the call that the organisation reads: what, of which amount, and why."""
    show = ShowTrackRecord(organisation_id=str(organisation.organisation_id), order="oldest_first")
    entries = harness.send(show, organisation)["items"]
    return [(one["kind"], one["value"], one["note"]) for one in entries if one["call_id"] == call_id]
