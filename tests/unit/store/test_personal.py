"""Every table is declared: what erasing does to it, or why it holds nothing about a fan."""

from __future__ import annotations

from bot.store.personal import IMPERSONAL, PLAN
from bot.store.schema import metadata


def test_every_table_is_in_the_plan_or_declared_impersonal() -> None:
    planned = [personal.table.name for personal in PLAN]

    assert sorted([*planned, *IMPERSONAL]) == sorted(metadata.tables)


def test_plan_erases_what_points_at_a_row_before_the_row() -> None:
    order = [personal.table.name for personal in PLAN if personal.act == "delete"]
    kept = {personal.table.name for personal in PLAN if personal.act != "delete"} | set(IMPERSONAL)
    late = [
        (table.name, key.column.table.name)
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in order
        and table.name not in kept
        and order.index(table.name) > order.index(key.column.table.name)
    ]

    assert late == []
