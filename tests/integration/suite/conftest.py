"""A whole suite that tests start, hurt and stop."""

from collections.abc import Iterator

import pytest

from tests.running_suite import RunningSuite


@pytest.fixture(scope="module")
def shared_suite() -> Iterator[RunningSuite]:
    suite = RunningSuite()
    yield suite
    if suite.process is not None and suite.process.poll() is None:
        suite.stop()
    suite.remove()


@pytest.fixture
def suite(shared_suite: RunningSuite) -> RunningSuite:
    """Return the suite, running and ready; whoever stopped it before left it to us."""
    if shared_suite.process is None or shared_suite.process.poll() is not None:
        shared_suite.start()
    assert shared_suite.is_ready()
    return shared_suite
