"""Fixtures that tests of several rooms share."""

from store_engines import postgresql, postgresql_server, sqlite, store

__all__ = ["postgresql", "postgresql_server", "sqlite", "store"]
