"""What is declared as sealed: nothing of it can be read on its way, and at its end all of it."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.fernet import Fernet

from shared.encryption import Cipher
from shared.ids import new_id
from shared.messages import engagement
from shared.messages.engagement import RevealBeneficiary, ShowWish
from shared.messages.envelope import Actor, Call, Reply, Unwritable, write_one
from shared.sealing import Seal

SECRET = "独一无二的一句话"


@pytest.fixture
def seal(monkeypatch: pytest.MonkeyPatch) -> Seal:
    """One sealed command and one sealed query beside all the others."""
    monkeypatch.setattr(engagement.RevealBeneficiary, "is_sealed", True)
    monkeypatch.setattr(engagement.ShowWish, "is_sealed", True)
    return Seal(Cipher([Fernet.generate_key().decode()], "digest"))


def call_of(topic: str, data: Any) -> Call:
    return Call(id=new_id(), topic=topic, data=data, actor=Actor.public(), expires_at=0)


@pytest.mark.parametrize("topic", [RevealBeneficiary.topic, ShowWish.topic])
def test_nothing_of_it_can_be_read_on_its_way_and_all_at_its_end(seal: Seal, topic: str) -> None:
    call, reply = call_of(topic, {"text": SECRET}), Reply(id=new_id(), result={"items": [SECRET]})
    closed_call, closed_reply = seal.close_call(call), seal.close_reply(topic, reply)

    assert not any(SECRET.encode() in write_one(one) for one in (closed_call, closed_reply))
    assert seal.open_call(closed_call) == call
    assert seal.open_reply(topic, closed_reply) == reply


def test_all_else_and_refusals_pass_as_they_are(seal: Seal) -> None:
    call = call_of(engagement.ClaimWish.topic, {"text": SECRET})
    refused = Reply(id=call.id, refusal={"status": 409, "code": "wish.not_open"})

    assert seal.open_call(call) is seal.close_call(call) is call
    assert seal.close_reply(call.topic, refused) is seal.close_reply(ShowWish.topic, refused) is refused
    assert seal.open_reply(ShowWish.topic, refused) is refused


def test_what_no_key_opens_or_was_never_closed_is_refused_for_now(seal: Seal, caplog: Any) -> None:
    call, reply = call_of(ShowWish.topic, {"text": SECRET}), Reply(id=new_id(), result={"text": SECRET})
    stranger = Seal(Cipher([Fernet.generate_key().decode()], "digest"))
    refused = [
        stranger.open_call(seal.close_call(call)),
        stranger.open_reply(ShowWish.topic, seal.close_reply(ShowWish.topic, reply)),
        seal.open_call(call),
        seal.open_reply(ShowWish.topic, replace(reply, result=None)),
    ]

    assert [one.refusal and one.refusal["code"] for one in refused if isinstance(one, Reply)] == [
        "service.unavailable"
    ] * 4
    assert SECRET not in caplog.text


def test_what_has_no_json_is_told_so(seal: Seal) -> None:
    with pytest.raises(Unwritable):
        seal.close_call(call_of(ShowWish.topic, {"text": "\ud800"}))
    with pytest.raises(Unwritable):
        seal.close_reply(ShowWish.topic, Reply(id=new_id(), result={"number": 2**64}))
