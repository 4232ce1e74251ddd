"""The record: where entries are kept, in SQLite or PostgreSQL, and how it is told whether anybody touched it."""
