"""Quarterly reports: the figures as JSON, the table of members as CSV, both as a workbook, by what Accept asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from typing import Any

from babel.dates import get_day_names
from werkzeug.wrappers import Response

from gateway import glossary_reports as words
from gateway.calls import ask, call_of, send, write_answer
from gateway.errors import CHINESE, language_of
from gateway.exchange import Exchange
from gateway.table_files import answer_table, in_shanghai
from gateway.tables import (
    CSV,
    WORKBOOK,
    Cell,
    Heading,
    Percent,
    Sheet,
    read_pieces,
    write_csv,
    write_workbook,
)
from shared.clock import SHANGHAI
from shared.messages.declare import Query
from shared.messages.membership import FreeTime
from shared.messages.membership.dual_management import (
    CommunityMemberService,
    CommunityServicePage,
    ListCommunityService,
    ListUnitService,
    LiveRegistration,
    QuarterlyReport,
    ServiceTally,
    UnitMemberService,
    UnitServicePage,
)
from shared.messages.wire import from_plain, to_plain

JSON = "application/json"
ROWS_A_CALL = 200


def show_report(exchange: Exchange) -> Response:
    """
    A report as Accept asks for it; who says nothing, or takes anything, gets JSON.

    Raises:
        Refusal: what the service refuses.
    """
    answer = ask(exchange)
    media_type = exchange.request.accept_mimetypes.best_match([JSON, CSV, WORKBOOK], JSON)
    exchange.headers["Vary"] = "Accept, Accept-Language"
    if media_type == JSON:
        return write_answer(exchange, answer)
    report = from_plain(answer, QuarterlyReport)
    file = ReportFile(exchange, report, language_of(exchange.request, default=CHINESE))
    pieces = file.csv() if media_type == CSV else read_pieces(write_workbook(file.sheets()))
    name = f"linli-{report.kind}-{report.organisation_id}-{report.quarter}"
    return answer_table(pieces, media_type, name=name, language=file.language)


class ReportFile:
    """A report with its table of members, which is read page by page as it is written."""

    def __init__(self, exchange: Exchange, report: QuarterlyReport, language: str) -> None:
        self._exchange = exchange
        self._report = report
        self.language = language
        self._days = get_day_names("abbreviated", locale=language.replace("-", "_"))

    def csv(self) -> Iterator[bytes]:
        """The table alone, so that programs can read it; its first page is there before anything is answered."""
        rows = self._table()
        first = list(islice(rows, 2))
        return write_csv(chain(first, rows))

    def sheets(self) -> Iterator[Sheet]:
        yield Sheet(self._say(words.OTHERS["summary"]), self._summary())
        yield Sheet(self._say(words.OTHERS["table"]), self._table(), frozen_rows=1)

    def _summary(self) -> Iterator[list[Cell]]:
        report = self._report
        for name, label in words.SUMMARY.items():
            value = getattr(report, name)
            if value is not None:
                yield [self._say(label), Percent(value) if name == "share" else _plain(value)]
        for name, label in words.RATINGS.items():
            yield [self._say(label), getattr(report.ratings, name)]
        for name in self._notes():
            yield [self._say(words.OTHERS[name])]
        counted = [self._say(words.SUMMARY[name]) for name in ("confirmed", "awaiting")]
        yield []
        yield Heading([self._say(words.PARTS[report.kind]), self._say(words.SUMMARY["registered"]), *counted])
        for part in report.parts:
            yield [part.name, part.members, part.confirmed, part.awaiting]
        yield []
        yield Heading([self._say(words.OTHERS["category"]), *counted])
        for one in report.categories:
            yield [one.category or "", one.confirmed, one.awaiting]

    def _notes(self) -> Iterator[str]:
        """What is to be known of the figures."""
        report = self._report
        if report.ratings.average is None:
            yield "no_average"
        if report.is_provisional:
            yield "provisional"
        else:
            yield "not_kept" if report.registered is None else "kept"
            yield "over"

    def _table(self) -> Iterator[list[Cell]]:
        is_unit = self._report.kind == "unit"
        columns = (words.UNIT_COLUMNS if is_unit else words.COMMUNITY_COLUMNS) | words.SERVICE_COLUMNS
        if not self._report.is_provisional:
            columns |= {name: label for name, label in words.NOW.items() if name in columns}
        yield Heading(map(self._say, columns.values()))
        yield from self._unit_rows() if is_unit else self._community_rows()

    def _unit_rows(self) -> Iterator[list[Cell]]:
        for page in self._pages(ListUnitService(unit_id=self._report.organisation_id, **self._period)):
            for one in from_plain(page, UnitServicePage).items:
                yield [*self._unit_member(one), *_tally(one.service)]

    def _community_rows(self) -> Iterator[list[Cell]]:
        for page in self._pages(ListCommunityService(community_id=self._report.organisation_id, **self._period)):
            for one in from_plain(page, CommunityServicePage).items:
                yield [*self._community_member(one), *_tally(one.service)]

    @property
    def _period(self) -> dict[str, Any]:
        return {"starts_on": self._report.starts_on, "ends_on": self._report.ends_on, "limit": ROWS_A_CALL}

    def _pages(self, query: Any) -> Iterator[Any]:
        """
        The pages of a list, one call each.

        Raises:
            Refusal: what the service refuses; of one that comes later the answer breaks off.
        """
        after = None
        while True:
            page = self._ask(replace(query, after=after))
            yield page
            if (after := page["next"]) is None:
                return

    def _ask(self, query: Query) -> Any:
        return send(self._exchange, call_of(self._exchange, query.topic, to_plain(query)))

    def _unit_member(self, one: UnitMemberService) -> list[Cell]:
        places = (f"{found.community_name} ({self._kind(found)})" for found in one.registrations)
        is_there = self._yes_or_no(one.is_on_roster)
        return [one.external_id, one.name, one.department, is_there, "; ".join(places), _since(one.registrations)]

    def _community_member(self, one: CommunityMemberService) -> list[Cell]:
        return [
            one.name,
            one.unit_name,
            self._yes_or_no(one.is_registered),
            "; ".join(map(self._kind, one.registrations)),
            _since(one.registrations),
            one.phone,
            "; ".join(one.skills),
            "; ".join(map(self._free_time, one.free_times)),
        ]

    def _kind(self, registration: LiveRegistration) -> str:
        return self._say(words.KINDS[registration.kind])

    def _free_time(self, slot: FreeTime) -> str:
        return f"{self._days[slot.weekday - 1]} {slot.from_time}-{slot.to_time}"

    def _yes_or_no(self, value: bool) -> str:
        return self._say(words.OTHERS["yes" if value else "no"])

    def _say(self, english: str) -> str:
        return self._exchange.problems.say(english, self.language)


def _tally(service: ServiceTally) -> Iterable[Cell]:
    return [getattr(service, name) for name in words.SERVICE_COLUMNS]


def _since(registrations: Iterable[LiveRegistration]) -> Cell:
    """The day of the first of them."""
    return min((one.since.astimezone(SHANGHAI).date() for one in registrations), default=None)


def _plain(value: Any) -> Cell:
    """An instant as the time that it is in Shanghai."""
    if isinstance(value, datetime):
        return in_shanghai(value)
    cell: Cell = value
    return cell
