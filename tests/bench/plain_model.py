"""The tables of the plain baseline: what a claim needs, the events that its listener has seen, one row a board."""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    Uuid,
    insert,
)

METADATA = MetaData()
ID = Uuid(as_uuid=False)
INSTANT = DateTime(timezone=True)

COUNTS = (
    "published",
    "claimed",
    "delivered",
    "fulfilled",
    "commitments_open",
    "commitments_kept",
    "commitments_lapsed",
    "ratings",
)

WISHES = Table(
    "wishes",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("title", String(200), nullable=False),
    Column("state", String(20), nullable=False),
)
CLAIMS = Table(
    "claims",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("wish_id", ID, ForeignKey("wishes.id"), nullable=False),
    Column("member_id", ID, nullable=False),
    Column("plan", String(2000)),
    Column("claimed_at", INSTANT, nullable=False),
    Index("ix_claims_wish_id", "wish_id"),
)
DEADLINES = Table(
    "deadlines",
    METADATA,
    Column("subject", String(100), primary_key=True),
    Column("kind", String(50), primary_key=True),
    Column("due_at", INSTANT, nullable=False, index=True),
)
SEEN = Table(
    "seen",
    METADATA,
    Column("claim_id", ID, primary_key=True),
    Column("claimed_at", INSTANT, nullable=False),
    Column("seen_at", INSTANT, nullable=False),
)
BOARDS = Table(
    "boards",
    METADATA,
    Column("community_id", ID, primary_key=True),
    Column("name", String(200), nullable=False),
    *(Column(name, BigInteger, nullable=False) for name in COUNTS),
    Column("as_of", INSTANT, nullable=False),
)


def publish_wishes(connection: Connection, ids: list[str]) -> None:
    rows = [{"id": id_, "title": "一台收音机", "state": "published"} for id_ in ids]
    connection.execute(insert(WISHES), rows)
