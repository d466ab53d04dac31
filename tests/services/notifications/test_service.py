"""What notifications listens to."""

import pkgutil

import shared.messages
from services.notifications.service import NOTIFICATIONS
from shared.config import SERVICES


def test_every_service_has_a_module_of_messages_and_its_marked_events_are_listened_to() -> None:
    modules = {module.name for module in pkgutil.iter_modules(shared.messages.__path__)}

    assert set(SERVICES) <= modules
    assert {
        "linli.wish.published.v1",
        "linli.member.enrolled.v1",
        "linli.project.registered.v1",
    } <= NOTIFICATIONS.topics
    assert "linli.tenant.opened.v1" not in NOTIFICATIONS.topics
