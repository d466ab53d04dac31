"""Lives of calls and of all that follows from them, as chance has them; what becomes of them is told by OCDS."""

import random
from collections.abc import Iterator

from shared.messages.envelope import Actor
from tests.harness import Harness
from tests.services.outsourcing.lives_of_awards import AwardLife
from tests.services.outsourcing.lives_of_calls import CallLife
from tests.services.outsourcing.lives_of_contracts import ContractLife
from tests.services.outsourcing.living import Living


class Life:
    """A call, its awards, and the contracts, until nothing is open any more."""

    def __init__(self, harness: Harness, department: Actor, chance: random.Random) -> None:
        self.living = Living(harness, department, chance)

    def live(self) -> Iterator[str]:
        """Tells after each step which call it was about."""
        call = CallLife(self.living)
        yield from call.live()
        if call.state() == "opened":
            yield from self._follow(AwardLife(self.living, call.call_id))

    def _follow(self, awards: AwardLife) -> Iterator[str]:
        awards.review()
        yield awards.call_id
        contracts: list[ContractLife] = []
        while open_ := [one for one in (awards, *contracts) if one.is_open()]:
            if carried := self.living.chance.choice(open_).step():
                contracts.append(ContractLife(self.living, carried))
            yield awards.call_id
