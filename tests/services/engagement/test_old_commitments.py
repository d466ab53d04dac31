"""What was promised before places could be promised for."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from services.engagement.model import Commitment, CommitmentRuling
from shared.db import Database
from shared.ids import new_id
from shared.migrate import _create_database, upgrade
from tests.services.old_databases import fresh_url, insert, migrate_to

THEN, DUE, OVER = (f"2026-11-0{day}T01:00:00.000000+00:00" for day in (1, 5, 6))
WISH = {"title": "一台收音机", "category": "物品", "beneficiary_kind": "独居老人", "beneficiary_encrypted": "x"}
# The claim's state, the wish's, the commitment's; what is said of it since, and who has said it.
LIVES = (
    ("committed", "claimed", "open", None, None),
    ("delivered", "delivered", "open", None, None),
    ("confirmed", "fulfilled", "partly", "partly", "community"),
    ("lapsed", "published", "lapsed", "lapsed", "system"),
    ("released", "published", "released", None, None),
)


def promise(connection: Connection, claim: str, wish: str, commitment: str) -> dict[str, str]:
    names = ("tenant_id", "community_id", "member_id", "unit_id", "wish_id", "claim_id")
    ids: dict[str, Any] = {name: new_id() for name in names}
    is_over = claim in ("confirmed", "lapsed", "released")
    insert(connection, "communities", id=ids["community_id"], tenant_id=ids["tenant_id"])
    insert(
        connection,
        "members",
        **{"id": ids["member_id"]} | {n: ids[n] for n in ("tenant_id", "unit_id")},
        has_left=False,
    )
    of_wish: dict[str, Any] = {"id": ids["wish_id"], "community_id": ids["community_id"], "tenant_id": ids["tenant_id"]}
    holder = {"claim_id": None if wish == "published" else ids["claim_id"]}
    closed = {"closed_at": OVER if wish == "fulfilled" else None}
    insert(connection, "wishes", **of_wish, **WISH, **holder, **closed, state=wish, published_at=THEN, version=1)
    of_claim: dict[str, Any] = {"id": ids["claim_id"], **{name: ids[name] for name in names[:5]}}
    counts: dict[str, Any] = {"times_sent_back": 0, "evidence_count": 0, "version": 1}
    times = {"claimed_at": THEN, "commit_by": DUE, "due_at": DUE if claim == "committed" else None}
    insert(
        connection,
        "claims",
        **of_claim,
        **counts,
        **times,
        state=claim,
        ended_at=OVER if is_over else None,
        confirmation_note="差一样" if claim == "confirmed" else None,
    )
    of_commitment: dict[str, Any] = {"id": new_id(), "tenant_id": ids["tenant_id"], "claim_id": ids["claim_id"]}
    insert(connection, "commitments", **of_commitment, text="五天内送到", made_at=THEN, due_at=DUE, state=commitment)
    return ids


@pytest.mark.parametrize("claim, wish, commitment, ruling, role", LIVES, ids=str)
def test_old_commitments_tell_what_they_are_about_and_what_was_said(
    backend: str, tmp_path: Path, claim: str, wish: str, commitment: str, ruling: str | None, role: str | None
) -> None:
    with fresh_url(backend, tmp_path) as url:
        _create_database(url)
        database = Database(url)
        with database.engine.begin() as connection:
            migrate_to(connection, "0013", "engagement")
            ids = promise(connection, claim, wish, commitment)
        upgrade("engagement", url)
        with Session(database.engine) as session:
            kept = session.scalars(select(Commitment)).one()
            said = session.scalars(select(CommitmentRuling)).all()
        database.close()

    assert (kept.kind, kept.target_id, kept.claim_id, kept.version) == ("wish", ids["wish_id"], ids["claim_id"], 1)
    assert {name: getattr(kept, name) for name in ("community_id", "member_id", "unit_id")}.items() <= ids.items()
    assert (kept.reported_at is not None) == (claim == "delivered")
    assert [(one.ruling, one.role, one.at) for one in said] == ([(ruling, role, kept.settled_at)] if ruling else [])
