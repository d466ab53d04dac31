"""Who comes to activities and posts, and what is recorded of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.messages.engagement import attendance, service_records
from shared.messages.envelope import Actor
from tests.services.engagement.menu import HOUR, Menu
from tests.services.engagement.world import World

MINUTE = timedelta(minutes=1)


@dataclass
class Serving:
    """A world whose members come to what its community plans."""

    menu: Menu

    @property
    def world(self) -> World:
        return self.menu.world

    @property
    def now(self) -> datetime:
        return self.menu.now

    def send(self, message: Any, actor: Actor | None = None, **options: Any) -> Any:
        return self.menu.send(message, actor, **options)

    def wait_until(self, at: datetime) -> None:
        self.world.harness.wait(at - self.now)

    def at_activity(self, member: Actor | None = None, **fields: Any) -> tuple[Any, Any]:
        """A published activity of two hours and a claim of a place in it; it begins now."""
        item = self.menu.publish(**fields)
        claim = self.menu.claim(item, member)
        self.wait_until(datetime.fromisoformat(str(item["starts_at"])))
        return item, claim

    def at_post(self, member: Actor | None = None, **fields: Any) -> tuple[Any, Any]:
        item = self.menu.publish(self.menu.plan_post(**fields))
        return item, self.menu.claim(item, member)

    def long_at_posts(self, count: int, member: Actor | None = None) -> list[Any]:
        """As many claims of posts, a day old."""
        claims = [self.at_post(member)[1] for _ in range(count)]
        self.world.harness.wait(24 * HOUR)
        return claims

    def begin_code(self, item: Any, **fields: Any) -> str:
        begun = self.send(attendance.BeginAttendanceCode(menu_item_id=item["id"], **fields))
        return str(begun["code"])

    def code(self, item: Any) -> str:
        return str(self.send(attendance.ShowAttendanceCode(menu_item_id=item["id"]))["code"])

    def check_in(self, claim: Any, member: Actor | None = None, **fields: Any) -> Any:
        return self.send(attendance.CheckIn(place_claim_id=claim["id"], **fields), member or self.world.member)

    def check_out(self, one: Any, member: Actor | None = None, **fields: Any) -> Any:
        return self.send(attendance.CheckOut(attendance_id=one["id"], **fields), member or self.world.member)

    def show(self, one: Any) -> Any:
        return self.send(attendance.ShowAttendance(attendance_id=one["id"]))

    def records(self, actor: Actor | None = None, **fields: Any) -> list[Any]:
        return list(self.send(service_records.ListServiceRecords(**fields), actor)["items"])

    def served(self, member: Actor | None = None) -> Any:
        """The record of an hour and a half at an activity."""
        _, claim = self.at_activity(member)
        came = self.check_in(claim, member)
        self.world.harness.wait(1.5 * HOUR)
        self.check_out(came, member)
        return self.records()[0]

    def record(self, claim: Any, starts_at: datetime, ends_at: datetime, **fields: Any) -> Any:
        command = service_records.RecordService(
            community_id=str(self.world.community.organisation_id),
            place_claim_id=claim["id"],
            starts_at=starts_at,
            ends_at=ends_at,
            **fields,
        )
        return self.send(command)

    def confirmation_of(self, *records: Any, **fields: Any) -> service_records.ConfirmServiceRecords:
        defaults: dict[str, Any] = {"person_in_charge": "王建国", "quality": "good"}
        return service_records.ConfirmServiceRecords(
            community_id=str(self.world.community.organisation_id),
            record_ids=[record["id"] for record in records],
            **(defaults | fields),
        )

    def confirm(self, *records: Any, **fields: Any) -> Any:
        return self.send(self.confirmation_of(*records, **fields))

    def confirmed(self, record: Any = None) -> Any:
        record = record or self.served()
        self.confirm(record)
        return self.shown(record)

    def final(self, record: Any = None) -> Any:
        record = self.confirmed(record)
        self.wait_until(datetime.fromisoformat(str(record["notice_ends_at"])))
        return self.shown(record)

    def dispute(self, record: Any, actor: Actor | None = None) -> Any:
        command = service_records.DisputeServiceRecord(service_record_id=record["id"], reason="时间不对")
        return self.send(command, actor or self.world.member)

    def uphold(self, record: Any) -> Any:
        command = service_records.UpholdServiceRecord(service_record_id=record["id"], reason="已核对签到表")
        return self.send(command)

    def correct(self, record: Any, **fields: Any) -> Any:
        command = service_records.CorrectServiceRecord(service_record_id=record["id"], reason="按签到表更正", **fields)
        return self.send(command)

    def void(self, record: Any) -> Any:
        command = service_records.VoidServiceRecord(service_record_id=record["id"], reason="重复登记")
        return self.send(command)

    def shown(self, record: Any, actor: Actor | None = None) -> Any:
        return self.send(service_records.ShowServiceRecord(service_record_id=record["id"]), actor)

    def steps(self, record: Any) -> list[str]:
        page = self.send(service_records.ListServiceSteps(service_record_id=record["id"]))
        return [step["kind"] for step in page["items"]]
