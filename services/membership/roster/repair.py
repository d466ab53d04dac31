"""Cells as people and office software write them, brought into the form that is kept; what was done is told."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from services.membership.model import masked_name
from shared.cells import is_like_formula
from shared.messages.schema import SEEN, UNPRINTABLE

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")
IDENTITY = re.compile(r"[0-9]{17}[0-9X]")
PHONE = re.compile(r"1[0-9]{10}")
MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
NO_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
LOOSE_MONTH = re.compile(r"([0-9]{4})(?:[-/.年]\s*([0-9]{1,2})|([0-9]{2}))(?:月|[-/.月]?\s*[0-9]{1,2}日?)?")
LOST_DIGITS = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?1[0-9]")
HAN_SPACED = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
SEPARATORS = re.compile(r"[;；、,，|\n]")
NEVER_SEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
SHEET_ERROR = re.compile(r"#([A-Z0-9_/]+[!?]|N/A|GETTING_DATA)")  # whichever a spreadsheet has, #REF! and the like
MOST_VALUES = 50
GENDERS = {"男": "男", "女": "女", "男性": "男", "女性": "女", "M": "男", "F": "女", "MALE": "男", "FEMALE": "女"}
STATES = dict.fromkeys(("", "在职", "在岗", "在编", "ACTIVE", "1", "TRUE", "是"), "active")
STATES |= dict.fromkeys(("借调", "挂职", "病休", "病假", "休假", "产假", "停职", "停薪留职", "INACTIVE"), "inactive")
GONE = ("离职", "辞职", "退休", "离休", "调出", "调离", "去世", "LEFT", "RETIRED", "FALSE", "0", "否")
STATES |= dict.fromkeys(GONE, "absent")


class Remark(NamedTuple):
    """What there is to say of a cell. before, after: None where they add nothing."""

    field: str
    kind: str
    code: str
    before: str | None = None
    after: str | None = None


Say = Callable[[Remark], None]


def masked(field: str, text: str) -> str:
    """A cell as it may be told: of what tells who somebody is, little is left."""
    if field in ("identity_number", "phone"):
        shown = text.strip()
        if len(shown) < 8:
            return shown[:1] + "*" * (len(shown) - 1)
        return f"{shown[:3]}{'*' * min(len(shown) - 5, 15)}{shown[-2:]}"
    if field == "name":
        name = NEVER_SEEN.sub("", text).strip()
        return text.replace(name, masked_name(name)) if name else text
    return text[:200]


def _unmarked(cell: str, field: str, say: Say) -> str:
    """Without the apostrophe that keeps spreadsheets from taking a text for a number or a formula."""
    bare = cell[1:]
    if not cell.startswith("'") or not (is_like_formula(bare) or bare[:1].isdigit()):
        return cell
    say(Remark(field, "repaired", "roster.text_marker", masked(field, cell), masked(field, bare)))
    return bare


def plain_text(cell: str, field: str, say: Say, *, longest: int) -> str | None:
    """A text of one line; spaces around it, and between the characters of a Chinese name, go."""
    cell = _unmarked(cell, field, say)
    if cell.isprintable() and " " not in cell:
        text = cell
    else:
        text = HAN_SPACED.sub("" if field == "name" else " ", " ".join(NEVER_SEEN.sub("", cell).split()))
        if UNPRINTABLE.search(text):
            say(Remark(field, "error", "roster.unprintable"))
            return None
        if not SEEN.search(text):
            text = ""
        if text != cell and text:
            say(Remark(field, "repaired", "roster.spaces", masked(field, cell), masked(field, text)))
    if len(text) > longest:
        say(Remark(field, "error", "roster.too_long"))
        return None
    if is_like_formula(text):
        say(Remark(field, "warning", "roster.formula_text", masked(field, text)))
    return text or None


def is_sheet_error(cell: str | Sequence[str]) -> bool:
    """Whether a cell holds what a spreadsheet puts in place of a value that it can't calculate, and nothing else."""
    if not isinstance(cell, str):
        return False
    text = NEVER_SEEN.sub("", unicodedata.normalize("NFKC", cell)).strip()
    return SHEET_ERROR.fullmatch(text) is not None


def name_of(cell: str, say: Say) -> str | None:
    """A name; no number, as a broken formula leaves it."""
    text = plain_text(cell, "name", say, longest=100)
    if text and text.isdecimal():
        say(Remark("name", "error", "roster.name_number"))
        return None
    return text


