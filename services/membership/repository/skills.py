"""The tenant's own entries of the lists of skills and interests, and the words that members have."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from services.membership.model import Member, MemberTag, Skill, Tenant
from services.membership.skills import BUILT_IN, known_words
from shared.bulk import insert_rows, is_one_of, update_rows
from shared.errors import NotFound
from shared.messages.membership import TagKind
from shared.words import folded

COLUMNS: dict[TagKind, tuple[str, str]] = {
    "skill": ("skills", "own_skills"),
    "interest": ("interests", "own_interests"),
}


class Skills:
    """
    The words of one tenant.

    The tenant's row stands for the list: who changes it holds the row alone, who tags members holds it with others, so
    that nobody is tagged by a list that is just changing.
    """

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._tenant = select(Tenant.id).where(Tenant.id == tenant_id)
        self._all = select(Skill).where(Skill.tenant_id == tenant_id)

    def hold_to_change(self) -> None:
        self._session.execute(self._tenant.with_for_update(key_share=True))

    def hold_to_tag(self) -> None:
        self._session.execute(self._tenant.with_for_update(read=True))

    def get(self, skill_id: str) -> Skill:
        """
        Raises:
            NotFound: `skill.unknown`.
        """
        found = self._session.scalar(self._all.where(Skill.id == skill_id))
        if found is None:
            raise NotFound("skill.unknown")
        return found

    def own(self, kind: TagKind) -> list[Skill]:
        return list(self._session.scalars(self._all.where(Skill.kind == kind).order_by(Skill.id)))

    def known(self, kind: TagKind) -> dict[str, str]:
        """Each word, folded, to its canonical name."""
        return known_words(kind, [one.listed for one in self.own(kind)])

    def unlisted(self, kind: TagKind, limit: int) -> list[tuple[str, int]]:
        """Words that the list doesn't have, with how many members have each; the most frequent first."""
        names = {entry.name for entry in BUILT_IN[kind]} | {one.name for one in self.own(kind)}
        count = func.count().label("members")
        query = self._tags(kind, MemberTag.value, count).where(MemberTag.value.not_in(names))
        query = query.group_by(MemberTag.value).order_by(count.desc(), MemberTag.value).limit(limit)
        return [(row.value, row.members) for row in self._session.execute(query)]

    def retag(self, kind: TagKind, words: Collection[str], name: str, now: datetime) -> list[tuple[str, str]]:
        """
        Have members who have any of these words, folded, have the name in their place, each once.

        Returns:
            Who they are, and their units.
        """
        has = set(self._session.scalars(self._tags(kind, MemberTag.value).distinct()))
        old = [value for value in has if value != name and folded(value) in words]
        if not old:
            return []
        tagged = self._tags(kind, MemberTag.member_id).where(is_one_of(self._session, MemberTag.value, old))
        query = select(Member.__table__).where(Member.id.in_(tagged)).order_by(Member.id).with_for_update()
        rows = [dict(row._mapping) for row in self._session.execute(query)]
        for row in rows:
            for column in COLUMNS[kind]:
                row[column] = list(dict.fromkeys(name if value in old else value for value in row[column]))
        self._write(kind, rows, now)
        self._move_tags(kind, [row["id"] for row in rows], old, name)
        return [(row["id"], row["unit_id"]) for row in rows]

    def _tags(self, kind: TagKind, *columns: Any) -> Any:
        return select(*columns).where(MemberTag.tenant_id == self._tenant_id, MemberTag.kind == kind)

    def _write(self, kind: TagKind, rows: list[dict[str, Any]], now: datetime) -> None:
        changed = [
            {name: row[name] for name in ("id", *COLUMNS[kind])} | {"version": row["version"] + 1, "changed_at": now}
            for row in rows
        ]
        update_rows(self._session, cast(Table, Member.__table__), changed)

    def _move_tags(self, kind: TagKind, ids: list[str], old: list[str], name: str) -> None:
        is_moved = is_one_of(self._session, MemberTag.member_id, ids)
        have = set(self._session.scalars(self._tags(kind, MemberTag.member_id).where(MemberTag.value == name)))
        gone = delete(MemberTag).where(is_moved, MemberTag.kind == kind)
        self._session.execute(gone.where(is_one_of(self._session, MemberTag.value, old)))
        new = [{"member_id": one, "kind": kind, "value": name, "tenant_id": self._tenant_id} for one in ids]
        insert_rows(
            self._session, cast(Table, MemberTag.__table__), [row for row in new if row["member_id"] not in have]
        )
