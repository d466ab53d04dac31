"""What the columns of a roster are called, in Chinese and English, and where each stands in a file."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from gateway.rosters.row import (
    COLUMNS,
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_NAME_CHARS,
    MAX_NAMES,
    REQUIRED,
    Row,
    malformed,
)
from shared.errors import Fault, Invalid, TooLarge
from shared.masks import hide_numbers

NAMES: dict[str, tuple[str, ...]] = {
    "external_id": (
        "人员编号 人员编码 人员代码 工号 职工号 员工号 员工编号 编号 external id",
        "employee no,employee number,employee id,staff no,staff number,staff id,person no",
    ),
    "name": ("姓名 名字 党员姓名 人员姓名", "name,full name"),
    "gender": ("性别", "gender,sex"),
    "birth_month": ("出生年月 出生年月日 出生日期 出生月份 生日", "birth month,birth date,date of birth,birthday"),
    "identity_number": (
        "身份证号 身份证 身份证号码 身份证件号码 居民身份证号 居民身份证号码 公民身份号码 公民身份证号码 证件号码",
        "identity number,identity no,id number,id no,id card,id card number,id card no",
    ),
    "phone": (
        "手机号 手机 手机号码 电话 电话号码 联系电话 联系方式 移动电话",
        "phone,phone number,phone no,mobile,mobile number,mobile phone,telephone,cell phone",
    ),
    "department": ("部门 科室 处室 所在部门 所属部门 工作部门", "department,dept,division"),
    "skills": ("专业特长 特长 专长 技能 专业技能", "skills,skill,specialties"),
    "interests": ("兴趣方向 兴趣爱好 兴趣 爱好 服务意向", "interests,interest,hobbies"),
    "residence_code": (
        "居住社区代码 居住社区编码 社区代码 社区编码 居住地社区代码",
        "residence code,community code,residence community code",
    ),
    "status": ("在职状态 状态 人员状态", "status,employment status,state"),
}
# What stands before these in the list of lines with errors that `linli roster push` writes, by language.
OF_ERRORS = {
    "en": ("line", "column", "code", "what is wrong"),
    "zh": ("行号", "列名", "代码", "问题"),
}
HEADS_OF_ERRORS = 4
TO_MEND = "Mend the lines, put them back into the whole roster and send that: whoever isn't in a file leaves."
HEADER_WITHIN = 5  # lines that aren't blank: a title may stand above, which names no column
NOTE = re.compile(r"[(\[{<【〔《][^)\]}>】〕》]*[)\]}>】〕》]")
FILLING = re.compile(r"[\s\ufeff\u200b*_.:;,'\"/#-]+")


def plain(name: str) -> str:
    """A column's name without what people write around it: notes in brackets, stars, spaces, width and case."""
    if len(name) > MAX_NAME_CHARS:
        return ""
    return FILLING.sub("", NOTE.sub("", unicodedata.normalize("NFKC", name).casefold()))


MEANINGS: dict[str, str] = {
    plain(name): column
    for column, (chinese, english) in NAMES.items()
    for name in (column, *chinese.split(" "), *english.split(","))
}


OF_ERRORS_PLAIN = [[plain(name) for name in names] for names in OF_ERRORS.values()]


def count_known(names: Iterable[str]) -> int:
    """How many of these name a column."""
    return sum(plain(name) in MEANINGS for name in names)


@dataclass(frozen=True, slots=True)
class Header:
    """
    The columns of one file.

    width: how many cells its lines have.
    places: where each of COLUMNS stands in a line; -1 for those that the file hasn't.
    pick: the cells at these places; takes one more cell, the last, for what the file hasn't.
    """

    width: int
    ignored: tuple[str, ...]
    absent: tuple[str, ...]
    places: tuple[int, ...]
    pick: Callable[[list[str]], tuple[str, ...]]

    def row(self, line: int, cells: list[str]) -> Row | None:
        """A line's cells as a row; None for a blank line. The list is used up."""
        if not any(map(str.strip, cells)):
            return None
        if len(cells) != self.width:
            if any(map(str.strip, cells[self.width :])):
                return malformed(line)
            cells = [*cells, *[""] * self.width][: self.width]
        cells.append("")
        picked: list[str | list[str]] = list(self.pick(cells))
        return malformed(line) if max(map(len, picked)) > MAX_CELL_CHARS else Row(line, picked)


def read_header(names: Sequence[str]) -> Header:
    """
    Raises:
        Invalid: `roster.errors_file`, the header is that of a list of lines with errors. `roster.header_missing`, a
            column that is needed isn't there; a fault for each. `roster.header_repeated`, two columns have the same
            meaning; a fault for each meaning.
        TooLarge: `roster.too_large`, more columns than any roster has.
    """
    if len(names) > MAX_COLUMNS:
        raise TooLarge("roster.too_large", f"At most {MAX_COLUMNS} columns.")
    if [plain(name) for name in names[:HEADS_OF_ERRORS]] in OF_ERRORS_PLAIN:
        raise Invalid("roster.errors_file", TO_MEND)
    meanings = [MEANINGS.get(plain(name)) for name in names]
    absent = tuple(column for column in COLUMNS if column not in meanings)
    refuse_missing(absent)
    repeated = [column for column in COLUMNS if meanings.count(column) > 1]
    if repeated:
        faults = [Fault(f"#/{column}", "repeated", "Several columns have this meaning.") for column in repeated]
        raise Invalid("roster.header_repeated", errors=faults)
    places = tuple(meanings.index(column) if column in meanings else -1 for column in COLUMNS)
    unknown = told(name for name, meaning in zip(names, meanings, strict=True) if not meaning)
    return Header(len(names), unknown, absent, places, itemgetter(*places))


def told(names: Iterable[str]) -> tuple[str, ...]:
    """
    Names that mean nothing to us as they can be told: each once, in one line, not too long and not too many. Where the
    header is missing they are somebody's data.
    """
    seen = (hide_numbers("".join(one if one.isprintable() else " " for one in name[:MAX_CELL_CHARS])) for name in names)
    short = (" ".join(name.split())[:MAX_NAME_CHARS].strip() for name in seen)
    return tuple(islice(dict.fromkeys(filter(None, short)), MAX_NAMES))


def refuse_missing(absent: Iterable[str]) -> None:
    """
    Raises:
        Invalid: `roster.header_missing`, a column that is needed is among the absent ones.
    """
    faults = [Fault(f"#/{column}", "missing", "No column has this meaning.") for column in REQUIRED if column in absent]
    if faults:
        raise Invalid("roster.header_missing", errors=faults)
