import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.catalogue import CATALOGUE, FIELD_CODES, read_translations
from gateway.details import DETAILS
from shared.errors import BY_STATUS
from shared.messages.declare import TOPIC
from shared.messages.schema import CODES

ROOT = Path(__file__).parents[2]
REFUSALS = {kind.__name__ for kind in BY_STATUS.values()} | {"Refusal"}
FAULTS = {"Fault", "fault"}
NO_CODES = {"call.expires_at"}  # what docstrings mention besides
IN_DOCSTRING = re.compile(r"`([a-z_]+\.[a-z_]+)`")


def constructed(tree: ast.AST) -> Iterator[ast.Call]:
    """Where refusals and faults are made."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS | FAULTS:
            yield node


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Codes that are raised, written down as faults, or promised in a Raises section."""
    for call in constructed(tree):
        texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if ast.unparse(call.func) in REFUSALS:
            yield from texts[:1]
        else:
            yield from (text for text in texts if TOPIC.fullmatch(text))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            _, _, raises = (ast.get_docstring(node) or "").partition("Raises:")
            yield from IN_DOCSTRING.findall(raises.partition("Publishes:")[0])


def raised_codes() -> dict[str, str]:
    files = [file for folder in ("services", "gateway", "shared") for file in (ROOT / folder).rglob("*.py")]
    return {
        code: str(file.relative_to(ROOT))
        for file in files
        for code in codes_in(ast.parse(file.read_text("utf-8")))
        if code not in NO_CODES
    }


def test_every_code_that_is_raised_anywhere_has_a_title() -> None:
    assert {code: file for code, file in raised_codes().items() if code not in CATALOGUE} == {}


def test_no_title_is_kept_for_a_code_that_nobody_raises() -> None:
    assert CATALOGUE.keys() - raised_codes().keys() == set()


def field_codes() -> set[str]:
    """Codes of single fields: those of faults made by hand, and those that schemas give."""
    by_hand = {
        call.args[1].value
        for folder in ("services", "gateway", "shared")
        for file in (ROOT / folder).rglob("*.py")
        for call in constructed(ast.parse(file.read_text("utf-8")))
        if ast.unparse(call.func) == "Fault" and call.args and isinstance(call.args[1], ast.Constant)
    }
    return {str(code) for code in by_hand if "." not in str(code)} | {code for _, code in CODES} | {"invalid"}


def test_every_code_of_a_field_has_a_title_and_no_title_is_left_over() -> None:
    assert FIELD_CODES.keys() == field_codes()


def test_every_title_is_translated() -> None:
    chinese = read_translations("zh-CN")

    assert {*CATALOGUE.values(), *FIELD_CODES.values()} - chinese.keys() == set()
    assert all(re.search(r"[一-鿿]", title) for title in chinese.values())


def test_no_translation_is_left_of_a_text_that_is_gone() -> None:
    texts = {*CATALOGUE.values(), *FIELD_CODES.values(), *DETAILS}

    assert read_translations("zh-CN").keys() - texts == set()


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_names_a_thing_and_a_reason(code: str) -> None:
    assert code == "internal" or TOPIC.fullmatch(code)
