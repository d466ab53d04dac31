"""A lean HTTP/1.1 load generator: keep-alive connections and one selector loop in a process of its own."""

import gc
import multiprocessing
import selectors
import signal
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import monotonic
from types import TracebackType
from typing import NamedTuple, Self

HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
SOCKET_SECONDS = 10.0
CHUNK_BYTES = 65_536


class LoadFailed(Exception):
    """The load could not be carried through; the message says what happened."""


@dataclass(frozen=True)
class Plan:
    """
    What is to be sent.

    requests: for each client, whole requests in order; the next one leaves when the last one is answered.
    per_second: over all clients; each request then has an instant before which it doesn't leave. None for no pause.
    """

    address: tuple[str, int]
    requests: Sequence[Sequence[bytes]]
    per_second: float | None = None
    keeps_bodies: bool = False
    longest_seconds: float = 120.0


class Answer(NamedTuple):
    """One answered request; instants of the machine's monotonic clock, which all processes share."""

    status: int
    sent_at: float
    answered_at: float
    body: bytes | None

    @property
    def seconds(self) -> float:
        return self.answered_at - self.sent_at


class Client:
    """One keep-alive connection that works through its requests."""

    def __init__(self, plan: Plan, number: int) -> None:
        self.connection = socket.create_connection(plan.address, timeout=SOCKET_SECONDS)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers: list[Answer] = []
        self._requests = plan.requests[number]
        self._keeps_bodies = plan.keeps_bodies
        self._received = b""
        self._sent_at = 0.0
        clients = len(plan.requests)
        self._pause = clients / plan.per_second if plan.per_second else 0.0
        self._offset = number / plan.per_second if plan.per_second else 0.0

    @property
    def is_done(self) -> bool:
        return len(self.answers) == len(self._requests)

    def due_at(self, began_at: float) -> float:
        """When the next request may leave."""
        return began_at + self._offset + len(self.answers) * self._pause

    def send(self) -> None:
        self._sent_at = monotonic()
        self.connection.sendall(self._requests[len(self.answers)])

    def receive(self) -> bool:
        """
        Take what has arrived; tells whether the answer is complete.

        Raises:
            LoadFailed: the server has closed the connection, or answers in a way that isn't understood.
        """
        chunk = self.connection.recv(CHUNK_BYTES)
        if not chunk:
            raise LoadFailed("the server has closed the connection")
        received = self._received + chunk if self._received else chunk
        head_ends = received.find(HEAD_END)
        length = self._length(received[:head_ends]) if head_ends >= 0 else 0
        if head_ends < 0 or len(received) < head_ends + 4 + length:
            self._received = received
            return False
        body = received[head_ends + 4 :] if self._keeps_bodies else None
        self.answers.append(Answer(int(received[9:12]), self._sent_at, monotonic(), body))
        self._received = b""
        return True

    def _length(self, head: bytes) -> int:
        found = head.lower().find(LENGTH)
        if found < 0:
            raise LoadFailed(f"an answer without a length: {head!r}")
        start = found + len(LENGTH)
        end = head.find(b"\r", start)
        return int(head[start : end if end >= 0 else len(head)])


def carry_out(plan: Plan) -> list[list[Answer]]:
    """
    Send a plan's requests; the answers of each client, in order.

    Raises:
        LoadFailed: a connection broke, or the plan took too long.
    """
    clients: list[Client] = []
    gc.disable()
    try:
        with selectors.DefaultSelector() as selector:
            for number in range(len(plan.requests)):
                clients.append(Client(plan, number))
                selector.register(clients[-1].connection, selectors.EVENT_READ, clients[-1])
            _work_off(clients, selector, plan)
    except OSError as error:
        raise LoadFailed(repr(error)) from error
    finally:
        gc.enable()
        for client in clients:
            client.connection.close()
    return [client.answers for client in clients]


def _work_off(clients: list[Client], selector: selectors.BaseSelector, plan: Plan) -> None:
    began_at = monotonic()
    ends_at = began_at + plan.longest_seconds
    idle = [client for client in clients if not client.is_done]
    open_clients = len(idle)
    while open_clients:
        now = monotonic()
        if now > ends_at:
            raise LoadFailed(f"not answered within {plan.longest_seconds} s")
        for client in [client for client in idle if client.due_at(began_at) <= now]:
            idle.remove(client)
            client.send()
        next_due = min((client.due_at(began_at) for client in idle), default=ends_at)
        for key, _ in selector.select(max(0.0, min(next_due, ends_at) - monotonic())):
            client = key.data
            if not client.receive():
                continue
            if client.is_done:
                open_clients -= 1
            elif client.due_at(began_at) <= monotonic():
                client.send()
            else:
                idle.append(client)


class LoadGenerator:
    """The process that carries out plans; it shares no interpreter with what is measured or with who measures."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def run(self, plan: Plan) -> list[list[Answer]]:
        """
        Raises:
            LoadFailed: see `carry_out`.
        """
        self._pipe.send(plan)
        if not self._pipe.poll(plan.longest_seconds + 2 * SOCKET_SECONDS):
            raise LoadFailed("the load generator is silent")
        outcome: list[list[Answer]] | str = self._pipe.recv()
        if isinstance(outcome, str):
            raise LoadFailed(outcome)
        return outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._pipe.close()
        self._process.terminate()
        self._process.join()
        self._process.close()


def _serve(pipe: Connection) -> None:
    """Carry out plans until the other end is closed; Ctrl-C is for the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            plan = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(carry_out(plan))
        except LoadFailed as error:
            pipe.send(str(error))


def request(method: str, path: str, *, headers: Sequence[str] = (), body: bytes = b"") -> bytes:
    """The bytes of one request; `headers` as whole lines."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + HEAD_END + body
