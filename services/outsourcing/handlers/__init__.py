"""
What outsourcing's commands and the events of the other services do, and which deadline stands for which command.

Each module says it of its own at its end; which rows commands begin with is said here, for it is about all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from services.outsourcing.handlers import (
    bans,
    files,
    known,
    organisation_documents,
    profiles,
    projects,
    qualifications,
)
from services.outsourcing.model.bans import Ban
from services.outsourcing.model.files import File
from services.outsourcing.model.known import Organisation
from shared.messages.declare import Command, Event
from shared.messages.outsourcing import (
    bans as ban_messages,
    files as file_messages,
    profiles as profile_messages,
    qualifications as qualification_messages,
)
from shared.service import Handler, Held

COMMANDS: Mapping[type[Command], Handler] = {
    **bans.COMMANDS,
    **files.COMMANDS,
    **organisation_documents.COMMANDS,
    **profiles.COMMANDS,
    **projects.COMMANDS,
    **qualifications.COMMANDS,
}
REACTIONS: Mapping[type[Event], Handler] = {**known.REACTIONS}
DEADLINES: Mapping[str, Callable[[str], Command]] = {**bans.DEADLINES, **qualifications.DEADLINES}
# All that is kept of an organisation changes behind its row.
ORGANISATION = (("organisation_id", Held(Organisation)),)
ORGANISATION_OF_BAN = (("ban_id", Held(Organisation, lambda ids: select(Ban.organisation_id).where(Ban.id.in_(ids)))),)
ORGANISATION_OF_FILE = (
    (
        "file_id",
        Held(
            Organisation,
            lambda ids: select(File.owner_id).where(File.id.in_(ids), File.owner_kind == "organisation"),
        ),
    ),
)
LOADS: Mapping[type[Command], Sequence[tuple[str, Any]]] = {
    file_messages.RemoveFile: ORGANISATION_OF_FILE,
    profile_messages.AttachDocument: ORGANISATION,
    profile_messages.EditOrganisationProfile: ORGANISATION,
    profile_messages.SetRating: ORGANISATION,
    profile_messages.RecordInspection: ORGANISATION,
    qualification_messages.RequestQualification: ORGANISATION,
    qualification_messages.GrantQualification: ORGANISATION,
    qualification_messages.RefuseQualification: ORGANISATION,
    qualification_messages.RevokeQualification: ORGANISATION,
    qualification_messages.RemindOfQualification: ORGANISATION,
    qualification_messages.ExpireQualification: ORGANISATION,
    ban_messages.ImposeBan: ORGANISATION,
    ban_messages.LiftBan: ORGANISATION_OF_BAN,
    ban_messages.EndBan: ORGANISATION_OF_BAN,
}
