"""A certificate as a PDF, in Chinese, with the font that it needs inside."""

from datetime import date, datetime

import segno
from fpdf import FPDF
from fpdf.enums import WrapMode
from fpdf.fonts import TTFFont
from pylopdf_fonts_zh_cn import sans_path

from shared.clock import day_of
from shared.errors import Conflict
from shared.messages.engagement.certificates import Certificate

FONT = "NotoSansSC"
QR_MM = 36.0


def write_certificate(certificate: Certificate, member_name: str, url: str) -> bytes:
    """
    url: where anybody checks it.

    Raises:
        Conflict: `certificate.name_not_printable`, the font lacks a character of the member's or the community's name.
    """
    pdf = FPDF(format="A4")
    pdf.set_title(f"志愿服务证明 {certificate.number}")
    pdf.set_lang("zh-CN")
    if certificate.issued_at:
        pdf.set_creation_date(certificate.issued_at)
    pdf.add_font(FONT, "", sans_path())
    _check_printable(pdf, member_name + (certificate.community_name or ""))
    pdf.set_margin(25)
    pdf.add_page()
    pdf.set_font(FONT, size=11)
    pdf.cell(0, 8, f"编号：{certificate.number}", align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(12)
    pdf.set_font(FONT, size=26)
    pdf.cell(0, 18, "志愿服务证明", align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(10)
    pdf.set_font(FONT, size=13)
    words = _words(certificate, member_name)
    pdf.multi_cell(0, 10, words, align="L", wrapmode=WrapMode.CHAR, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(14)
    top = pdf.get_y()
    _draw_code(pdf, url, 25, top)
    pdf.set_font(FONT, size=10)
    pdf.set_xy(25, top + QR_MM + 2)
    pdf.multi_cell(80, 6, f"扫码核验真伪\n{url}", align="L", wrapmode=WrapMode.CHAR)
    pdf.set_font(FONT, size=13)
    pdf.set_xy(110, top + 6)
    issued_on = _day(day_of(certificate.issued_at)) if certificate.issued_at else ""
    pdf.multi_cell(75, 10, f"{certificate.community_name or ''}\n{issued_on}", align="R")
    return bytes(pdf.output())


def _check_printable(pdf: FPDF, names: str) -> None:
    """What the font lacks would be left out in silence, and be told in the log."""
    font = pdf.fonts[FONT.lower()]
    if not isinstance(font, TTFFont) or any(ord(character) not in font.cmap for character in names):
        raise Conflict("certificate.name_not_printable")


def _words(certificate: Certificate, member_name: str) -> str:
    hours, minutes = divmod(certificate.minutes, 60)
    where = certificate.community_name or "本社区"
    return (
        f"兹证明 {member_name} 于 {_day(certificate.from_on)} 至 {_day(certificate.until_on)} 期间，"
        f"在{where}参加志愿服务 {certificate.records} 次，服务时间共计 {hours} 小时 {minutes} 分钟（不含路途时间）。"
        "以上服务记录均经社区确认并公示。"
    )


def _day(day: date | datetime) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _draw_code(pdf: FPDF, url: str, left: float, top: float) -> None:
    """A QR code, module by module: no picture is needed."""
    rows = list(segno.make(url, micro=False, error="m").matrix_iter(border=2))
    side = QR_MM / len(rows)
    for down, row in enumerate(rows):
        for along, is_dark in enumerate(row):
            if is_dark:
                pdf.rect(left + along * side, top + down * side, side, side, style="F")
