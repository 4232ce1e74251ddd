"""Fixtures that tests of several rooms share."""

import atexit
import os
import shutil
import tempfile

from faults import chance
from store_engines import postgresql, postgresql_server, postmaster, sqlite, store

__all__ = ["chance", "postgresql", "postgresql_server", "postmaster", "sqlite", "store"]

# What is worked out in tests is kept in no folder of whoever runs them.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="nen7510-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)


def pytest_xdist_auto_num_workers() -> int:
    """Two workers a core: tests of the interface wait for a screen to rest for as long as they work."""
    return 2 * (os.cpu_count() or 1)
