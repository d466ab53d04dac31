"""The ledger of a budget as a file: CSV, or a workbook, by what Accept asks for; read page by page as it is written."""

from collections.abc import Iterator
from itertools import chain

from werkzeug.wrappers import Response

from gateway import glossary_budgets as words
from gateway.body import read_query
from gateway.calls import call_of, send
from gateway.errors import CHINESE, language_of
from gateway.exchange import Exchange
from gateway.table_files import answer_table
from gateway.tables import CSV, WORKBOOK, Cell, Heading, Sheet, Yuan, read_pieces, write_csv, write_workbook
from shared.clock import SHANGHAI
from shared.messages.outsourcing.budgets import LedgerEntry, LedgerPage
from shared.messages.schema import load
from shared.messages.wire import from_plain

POSTINGS_A_CALL = 500
REFERENCES = ("call_id", "award_id", "contract_id", "milestone_id", "payment_id")


def download_ledger(exchange: Exchange) -> Response:
    """
    Every posting of a budget in the order of their numbers.

    Raises:
        Refusal: what the service refuses; of a later page the answer breaks off.
    """
    media_type = exchange.request.accept_mimetypes.best_match([CSV, WORKBOOK], CSV)
    exchange.headers["Vary"] = "Accept, Accept-Language"
    file = LedgerFile(exchange, language_of(exchange.request, default=CHINESE))
    pieces = file.csv() if media_type == CSV else read_pieces(write_workbook([file.sheet()]))
    name = f"linli-ledger-{exchange.parameters['budget_id']}"
    return answer_table(pieces, media_type, name=name, title=file.title, language=file.language)


class LedgerFile:
    """The rows of a ledger's file, in one language. The first page is there before anything is answered."""

    def __init__(self, exchange: Exchange, language: str) -> None:
        self._exchange = exchange
        self.language = language
        pages = self._read()
        first = next(pages)
        self._budget_name = first.budget_name
        self._pages = chain([first], pages)

    @property
    def title(self) -> str:
        """What the file is called for people."""
        return f"{self._budget_name}-{self._say(words.SHEET)}"

    def csv(self) -> Iterator[bytes]:
        return write_csv(self._rows())

    def sheet(self) -> Sheet:
        return Sheet(self._say(words.SHEET), self._rows(), frozen_rows=1)

    def _rows(self) -> Iterator[list[Cell]]:
        yield Heading(map(self._say, words.COLUMNS.values()))
        for page in self._pages:
            yield from map(self._row, page.items)

    def _read(self) -> Iterator[LedgerPage]:
        exchange, route = self._exchange, self._exchange.route
        filters = load(route.schema, read_query(exchange.request, route.lists))
        asked = route.fill(filters, exchange.parameters) | {"after": None, "limit": POSTINGS_A_CALL}
        while True:
            page = from_plain(send(exchange, call_of(exchange, route.topic, asked)), LedgerPage)
            yield page
            if page.next is None:
                return
            asked = asked | {"after": page.next}

    def _row(self, entry: LedgerEntry) -> list[Cell]:
        one = entry.posting
        return [
            one.number,
            one.posted_at.astimezone(SHANGHAI),
            self._say(words.KINDS[one.kind]),
            Yuan.of(one.amount_minor),
            self._say(words.STAGES[one.from_stage]),
            Yuan.of(one.from_after_minor),
            self._say(words.STAGES[one.to_stage]),
            Yuan.of(one.to_after_minor),
            self._budget_name,
            entry.title,
            entry.organisation_name,
            entry.reference,
            *(getattr(one, name) for name in REFERENCES),
            one.reason,
        ]

    def _say(self, english: str) -> str:
        return self._exchange.problems.say(english, self.language)
