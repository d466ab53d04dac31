"""Messages of membership: how organisations change after they were opened, and how they close."""

from shared.messages.declare import (
    Code,
    Command,
    Event,
    ForOrganisation,
    ForUnit,
    Id,
    Line,
    Public,
    Text,
    command,
    event,
)
from shared.messages.membership.organisations import OrganisationKind


@command("organisation.edit")
class EditOrganisation(Command):
    """
    What isn't given stays.

    parent_id: of a community its subdistrict, whose place it then has; of a unit the unit that it belongs to.
    leaves_parent: true: it belongs to none any more; a community stays where it is.
    subdistrict: of a community that belongs to no subdistrict. district, city: of such a one, or of a subdistrict,
        whose communities follow.
    """

    organisation_id: Id
    name: Line | None = None
    code: Code | None = None
    parent_id: Id | None = None
    leaves_parent: bool = False
    subdistrict: Line | None = None
    district: Line | None = None
    city: Line | None = None


@command("organisation.close")
class CloseOrganisation(Command):
    """Its clients and staff get no tokens, and those that they hold are refused; nothing new happens with it."""

    organisation_id: Id
    reason: Text


@command("organisation.reopen")
class ReopenOrganisation(Command):
    organisation_id: Id
    reason: Text | None = None


@event("organisation.edited", subject="organisation_id")
class OrganisationEdited(Event):
    """A department has changed what is known of an organisation; all of it is told as it is now."""

    organisation_id: Public[Id]
    kind: Public[OrganisationKind]
    name: Public[Line]
    code: Public[str | None]
    parent_id: Public[Id | None]
    subdistrict: Public[str | None]
    district: Public[str | None]
    city: Public[str | None]
    community_id: Public[Id | None] = None
    unit_id: ForUnit[Id | None] = None
    social_organisation_id: ForOrganisation[Id | None] = None


@event("organisation.closed", subject="organisation_id")
class OrganisationClosed(Event):
    """A department has closed an organisation: nothing new happens with it."""

    organisation_id: Public[Id]
    kind: Public[OrganisationKind]
    community_id: Public[Id | None] = None
    unit_id: ForUnit[Id | None] = None
    social_organisation_id: ForOrganisation[Id | None] = None


@event("organisation.reopened", subject="organisation_id")
class OrganisationReopened(Event):
    """A department has opened an organisation again."""

    organisation_id: Public[Id]
    kind: Public[OrganisationKind]
    community_id: Public[Id | None] = None
    unit_id: ForUnit[Id | None] = None
    social_organisation_id: ForOrganisation[Id | None] = None
