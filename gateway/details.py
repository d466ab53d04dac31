"""What problems tell beyond their code: English templates with named values, translated by the catalogue."""

import re
from collections.abc import Mapping
from datetime import datetime
from string import Formatter
from typing import get_args

from gateway import outsourcing_details
from shared.clock import SHANGHAI
from shared.messages import engagement, evaluation
from shared.messages.outsourcing import project_events

# An instant as services write it, by itself: intervals (ISO 8601) are for programs, and stay.
INSTANT = re.compile(r"(?<![\d/])\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)(?!/)")
AT = "{time} (Asia/Shanghai)"
KINDS_OF_STATES = (
    engagement.bookings.BookingState,
    engagement.certificates.CertificateState,
    engagement.claims.ClaimState,
    engagement.claims.CommitmentState,
    engagement.menu_items.MenuItemState,
    engagement.needs.NeedState,
    engagement.place_claims.PlaceClaimState,
    engagement.resolutions.ResolutionState,
    engagement.service_records.ServiceRecordState,
    evaluation.surveys.SurveyState,
    project_events.ProjectStanding,
    *outsourcing_details.KINDS_OF_STATES,
)
# What is said in details as values of theirs.
STATES = frozenset(state for kind in KINDS_OF_STATES for state in get_args(kind))

