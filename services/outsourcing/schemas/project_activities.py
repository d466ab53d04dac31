"""Activities of projects as the shapes that callers get."""

from collections.abc import Sequence

from services.outsourcing.model.project_activities import ProjectActivity
from services.outsourcing.repository.project_activities import Counted, Served
from shared.messages.outsourcing import project_activities as messages


def project_activity_shape(one: ProjectActivity, served: Served) -> messages.ProjectActivity:
    return messages.ProjectActivity(
        id=one.id,
        kind=one.kind,
        state=one.state,
        title=one.title,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        from_on=one.from_on,
        until_on=one.until_on,
        places=one.places,
        people_came=served.came,
        people_confirmed=served.confirmed,
        minutes=_minutes(served),
    )


def project_sums_shape(counts: Sequence[Counted], served: Served) -> messages.ProjectSums:
    held = [one for one in counts if one.state != "called_off"]
    return messages.ProjectSums(
        activities=sum(one.items for one in held if one.kind == "activity"),
        posts=sum(one.items for one in held if one.kind == "post"),
        called_off=sum(one.items for one in counts if one.state == "called_off"),
        places=sum(one.places for one in held),
        people_came=served.came,
        people_confirmed=served.confirmed,
        minutes=_minutes(served),
    )


def _minutes(served: Served) -> messages.ServedTime:
    return messages.ServedTime(final=served.final, waiting=served.waiting, voided=served.voided)
