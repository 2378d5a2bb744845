"""The database: one schema and one set of query functions for SQLite and PostgreSQL.

``database`` opens and closes it and maps its faults, ``schema`` holds the tables, and one module
per noun implements the store protocols of ``bot.ports``. Rules do not belong here: the store
guards what must hold under concurrency (versions, owners, allowances) and keeps what it is given.
"""
