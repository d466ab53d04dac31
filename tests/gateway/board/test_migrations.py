from gateway.board.model import Base
from tests.harness import Harness
from tests.services.schema import differences


def test_the_migrations_lead_to_the_model(harness: Harness) -> None:
    assert differences(harness.database, Base.metadata) == []