def plain_number(cell: str, field: str, say: Say) -> str:
    """A number or a code, as a machine reads it: half-width, without spaces."""
    if cell.isascii() and cell.isalnum():
        return cell
    cell = _unmarked(cell, field, say)
    text = unicodedata.normalize("NFKC", cell)
    code = "roster.width" if text != cell and not text.isspace() else "roster.spaces"
    text = "".join(NEVER_SEEN.sub("", text).split())
    if text != cell and text:
        is_only_spaces = "".join(cell.split()) == text
        code = "roster.spaces" if is_only_spaces else code
        say(Remark(field, "repaired", code, masked(field, cell), masked(field, text)))
    return text


def code_of(cell: str, field: str, say: Say) -> str | None:
    text = plain_number(cell, field, say)
    if text and not CODE.fullmatch(text):
        code = "roster.digits_lost" if LOST_DIGITS.fullmatch(text) else "roster.code_invalid"
        say(Remark(field, "error", code, masked(field, text)))
        return None
    return text or None


def identity_of(cell: str, say: Say) -> str | None:
    """An identity number's form alone; what it holds is for the rules to judge."""
    field = "identity_number"
    text = plain_number(cell, field, say)
    if text.endswith("x"):
        say(Remark(field, "repaired", "roster.case", masked(field, text), masked(field, text.upper())))
        text = text.upper()
    if IDENTITY.fullmatch(text):
        return text
    code = "roster.digits_lost" if LOST_DIGITS.fullmatch(text) else "roster.identity_invalid"
    say(Remark(field, "error", code if text else "roster.missing", masked(field, text) or None))
    return None


def phone_of(cell: str, say: Say) -> str | None:
    text = plain_number(cell, "phone", say)
    if not text or PHONE.fullmatch(text):
        return text or None
    bare = re.sub(r"[-()]", "", text)
    bare = re.sub(r"^(\+|00)?86(?=1[0-9]{10}$)", "", bare)
    if PHONE.fullmatch(bare):
        say(Remark("phone", "repaired", "roster.separators", masked("phone", text), masked("phone", bare)))
        return bare
    code = "roster.digits_lost" if LOST_DIGITS.fullmatch(text) else "roster.phone_invalid"
    say(Remark("phone", "error", code, masked("phone", text)))
    return None


def month_of(cell: str, say: Say) -> str | None:
    """A month of birth, also out of 1983年9月, 1983/9, 198309 or a whole date."""
    if not cell or MONTH.fullmatch(cell):
        return cell or None
    text = plain_number(cell, "birth_month", say)
    if not text or MONTH.fullmatch(text):
        return text or None
    if NO_MONTH.fullmatch(text):  # which no identity number holds either: said there
        return text
    found = LOOSE_MONTH.fullmatch(text)
    month = f"{found[1]}-{int(found[2] or found[3]):02d}" if found else ""
    if not MONTH.fullmatch(month):
        say(Remark("birth_month", "error", "roster.birth_month_invalid", text[:50]))
        return None
    say(Remark("birth_month", "repaired", "roster.written_otherwise", text, month))
    return month


def gender_of(cell: str, say: Say) -> str | None:
    if cell in ("男", "女", ""):
        return cell or None
    text = plain_number(cell, "gender", say).upper()
    gender = GENDERS.get(text)
    if gender is None and text:
        say(Remark("gender", "warning", "roster.gender_unknown", text[:50]))
    elif gender and gender != text:
        say(Remark("gender", "repaired", "roster.written_otherwise", text, gender))
    return gender


def state_of(cell: str, say: Say) -> str:
    """`active`, `inactive` while on leave, or `absent` for who has left."""
    state = STATES.get(cell)
    if state is None:
        text = "".join(unicodedata.normalize("NFKC", cell).split()).upper()
        state = STATES.get(text)
    if state is None:
        say(Remark("status", "warning", "roster.status_unknown", cell[:50]))
    return state or "active"


def values_of(cell: str | Sequence[str], field: str, say: Say) -> list[str]:
    """Several values of one cell, each once, in their order."""
    if not cell:
        return []
    parts = SEPARATORS.split(cell) if isinstance(cell, str) else cell
    values = [value for part in parts if (value := plain_text(part.strip(), field, say, longest=100))]
    values = list(dict.fromkeys(values))
    if len(values) > MOST_VALUES:
        say(Remark(field, "error", "roster.too_many"))
    return values
