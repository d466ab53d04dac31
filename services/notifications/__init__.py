"""
All that leaves the system: the ordered feed of each community, unit, project and social organisation, read in
pages or pushed to webhooks; codes to sign in with, and news to residents.

Commands: `webhook.create`, `webhook.pause`, `webhook.resume`, `webhook.delete`.
Queries: `feed.read`, `webhook.show`, `webhooks.list`, `webhook.attempts`.
Events out: none.
Events in: every event with a field that is marked for an audience; PhoneCodeIssued and NeedNewsIssued, which
go to phones.
"""
