"""Takes calls for a service, carries out what has gathered, and answers."""

import logging
from itertools import islice
from typing import Any

from kombu import Queue

from shared.errors import Broken
from shared.intake import BatchEntrypoint
from shared.messages.envelope import Call, Reply, Unwritable, read_calls, write_batch, write_one
from shared.messages.wire import Unreadable
from shared.runtime import runtime_of
from shared.sealing import Seal
from shared.service import Service

log = logging.getLogger(__name__)


class CallConsumer(BatchEntrypoint):
    """Commands and queries of one service; several processes share the queue."""

    workers = 2

    def is_needed(self, service: Service) -> bool:
        return bool(service.commands or service.queries)

    def queue(self) -> Queue:
        return self.topology.command_queue(self.container.service_name)

    def handle(self, messages: list[Any]) -> None:
        batches: list[tuple[Any, list[Call]]] = []
        for message in messages:
            try:
                batches.append((message, read_calls(message.body)))
            except Unreadable as error:
                log.error("unreadable calls are dropped", extra={"cause": str(error)})
                self.ack([message])
        if not batches:
            return
        replies = iter(self._run([call for _, calls in batches for call in calls]))
        self._answer([(message, list(islice(replies, len(calls)))) for message, calls in batches])
        self.ack([message for message, _ in batches])

    def _run(self, calls: list[Call]) -> list[Reply]:
        """The replies in the order of the calls, as they travel."""
        seal = Seal(runtime_of(self.container).tools.cipher)
        opened = [seal.open_call(call) for call in calls]
        done = iter(self.run_worker([one for one in opened if isinstance(one, Call)]))
        replies = [next(done) if isinstance(one, Call) else one for one in opened]
        return [_closed(seal, call.topic, reply) for call, reply in zip(calls, replies, strict=True)]

    def _answer(self, answers: list[tuple[Any, list[Reply]]]) -> None:
        """Send each message's replies, in the order of its calls, to the queue that it names."""
        try:
            with self._writing:
                channel = answers[0][0].channel
                for message, replies in answers:
                    body = write_batch(map(_written, replies))
                    properties = {"correlation_id": message.properties["correlation_id"], "delivery_mode": 1}
                    prepared = channel.prepare_message(body, properties=properties)
                    channel.basic_publish(prepared, exchange="", routing_key=message.properties["reply_to"])
        except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
            log.warning("replies not sent", extra={"cause": repr(error)[:300]})


def _closed(seal: Seal, topic: str, reply: Reply) -> Reply:
    try:
        return seal.close_reply(topic, reply)
    except Unwritable as error:
        return _untold(reply, error)


def _written(reply: Reply) -> bytes:
    """The reply, or that it can't be told; the others that travel with it are."""
    try:
        return write_one(reply)
    except Unwritable as error:
        return write_one(_untold(reply, error))


def _untold(reply: Reply, error: Unwritable) -> Reply:
    log.error("a reply can't be written", extra={"id": reply.id, "cause": str(error)})
    return Reply(id=reply.id, refusal=Broken("internal").as_wire())


run_calls = CallConsumer.decorator
