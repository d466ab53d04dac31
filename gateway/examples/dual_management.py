"""What the documentation shows of members' service and of reports."""

from dataclasses import replace
from datetime import UTC, date, datetime

from gateway import town
from gateway.examples.parts import Part
from shared.messages.membership import dual_management as m

QUARTER = "2026-Q4"
FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
DAYS = f"starts_on={FIRST}&ends_on={LAST}"
REGISTRATION = m.LiveRegistration(
    community_id=town.COMMUNITY_ID,
    community_name=town.COMMUNITY.name,
    kind="residence",
    since=datetime(2026, 11, 4, 1, tzinfo=UTC),
)
TALLY = m.ServiceTally(confirmed=1, awaiting=0, communities=1, minutes=100, ratings=1, last_on=date(2026, 11, 28))
OF_UNIT = m.UnitMemberService(
    member_id=town.MEMBER_ID,
    external_id="A-1024",
    name="陈华英",
    department="内科",
    state="active",
    is_on_roster=True,
    registrations=[REGISTRATION],
    service=TALLY,
)
OF_COMMUNITY = m.CommunityMemberService(
    member_id=town.MEMBER_ID,
    unit_id=town.UNIT_ID,
    unit_name=town.UNIT.name,
    name="陈华英",
    phone="138****8000",
    skills=["医疗护理", "中医推拿"],
    free_times=[],
    is_registered=True,
    registrations=[REGISTRATION],
    service=TALLY,
)


REPORT = m.QuarterlyReport(
    organisation_id=town.UNIT_ID,
    organisation_name=town.UNIT.name,
    kind="unit",
    quarter=QUARTER,
    starts_on=FIRST,
    ends_on=LAST,
    is_provisional=True,
    as_of=datetime(2026, 12, 3, 1, tzinfo=UTC),
    members=1,
    registered=1,
    registered_residence=1,
    registered_paired=0,
    share=1.0,
    begun=1,
    ended=0,
    served=1,
    confirmed=1,
    awaiting=0,
    minutes=100,
    ratings=m.ToldRatings(given=1, told=0, average=None),
    parts=[m.ReportPart(id=town.COMMUNITY_ID, name=town.COMMUNITY.name, members=1, confirmed=1, awaiting=0)],
    categories=[m.ReportCategory(category=town.WISH.category, confirmed=1, awaiting=0)],
    rows_path=f"/v1/units/{town.UNIT_ID}/members/service?{DAYS}",
)
COMMUNITY_REPORT = replace(
    REPORT,
    organisation_id=town.COMMUNITY_ID,
    organisation_name=town.COMMUNITY.name,
    kind="community",
    members=None,
    share=None,
    parts=[m.ReportPart(id=town.UNIT_ID, name=town.UNIT.name, members=1, confirmed=1, awaiting=0)],
    rows_path=f"/v1/communities/{town.COMMUNITY_ID}/members/service?{DAYS}",
)

PART = Part(
    answers={
        "GET /v1/units/{unit_id}/members/service": m.UnitServicePage(
            items=[OF_UNIT], starts_on=FIRST, ends_on=LAST, next=None
        ),
        "GET /v1/communities/{community_id}/members/service": m.CommunityServicePage(
            items=[OF_COMMUNITY], starts_on=FIRST, ends_on=LAST, next=None
        ),
        "GET /v1/units/{unit_id}/reports/{quarter}": REPORT,
        "GET /v1/communities/{community_id}/reports/{quarter}": COMMUNITY_REPORT,
    },
    path_ids={"quarter": QUARTER},
)
