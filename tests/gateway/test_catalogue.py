import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.catalogue import ATTEMPT_CODES, CATALOGUE, FIELD_CODES, STATUSES, read_translations
from gateway.details import AT, DETAILS, STATES
from gateway.handbook import texts
from gateway.openapi_answers import errors_of
from gateway.routes import ROUTES
from services.membership.roster.details import DETAILS as OF_ROSTERS
from services.notifications.addresses import ADDRESS_REFUSED
from shared.errors import BY_STATUS
from shared.messages.declare import TOPIC
from shared.messages.schema import CODES

ROOT = Path(__file__).parents[2]
REFUSALS = {kind.__name__ for kind in BY_STATUS.values()} | {"PassingConflict", "Refusal"}
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
    yield from OF_ROSTERS
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


def statuses_raised() -> Iterator[tuple[str, int]]:
    """Codes with the status of the refusal that carries them, wherever one is made."""
    statuses = {kind.__name__: status for status, kind in BY_STATUS.items()}
    for folder in ("services", "gateway", "shared"):
        for file in (ROOT / folder).rglob("*.py"):
            for call in constructed(ast.parse(file.read_text("utf-8"))):
                status = statuses.get(ast.unparse(call.func))
                if status and call.args and isinstance(call.args[0], ast.Constant):
                    yield str(call.args[0].value), status


def test_the_status_of_every_code_is_known_and_told_once() -> None:
    by_route = {
        (code, status) for route in ROUTES if route.tag for status, codes in errors_of(route).items() for code in codes
    }

    assert STATUSES.keys() == CATALOGUE.keys() - {code for code, _ in by_route}
    assert set(statuses_raised()) - by_route - STATUSES.items() == set()


def test_every_code_of_an_attempt_is_told() -> None:
    source = (ROOT / "services" / "notifications" / "posting.py").read_text("utf-8")
    written = {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("webhook.")
    }

    assert len(written) > 5
    assert ATTEMPT_CODES.keys() == written | {ADDRESS_REFUSED}


def said() -> set[str]:
    """All that is told in the reader's language."""
    return {*CATALOGUE.values(), *FIELD_CODES.values(), *ATTEMPT_CODES.values(), *DETAILS, *STATES, AT, *texts()}


def test_all_that_is_said_is_translated_and_nothing_is_left_of_a_text_that_is_gone() -> None:
    chinese = read_translations("zh-CN")

    assert chinese.keys() == said()
    assert [text for text in chinese.values() if not re.search(r"[一-鿿]", text)] == []


def test_each_text_is_translated_once() -> None:
    source = (ROOT / "gateway" / "locale" / "zh_CN" / "LC_MESSAGES" / "linli.po").read_text("utf-8")
    told = Counter(re.findall(r"^msgid (.*?)\nmsgstr", source, re.DOTALL | re.MULTILINE))

    assert len(told) > 500
    assert [text for text, times in told.items() if times > 1] == []


@pytest.mark.parametrize("text", sorted(texts()))
def test_a_translation_keeps_what_is_no_language(text: str) -> None:
    code = re.compile(r"<code>.*?</code>|<a [^>]*>|\$\w+|`[^`]+`")

    assert sorted(code.findall(read_translations("zh-CN")[text])) == sorted(code.findall(text))


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_names_a_thing_and_a_reason(code: str) -> None:
    assert code == "internal" or TOPIC.fullmatch(code)


def test_who_may_not_ask_about_a_member_is_told_no_reason_that_need_not_be_theirs() -> None:
    """A colleague and a community are refused by this code as well as another unit."""
    title = CATALOGUE["member.not_yours"]

    assert "unit" not in title
    assert "单位" not in read_translations("zh-CN")[title]