DETAILS = (
    # the request
    "The body can't be read.",
    "The body isn't as long as its Content-Length says.",
    "At most {bytes} bytes.",
    "At most {pixels} pixels.",
    "Not JSON: {error}.",
    "Not a form in UTF-8.",
    "A member comes twice.",
    "Takes {media_type} in UTF-8.",
    "Takes at most {count} pairs in UTF-8.",
    "Takes one value.",
    "Takes {min} to {max} printable ASCII characters.",
    "Send the ETag that you read as If-Match.",
    "The current version is {version}.",
    "This Idempotency-Key belongs to another request.",
    "Others changed the same thing at the same time; try again.",
    "away",
    # fields, as their schemas check them
    "Missing data for required field.",
    "Field may not be null.",
    "Unknown field.",
    "Invalid input type.",
    "Not a valid string.",
    "Not a valid integer.",
    "Not a valid boolean.",
    "Not a valid datetime.",
    "Not a valid date.",
    "Not a valid list.",
    "Contains control characters.",
    "Contains nothing that can be seen.",
    "Takes one line.",
    "Holds an identity number, which may not stand here.",
    "Needs an offset, such as +08:00 or Z.",
    "Outside the years 2000 to 2200.",
    "Length must be between {min} and {max}.",
    "Must be greater than or equal to {min} and less than or equal to {max}.",
    "Must be one of: {choices}.",
    "Not an identifier.",
    "Not an http or https address.",
    "Not a cursor of this list.",
    "Takes a cursor of this list.",
    "Takes letters, digits and . _ -.",
    "Takes a cursor of this list.",
    "Takes a telephone number.",
    "Takes a month such as 1983-09.",
    "Takes 17 digits and a check digit or X.",
    "Takes eleven digits that begin with 1.",
    "Takes 18 digits and capital letters but I, O, S, V and Z.",
    "Needs the scope {scope}.",
    # venues and meetings
    "Hours overlap, or end too early.",
    "A date stands twice.",
    "Takes bookings from now to {days} days ahead.",
    "Takes {count} people.",
    "Ends after its beginning, {minutes} minutes at most.",
    "Say why the venue isn't there.",
    "Give either COUNT or UNTIL.",
    "The first time isn't one that the rule names.",
    "Takes {most} times within a year.",
    "Begins with FREQ=DAILY, WEEKLY or MONTHLY; each part stands once.",
    "{part} isn't taken here, or not so.",
    "BYSETPOS goes with days of the week.",
    "Give BYDAY or BYMONTHDAY.",
    "UNTIL is no date.",
    "The booking is {state}.",
    "{count} bookings are to come.",
    "Booking {booking} begins at {instant}.",
    "After since, by 62 days at most.",
    "Goes with free_from, and is later, by 62 days at most.",
    "To come, and before its end.",
    "Give a place or a booking.",
    "The booking doesn't cover the time.",
    "What is public is shown by a community.",
    "The resolution is {state}.",
    "The resolution is {state}, or overdue.",
    "Neither calls the meeting nor is called to it.",
    "Today or later, by three years at most; extended, later than before.",
    # membership
    "{service} doesn't answer ({code}).",
    "Takes an instant to come.",
    "Takes an e-mail address.",
    "Takes six digits.",
    "Before the first day, or before today.",
    "Give a member or a name.",
    "Of a member the roster tells the name.",
    "Of a member who isn't staff the roster tells the phone.",
    "Staff who sign in are appointed by whom no scope limits.",
    "Not as the subdistrict has it.",
    "The code fails its check digit.",
    "Units stand in {count} levels at most.",
    "Give something to change.",
    "Such an organisation doesn't have this now.",
    "The identity number fails its check digit.",
    "The identity number holds no date of birth that exists.",
    "Not the month that the identity number holds.",
    "Another entry has the same number; small and capital letters are one.",
    "Another entry has the same identity number.",
    "No community has this code.",
    "This person is on another unit's roster; by a roster file it comes to be decided.",
    "This person is on the roster under another number.",
    "This person has left a roster before and comes back as who they were: remove this entry and add them anew, "
    "or send a roster file.",
    "Goes with a move alone.",
    # rosters
    "The cell is empty.",
    "An error of the spreadsheet, such as #REF!: mend the formula, or fill in the value.",
    "A number stands in place of the name.",
    "Mend the lines, put them back into the whole roster and send that: whoever isn't in a file leaves.",
    "Digits are lost: the column was kept as a number; format it as text and fill it in again.",
    "The text is too long.",
    "At most 50 values.",
    "Neither 男 nor 女; left empty.",
    "Not a status that is known; taken for 在职.",
    "Begins like a formula; kept and shown as text.",
    "The apostrophe that marks a text in spreadsheets was taken out.",
    "Holds an identity number, which may stand in its own column alone.",
    "Somebody else has this number, and it can't be told whether they are gone.",
    "Spaces were taken out.",
    "Full-width characters were made half-width.",
    "The letter was made a capital.",
    "Separators and the country code were taken out.",
    "It was brought into the usual form.",
    "The list doesn't have this word; it is kept all the same.",
    "Line {line} has the same number; small and capital letters are one.",
    "Line {line} has the same identity number.",
    "A heading that means nothing here; the column is passed over.",
    "A formula without a result: open and save the file in Excel, or fill in the value.",
    "The line can't be read.",
    "{count} lines have errors, so nothing was taken over.",
    "Job {job} is running. POST /v1/jobs/{id}/cancellation cancels it; an upload that falls silent gives way to the "
    "next after a minute.",
    "{left} of {before} members would leave, {stay} would stay.",
    # files of rosters
    "At most {count} columns.",
    "At most {count} lines.",
    "At most {count} characters in all cells.",
    "Line {line} can't be read as {encoding}.",
    "No column has this meaning.",
    "Several columns have this meaning.",
    "Takes UTF-8, UTF-16 or GB18030.",
    "Takes text/csv, application/x-ndjson or .xlsx.",
    "Takes a workbook as Excel saves it as .xlsx, without a password.",
    "Give registration_ids or all_requested_before, and not both.",
    "Funds have an amount, and nothing else has.",
    "Funds have an amount and no quantity.",
    "A quantity comes with its unit of measure.",
    "Before the day from which it is available.",
    # teams
    "There is no such member in the tenant.",
    "This member isn't active on a unit's roster.",
    "This member is on another unit's roster.",
    "This member is in as many teams as one may be.",
    "The team takes members of its own unit alone.",
    "Give something to change.",
    "Takes a time of day from 00:00 to 24:00.",
    "Less than half an hour.",
    "Overlaps another slot.",
    "Not after it begins.",
    "More than 24 hours after it begins.",
    "Takes a day within a year from tomorrow.",
    "Say what the unit has on paper.",
    "A tenant has {count} entries of a kind at most.",
    "{word} stands for {name} already.",
    # engagement
    "Give a title or a category.",
    "Takes an instant within {days} days from now.",
    "Takes a later instant within {days} days from when the commitment was made.",
    "Say what became of the public commitment.",
    "Takes image/jpeg, image/png or application/pdf.",
    "Takes PDF, JPEG, PNG, DOCX or XLSX.",
    "Takes a name without a path.",
    "At most {count} files.",
    "Not a file of the type that it says.",
    "Nothing was promised, so there is nothing to judge.",
    "Not a code of the list of categories.",
    "Give both coordinates, or neither.",
    "Of a private need coordinates aren't kept: say the place in words.",
    "Takes a time of the project: {first} until {last}.",
    "At {time}: not within {first} until {last}.",
    # Open311
    "Give address_string, or lat and long; addresses have no ids.",
    "Pictures and files aren't taken: leave this out.",
    "Not an object of texts and numbers.",
    "At most 90 days after start_date.",
    "Of a resident it is the phone that they have signed in by.",
    "Give a name or a phone.",
    "Say why the need isn't resolved as a whole.",
    "The need is {state}.",
    "It is {state}.",
    "It opens at {instant}.",
    "It closed at {instant}.",
    "It has been reported.",
    "Its deadline is over.",
    "It could be given up until {instant}.",
    "It could be appealed against until {instant}.",
    "Say why the commitment isn't kept as a whole.",
    "Left out, what stands is upheld.",
    "{free} of {all} places are free.",
    "Claim {claim} takes {places} of «{role}».",
    "Places of «{role}» are waited for.",
    "Member {member}.",
    "You have a place from {since} until {until}.",
    "More than the places that there are.",
    "All of it is on public holidays.",
    "Takes no day before the first, and 62 days at most.",
    "Activity {activity} begins at {instant} and has room.",
    "Takes no day before the first, and a year at most.",
    "Another role has this name.",
    "Another role is this one.",
    "The sign-up is over, and fewer have come.",
    "Only a team claims for others.",
    "Takes the team's members who come, each once.",
    "Takes an instant behind the beginning, 24 hours at most.",
    "Takes an instant a minute at least behind the beginning.",
    "Takes an instant from {since} until {until}.",
    "Takes an instant from {since} on.",
    "Takes a claim by which places were held; by this one somebody only waited.",
    "An activity has instants, and no days.",
    "A post has days, and no instants.",
    "Takes a day that isn't over.",
    "Takes no day before the first.",
    "Takes an instant that is to come and not behind the beginning or the end.",
    "Takes an instant before the sign-up closes.",
    "Takes an instant behind the close of the sign-up, and needs one.",
    "It can be done from {opens}.",
    "It can be done from {opens} until {closes}.",
    "Takes an instant of the last 48 hours.",
    "Several come by this claim: say who.",
    "Give place_claim_id or claim_id, and not both.",
    "Takes one of those who come by this claim.",
    "Takes an instant that is over.",
    "Takes no day before the first, and none to come.",
    # evaluation
    "{count} more can be made out.",
    *outsourcing_details.DETAILS,
    # notifications
    "An organisation has {count} webhooks at most.",
    "Webhooks don't reach private, local or reserved addresses, but for networks that whoever runs the platform lists "
    "in LINLI_WEBHOOK_ALLOW.",
)


