import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from gateway.catalogue import CATALOGUE, LOCALES, read_translations
from shared.errors import BY_STATUS
from shared.messages.declare import TOPIC

ROOT = Path(__file__).parents[2]
REFUSALS = {kind.__name__ for kind in BY_STATUS.values()} | {"Refusal"}
FAULTS = {"Fault", "fault"}
NO_CODES = {"call.expires_at"}  # what docstrings mention besides
IN_DOCSTRING = re.compile(r"`([a-z_]+\.[a-z_]+)`")


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Codes that are raised, written down as faults, or promised in a Raises section."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if node.func.id in REFUSALS:
                yield from texts[:1]
            elif node.func.id in FAULTS:
                yield from (text for text in texts if TOPIC.fullmatch(text))
        elif isinstance(node, ast.FunctionDef):
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


def test_every_title_is_translated() -> None:
    chinese = read_translations("zh-CN")

    assert CATALOGUE.keys() - chinese.keys() == set()
    assert all(re.search(r"[一-鿿]", title) for title in chinese.values())


def test_no_translation_is_left_of_a_title_that_is_gone() -> None:
    with (LOCALES / "zh_CN" / "LC_MESSAGES" / "linli.po").open("rb") as content:
        translated = {str(message.id) for message in read_po(content) if message.id}

    assert translated - set(CATALOGUE.values()) == set()


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_names_a_thing_and_a_reason(code: str) -> None:
    assert code == "internal" or TOPIC.fullmatch(code)
