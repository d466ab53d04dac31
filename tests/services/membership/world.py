"""A tenant with its department, and the actors of communities, units and members."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shared.messages.envelope import Actor
from shared.messages.membership import (
    EnrolMembers,
    IssueClient,
    OpenCommunity,
    OpenSocialOrganisation,
    OpenSubdistrict,
    OpenTenant,
    OpenUnit,
    RosterEntry,
)
from tests.harness import Harness

ROSTER = Path(__file__).parents[3] / "deploy" / "demo" / "data" / "roster_clean.csv"
OPERATOR = Actor(role="operator", client_id="operator")


@cache
def roster(size: int) -> tuple[RosterEntry, ...]:
    """The first entries of the demo's roster; the first is 陈华英, born 1983-09."""
    with ROSTER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:size]
    return tuple(
        RosterEntry(
            external_id=row["人员编号"],
            name=row["姓名"],
            gender="女" if row["性别"] == "女" else "男",
            birth_month=row["出生年月"],
            identity_number=row["身份证号"],
            phone=row["手机号"],
            department=row["部门"],
            skills=row["专业特长"].split(";") if row["专业特长"] else [],
            interests=row["兴趣方向"].split(";") if row["兴趣方向"] else [],
            residence_code=row["居住社区代码"],
        )
        for row in rows
    )


@dataclass
class World:
    """One tenant, run by its department."""

    harness: Harness
    department: Actor

    @property
    def tenant_id(self) -> str:
        return str(self.department.tenant_id)

    def open_community(self, code: str, name: str = "三辅街社区") -> Actor:
        command = OpenCommunity(code=code, name=name, subdistrict="凯旋街道", district="宽城区", city="长春市")
        return self._actor(self.harness.send(command, self.department))

    def open_unit(self, name: str = "市水务局") -> Actor:
        return self._actor(self.harness.send(OpenUnit(name=name), self.department))

    def open_subdistrict(self, name: str = "凯旋街道", district: str = "宽城区") -> Actor:
        command = OpenSubdistrict(name=name, district=district, city="长春市")
        return self._actor(self.harness.send(command, self.department))

    def open_social_organisation(self, code: str = "52220100MJ7777777X") -> Actor:
        return self._actor(self.harness.send(OpenSocialOrganisation(name="睦邻社工中心", code=code), self.department))

    def open_roster_communities(self) -> Actor:
        """The communities that the roster's members live in; the actor of 三辅街社区."""
        for code in ("GHT", "YB", "BL"):
            self.open_community(code)
        return self.open_community("SFJ")

    def enrol(self, unit: Actor, entries: Sequence[RosterEntry]) -> Any:
        command = EnrolMembers(unit_id=str(unit.organisation_id), members=list(entries))
        return self.harness.send(command, unit)

    def members(self, unit: Actor, size: int = 1) -> list[Actor]:
        """New members of a unit, without a community that they live in."""
        entries = [entry_of(index) for index in range(size)]
        return [self.member(unit, line["member_id"]) for line in self.enrol(unit, entries)["members"]]

    def member(self, unit: Actor, member_id: str) -> Actor:
        return Actor(
            role="member",
            client_id=member_id,
            tenant_id=unit.tenant_id,
            organisation_id=unit.organisation_id,
            member_id=member_id,
        )

    def _actor(self, organisation: Any) -> Actor:
        client = self.harness.send(IssueClient(organisation_id=organisation["id"], label="测试"), self.department)
        return Actor(
            role=organisation["kind"],
            client_id=client["client_id"],
            tenant_id=organisation["tenant_id"],
            organisation_id=organisation["id"],
        )


def entry_of(index: int) -> RosterEntry:
    """A roster entry without what is optional."""
    entry = roster(100)[index]
    return RosterEntry(external_id=entry.external_id, name=entry.name, identity_number=entry.identity_number)


def open_world(harness: Harness, name: str = "长春市宽城区") -> World:
    tenant = harness.send(OpenTenant(name=name, department_name=f"{name}委组织部"), OPERATOR)
    department = Actor(
        role="department",
        client_id=tenant["client"]["client_id"],
        tenant_id=tenant["id"],
        organisation_id=tenant["department"]["id"],
    )
    return World(harness, department)
