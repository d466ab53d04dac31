"""The ledger of a budget as a file: CSV, or a workbook, by what Accept asks for; read page by page as it is written."""

from collections.abc import Iterator
from itertools import chain, islice

from werkzeug.wrappers import Response

from gateway import glossary_budgets as words
from gateway.body import read_query
from gateway.calls import call_of, send
from gateway.errors import CHINESE, language_of
from gateway.exchange import Exchange
from gateway.table_files import answer_table, in_shanghai
from gateway.tables import CSV, WORKBOOK, Cell, Heading, Sheet, Yuan, read_pieces, write_csv, write_workbook
from shared.messages.outsourcing.budgets import Posting, PostingPage
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
    return answer_table(pieces, media_type, name=name, language=file.language)


class LedgerFile:
    """The rows of a ledger's file, in one language."""

    def __init__(self, exchange: Exchange, language: str) -> None:
        self._exchange = exchange
        self.language = language

    def csv(self) -> Iterator[bytes]:
        """The first page is there before anything is answered."""
        rows = self._rows()
        first = list(islice(rows, 2))
        return write_csv(chain(first, rows))

    def sheet(self) -> Sheet:
        return Sheet(self._say(words.SHEET), self._rows(), frozen_rows=1)

    def _rows(self) -> Iterator[list[Cell]]:
        yield Heading(map(self._say, words.COLUMNS.values()))
        for page in self._pages():
            yield from map(self._row, page.items)

    def _pages(self) -> Iterator[PostingPage]:
        exchange, route = self._exchange, self._exchange.route
        filters = load(route.schema, read_query(exchange.request, route.lists))
        asked = route.fill(filters, exchange.parameters) | {"after": None, "limit": POSTINGS_A_CALL}
        while True:
            page = from_plain(send(exchange, call_of(exchange, route.topic, asked)), PostingPage)
            yield page
            if page.next is None:
                return
            asked = asked | {"after": page.next}

    def _row(self, one: Posting) -> list[Cell]:
        return [
            one.number,
            in_shanghai(one.posted_at),
            self._say(words.KINDS[one.kind]),
            Yuan.of(one.amount_minor),
            self._say(words.STAGES[one.from_stage]),
            Yuan.of(one.from_after_minor),
            self._say(words.STAGES[one.to_stage]),
            Yuan.of(one.to_after_minor),
            *(getattr(one, name) for name in REFERENCES),
            one.reason,
        ]

    def _say(self, english: str) -> str:
        return self._exchange.problems.say(english, self.language)
