"""Migrations of the schema, oldest first; run by ``bot.store.migrate`` only."""
