import uuid

import pytest

from shared.ids import command_id, is_id, new_id


def test_new_ids_are_version_7_and_rise() -> None:
    ids = [new_id() for _ in range(1000)]

    assert {uuid.UUID(one).version for one in ids} == {7}
    assert ids == sorted(set(ids))


def test_a_command_id_is_the_same_in_every_process_and_another_for_each_client_and_key() -> None:
    assert command_id("client", "key") == "743626c5-c78c-53ea-9da7-3286da23232b"
    assert len({command_id(*pair) for pair in (("a", "b"), ("b", "a"), ("a", "c"), ("a\nb", ""))}) == 4


@pytest.mark.parametrize(
    "text, expected",
    [
        ("01976a00-0000-7000-8000-000000000001", True),
        ("01976A00-0000-7000-8000-000000000001", False),
        ("01976a00000070008000000000000001", False),
        ("{01976a00-0000-7000-8000-000000000001}", False),
        ("urn:uuid:01976a00-0000-7000-8000-000000000001", False),
        ("01976a00-0000-7000-8000-00000000000１", False),
        ("01976a00-0000-7000-8000-000000000001\n", False),
        ("三辅街", False),
        ("", False),
    ],
)
def test_only_the_spelling_that_is_handed_out_is_an_id(text: str, expected: bool) -> None:
    assert is_id(text) is expected
