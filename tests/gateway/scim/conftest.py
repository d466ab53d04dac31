"""A fresh gateway for each test, with one member at hand."""

import pytest

from shared.messages.membership import MemberRecord
from shared.messages.wire import decode, encode, to_plain
from tests.gateway.edge import THING, Edge, new_edge
from tests.harness import START

RECORD = MemberRecord(
    id=THING,
    user_name="A-1024",
    provisioning_id=None,
    number="A-1024",
    name="陈华英",
    name_parts=None,
    gender=None,
    birth_month=None,
    phone="13800138000",
    department="内科",
    skills=["义诊"],
    interests=[],
    residence_code=None,
    state="active",
    created_at=START,
    changed_at=START,
    version=3,
)


@pytest.fixture
def edge() -> Edge:
    edge = new_edge()
    record = decode(encode(to_plain(RECORD)))
    edge.client.answers |= {
        "member_record.show": record,
        "member_records.search": {"items": [record], "sort_values": [None], "total": 1, "has_more": False},
        "member.remove": None,
    }
    return edge
