"""Who may do what in outsourcing: its rows of the table of roles."""

from gateway.rules import Rule, any_of, own

ROWS: dict[str, tuple[Rule, ...]] = {
    "project.register": any_of("department"),
    "project.show": any_of("department", "community"),
    "projects.list": any_of("department", "community"),
    "organisation_profile.show": any_of("department") + own("organisation_id", "organisation"),
    "organisation_profile.edit": own("organisation_id", "organisation"),
    "bank_account.reveal": any_of("department") + own("organisation_id", "organisation"),
    "organisation_rating.set": any_of("department"),
    "inspection.record": any_of("department"),
    "document.attach": own("organisation_id", "organisation"),
    "documents.list": any_of("department") + own("organisation_id", "organisation"),
    "track_record.show": any_of("department") + own("organisation_id", "organisation"),
    "qualification.request": own("organisation_id", "organisation"),
    "qualification.show": any_of("department") + own("organisation_id", "organisation"),
    "qualification.grant": any_of("department"),
    "qualification.refuse": any_of("department"),
    "qualification.revoke": any_of("department"),
    "qualifications.list": any_of("department"),
    "ban.impose": any_of("department"),
    "bans.list": any_of("department") + own("organisation_id", "organisation"),
    "ban.lift": any_of("department"),
    "file.reveal": any_of("department", "organisation"),
    "file.remove": any_of("organisation"),
}
