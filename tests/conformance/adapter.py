"""What the runner of the suites imports: the product, with a database under it."""

import os

from tests.conformance.database import OWNER_VARIABLE, ensure_database

# The runner forks for each test and imports this in the child; the database is the runner's.
ensure_database(int(os.environ.get(OWNER_VARIABLE) or os.getppid()))

from tests.conformance.product import ProductAdapter  # noqa: E402 Django is set up only now

__all__ = ["ProductAdapter"]
