"""What members have consented to: a log that only grows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID
from shared.messages.membership import ConsentDecision, ConsentPurpose, ConsentSource


class Consent(Base):
    """
    One decision of a member on one purpose.

    number: of the member's decisions on the purpose, from 1; of two at once one has the number.
    text_version: of the text that was agreed to. organisation_id: the unit that has it on paper; note: what the unit
        says of that, the one thing that an erasure takes out.
    """

    __tablename__ = "consents"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    purpose: Mapped[ConsentPurpose] = mapped_column(String(50))
    number: Mapped[int]
    decision: Mapped[ConsentDecision] = mapped_column(String(10))
    text_version: Mapped[int]
    decided_at: Mapped[datetime]
    source: Mapped[ConsentSource] = mapped_column(String(10))
    organisation_id: Mapped[str | None] = mapped_column(ID, ForeignKey("organisations.id"))
    note: Mapped[str | None] = mapped_column(String(2000))

    __table_args__ = (
        CheckConstraint("decision IN ('given', 'withdrawn')", name="decision"),
        CheckConstraint("source IN ('member', 'unit')", name="source"),
        CheckConstraint("(source = 'unit') = (organisation_id IS NOT NULL)", name="organisation"),
        UniqueConstraint("member_id", "purpose", "number"),
        Index(None, "member_id", "id"),
    )
