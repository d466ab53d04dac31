"""What there is to say of lines and entries of rosters, by its code; values are never told in it."""

DETAILS = {
    "roster.check_digit": "The identity number fails its check digit.",
    "roster.identity_misplaced": "Holds an identity number, which may stand in its own column alone.",
    "roster.birth_date": "The identity number holds no date of birth that exists.",
    "roster.birth_month_mismatch": "Not the month that the identity number holds.",
    "roster.duplicate_external_id": "Another entry has the same number; small and capital letters are one.",
    "roster.number_held": "Somebody else has this number, and it can't be told whether they are gone.",
    "roster.duplicate_identity": "Another entry has the same identity number.",
    "roster.community_unknown": "No community has this code.",
    "member.on_other_roster": "This person is on another unit's roster; by a roster file it comes to be decided.",
    "member.on_roster_already": "This person is on the roster under another number.",
    "member.left_before": (
        "This person has left a roster before and comes back as who they were: remove this entry and add them anew, "
        "or send a roster file."
    ),
    "roster.missing": "The cell is empty.",
    "roster.code_invalid": "Takes letters, digits and . _ -.",
    "roster.identity_invalid": "Takes 17 digits and a check digit or X.",
    "roster.digits_lost": "Digits are lost: the column was kept as a number; format it as text and fill it in again.",
    "roster.phone_invalid": "Takes eleven digits that begin with 1.",
    "roster.birth_month_invalid": "Takes a month such as 1983-09.",
    "roster.too_long": "The text is too long.",
    "roster.too_many": "At most 50 values.",
    "roster.unprintable": "Contains control characters.",
    "roster.gender_unknown": "Neither 男 nor 女; left empty.",
    "roster.status_unknown": "Not a status that is known; taken for 在职.",
    "roster.formula_text": "Begins like a formula; kept and shown as text.",
    "roster.text_marker": "The apostrophe that marks a text in spreadsheets was taken out.",
    "roster.spaces": "Spaces were taken out.",
    "roster.width": "Full-width characters were made half-width.",
    "roster.case": "The letter was made a capital.",
    "roster.separators": "Separators and the country code were taken out.",
    "roster.written_otherwise": "It was brought into the usual form.",
    "roster.unlisted": "The list doesn't have this word; it is kept all the same.",
    "roster.column_ignored": "A heading that means nothing here; the column is passed over.",
    "roster.formula_unresolved": "A formula without a result: open and save the file in Excel, or fill in the value.",
    "roster.cell_error": "An error of the spreadsheet, such as #REF!: mend the formula, or fill in the value.",
    "roster.name_number": "A number stands in place of the name.",
    "roster.line_malformed": "The line can't be read.",
}
OF_OTHER_LINES = {
    "roster.duplicate_external_id": "Line {line} has the same number; small and capital letters are one.",
    "roster.duplicate_identity": "Line {line} has the same identity number.",
}


def detail_of(code: str, other_line: int | None) -> str:
    """What there is to say of a line; other_line: that which says the same, where there is one."""
    return DETAILS[code] if other_line is None else OF_OTHER_LINES[code].format(line=other_line)