def _literal_length(template: str) -> int:
    return sum(len(literal) for literal, *_ in Formatter().parse(template))


def _pattern(template: str) -> re.Pattern[str]:
    """Matches the template with its values filled in, and finds them again."""
    parts = (
        re.escape(literal) + (f"(?P<{name}>.+)" if name else "") for literal, name, *_ in Formatter().parse(template)
    )
    return re.compile("".join(parts), re.DOTALL)


# Those that say more themselves come first.
TEMPLATES = tuple((template, _pattern(template)) for template in sorted(DETAILS, key=_literal_length, reverse=True))


def tell(detail: str, translations: Mapping[str, str]) -> str:
    """The detail in the reader's language, with instants as they are in Shanghai."""
    written = translations.get(AT, AT)
    return INSTANT.sub(lambda found: written.format(time=_in_shanghai(found[0])), translate(detail, translations))


def translate(detail: str, translations: Mapping[str, str]) -> str:
    """The detail by its template's translation, with the same values and states; as it is where none fits."""
    for template, pattern in TEMPLATES:
        if (found := pattern.fullmatch(detail)) and template in translations:
            values = found.groupdict()
            if values.get("state") in STATES:
                values["state"] = translations[values["state"]]
            return translations[template].format(**values)
    return detail


def _in_shanghai(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
