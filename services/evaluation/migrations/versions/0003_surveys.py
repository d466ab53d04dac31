"""Surveys among many residents, their invitations and ratings."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LISTED = [
    [owner, *more]
    for owner in ("tenant_id", "community_id", "social_organisation_id")
    for more in (["id"], ["state", "id"], ["ends_at", "id"])
]


def upgrade() -> None:
    counts = ("invitations", "raters", "told_raters", "told_satisfied", "told_resolved", "told_partly")
    op.create_table(
        "surveys",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("milestone_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("social_organisation_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("is_extended", sa.Boolean, nullable=False),
        sa.Column("raters_min", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
        sa.PrimaryKeyConstraint("id", name="pk_surveys"),
        sa.CheckConstraint("state IN ('open', 'short', 'closed')", name=op.f("ck_surveys_state")),
        sa.CheckConstraint("invitations BETWEEN 0 AND 2000", name=op.f("ck_surveys_invitations")),
        sa.CheckConstraint("raters BETWEEN 0 AND invitations", name=op.f("ck_surveys_raters")),
        sa.CheckConstraint("told_raters = 0 OR told_raters BETWEEN 5 AND raters", name=op.f("ck_surveys_told_raters")),
        sa.CheckConstraint("told_satisfied BETWEEN 0 AND told_raters", name=op.f("ck_surveys_told_satisfied")),
        sa.CheckConstraint(
            "told_resolved >= 0 AND told_partly >= 0 AND told_resolved + told_partly <= told_raters",
            name=op.f("ck_surveys_told_outcomes"),
        ),
    )
    for columns in (*LISTED, ["project_id", "id"], ["milestone_id", "id"]):
        op.create_index(f"ix_surveys_{'_'.join(columns)}", "surveys", columns)
    op.create_table(
        "survey_invitations",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("survey_id", ID, nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("is_used", sa.Boolean, nullable=False),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_invitations"),
        sa.UniqueConstraint("token_digest", name="uq_survey_invitations_token_digest"),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name="fk_survey_invitations_survey_id"),
    )
    for columns in (["survey_id", "id"], ["survey_id", "is_used", "id"]):
        op.create_index(f"ix_survey_invitations_{'_'.join(columns)}", "survey_invitations", columns)
    op.create_table(
        "survey_ratings",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("survey_id", ID, nullable=False),
        sa.Column("invitation_id", ID, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("comment_encrypted", sa.Text),
        sa.Column("rated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_ratings"),
        sa.UniqueConstraint("invitation_id", name="uq_survey_ratings_invitation_id"),
        sa.UniqueConstraint("survey_id", "number", name="uq_survey_ratings_survey_id_number"),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name="fk_survey_ratings_survey_id"),
        sa.ForeignKeyConstraint(["invitation_id"], ["survey_invitations.id"], name="fk_survey_ratings_invitation_id"),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_survey_ratings_score")),
        sa.CheckConstraint("outcome IN ('resolved', 'partly', 'not')", name=op.f("ck_survey_ratings_outcome")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_survey_ratings_number")),
    )


def downgrade() -> None:
    for table in ("survey_ratings", "survey_invitations", "surveys"):
        op.drop_table(table)
