"""All measures of one run: the product, the baseline and bare PostgreSQL take turns on the same machine."""

import contextlib
import math
from collections.abc import Callable, Sequence
from statistics import median
from time import monotonic, sleep

from tests.bench.baseline import Baseline, running_baseline
from tests.bench.contest import RIVALS, Contestant, Outcome, WrongOutcome, hold_contest
from tests.bench.field import Field
from tests.bench.linli import Linli, running_linli
from tests.bench.load import LoadGenerator, Plan
from tests.bench.matching import measure_matching
from tests.bench.postgresql import bare_postgresql
from tests.bench.report import MILLISECONDS, Row
from tests.bench.rosters import measure_rosters
from tests.bench.size import Size

WARM_UP_REQUESTS = 20  # by each client
COMMANDS_PER_SECOND = 50
CLAIM_REACH = 2.0
BARE_REACH = 0.15
BOARD_REACH = 0.6
P50_REACH_MS = 10.0
P99_REACH_MS = 50.0
ARRIVAL_SECONDS = 10.0


def measure_all(size: Size, tell: Callable[[str], None]) -> list[Row]:
    """
    Start everything, measure, stop everything.

    Raises:
        WrongOutcome: a system did something wrong while it was measured.
        LoadFailed: the load could not be carried through.
    """
    clients = max(size.clients)
    with contextlib.ExitStack() as stack:
        tell("starting the systems")
        generator = stack.enter_context(LoadGenerator())
        field = Field(
            size,
            generator,
            linli=stack.enter_context(running_linli(generator, clients)),
            baseline=stack.enter_context(running_baseline(clients)),
            bare=stack.enter_context(bare_postgresql()),
            tell=tell,
        )
        rows = [row for count in size.clients for row in measure_claims(field, count)]
        rows += measure_board(field) + measure_latency(field) + measure_rosters(field)
    return rows + measure_matching(size, tell)


def measure_claims(field: Field, clients: int) -> list[Row]:
    """Contested claims until all is answered and applied everywhere, after a short contest to warm up."""
    size = field.size
    field.linli.sign_in()
    for contestant in (field.linli, field.baseline):
        hold_contest(contestant, field.generator, wishes=WARM_UP_REQUESTS * clients // RIVALS, clients=clients)
    ours: list[Outcome] = []
    plain: list[Outcome] = []
    bare: list[float] = []
    for _ in range(size.rounds):
        ours.append(_contest(field, field.linli, clients))
        plain.append(_contest(field, field.baseline, clients))
        if field.bare and clients == size.clients[0]:  # one connection a client: 64 more are too many for a server
            bare.append(field.bare.contest(size.bare_wishes, clients))
            field.tell(f"claims, {clients} clients, bare PostgreSQL: {bare[-1]:.0f} answers/s")
    return _claim_rows(f"contested claims, {clients} clients", ours, plain, bare)


def _contest(field: Field, contestant: Contestant, clients: int) -> Outcome:
    outcome = hold_contest(contestant, field.generator, wishes=field.size.wishes, clients=clients)
    field.tell(
        f"claims, {clients} clients, {contestant.label}: {outcome.answers_per_second:.0f} answers/s, "
        f"half of them within {outcome.median_ms:.0f} ms"
    )
    return outcome


def _claim_rows(name: str, ours: list[Outcome], plain: list[Outcome], bare: list[float]) -> list[Row]:
    def both(of: Callable[[Outcome], float]) -> tuple[float, float]:
        return median(map(of, ours)), median(map(of, plain))

    caught_up = both(lambda one: one.answers_per_second)
    answered = both(lambda one: one.answers_per_second_before_catching_up)
    won = both(lambda one: one.wins_per_second)
    waited = both(lambda one: one.median_ms)
    rows = [
        Row(f"{name}, all caught up", caught_up[0], "answers/s", caught_up[1], CLAIM_REACH),
        Row(f"{name}, without catching up", answered[0], "answers/s", answered[1]),
        Row(f"{name}, won", won[0], "wins/s", won[1]),
        Row(f"{name}, median wait", waited[0], MILLISECONDS, waited[1]),
    ]
    if bare:
        rows.append(Row(f"{name}, beside bare PostgreSQL", caught_up[0], "answers/s", median(bare), BARE_REACH))
    return rows


def measure_board(field: Field) -> list[Row]:
    """Reads of the public board, beside a bare handler that does one SELECT; the first round only warms up."""
    rates: dict[str, list[float]] = {}
    systems: tuple[Linli | Baseline, ...] = (field.linli, field.baseline)
    for system in systems * (field.size.rounds + 1):
        rate = _read_board(field, system)
        rates.setdefault(system.label, []).append(rate)
        field.tell(f"board, {system.label}: {rate:.0f} reads/s")
    ours, plain = (median(rates[system.label][1:]) for system in systems)
    return [Row(f"board reads, {field.size.clients[0]} clients", ours, "reads/s", plain, BOARD_REACH)]


def _read_board(field: Field, system: Linli | Baseline) -> float:
    requests = [[system.board()] * field.size.reads] * field.size.clients[0]
    answers = [answer for each in field.generator.run(Plan(system.address, requests)) for answer in each]
    if any(answer.status != 200 for answer in answers):
        raise WrongOutcome(f"{system.label}: the board answers {sorted({answer.status for answer in answers})}")
    began_at, ended_at = min(one.sent_at for one in answers), max(one.answered_at for one in answers)
    return len(answers) / (ended_at - began_at)


def measure_latency(field: Field) -> list[Row]:
    """From a commit to its effect in another service, at a steady pace; beside an event of plain nameko."""
    field.linli.sign_in()
    ours = _pace(field, field.linli)
    with field.baseline.listening():
        plain = _pace(field, field.baseline)
    name = f"commit to effect, {COMMANDS_PER_SECOND} commands/s"
    return [
        Row(f"{name}, p50", percentile(ours, 0.50), MILLISECONDS, percentile(plain, 0.50), P50_REACH_MS, "most"),
        Row(f"{name}, p99", percentile(ours, 0.99), MILLISECONDS, percentile(plain, 0.99), P99_REACH_MS, "most"),
    ]


def _pace(field: Field, system: Linli | Baseline) -> list[float]:
    """The latencies of all events, in milliseconds, when each command claims a wish of its own."""
    clients = field.size.clients[0]
    wish_ids = system.publish(int(COMMANDS_PER_SECOND * field.size.paced_seconds))
    system.begin()
    requests = [[system.claim(client, one) for one in wish_ids[client::clients]] for client in range(clients)]
    plan = Plan(
        system.address,
        requests,
        per_second=COMMANDS_PER_SECOND,
        longest_seconds=2 * field.size.paced_seconds + ARRIVAL_SECONDS,
    )
    answers = [answer for each in field.generator.run(plan) for answer in each]
    if any(answer.status != 201 for answer in answers):
        raise WrongOutcome(f"{system.label}: claims answer {sorted({answer.status for answer in answers})}")
    ends_at = monotonic() + ARRIVAL_SECONDS
    while len(found := system.latencies_ms(wish_ids)) < len(wish_ids):
        if monotonic() > ends_at:
            raise WrongOutcome(f"{system.label}: {len(found)} of {len(wish_ids)} events have arrived")
        sleep(0.05)
    field.tell(f"events, {system.label}: p50 {percentile(found, 0.5):.1f} ms, p99 {percentile(found, 0.99):.1f} ms")
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """By nearest rank: a value that was measured."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
