"""What every test gets: repeatable property tests and the place of the checkout."""

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine and every day, however slow it is, and no database left in the checkout:
# a failure seen in CI is the failure seen on the desk.
settings.register_profile("everdawn", derandomize=True, deadline=None, database=None)
settings.load_profile("everdawn")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout, where fixtures/ and the packages stand."""
    return Path(__file__).resolve().parents[1]
