import pytest

from shared.errors import Conflict
from shared.messages.outsourcing import RegisterProject as Open, projects
from shared.states import Machine, step

Close = projects.CollectOutsourcingData  # any two classes will do
STATES = {"new": "begun", "open": "at work", "good": "it went well", "bad": "it didn't"}


def machine() -> Machine:
    steps = [step(Open, "new", "open"), step(Close, "open", "good bad")]  # type: ignore[arg-type]
    return Machine("thing", STATES, begins=["new"], steps=steps)


def test_a_step_leads_to_its_state() -> None:
    assert machine().follow(Open, "new") == "open"
    assert machine().follow(Close, "open", "bad") == "bad"  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["open", "good", "bad"])
def test_a_step_that_isnt_there_is_refused_and_says_where_it_stands(state: str) -> None:
    with pytest.raises(Conflict, match=r"^thing\.not_in_step$") as refused:
        machine().follow(Open, state)

    assert refused.value.detail == f"It is {state}."
    assert not machine().leads(Open, state)


@pytest.mark.parametrize("to", [None, "new"])
def test_where_it_leads_to_is_never_guessed(to: str | None) -> None:
    with pytest.raises(LookupError):
        machine().follow(Close, "open", to)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "steps",
    [[step(Open, "new", "gone")], [step(Open, "gone", "new")], [step(Open, "new", "open"), step(Open, "new", "good")]],
)
def test_a_machine_that_cant_be_right_is_none(steps: list[object]) -> None:
    with pytest.raises(ValueError, match="thing"):
        Machine("thing", STATES, begins=["new"], steps=steps)  # type: ignore[arg-type]
