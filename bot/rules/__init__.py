"""Pure decisions: no await, no clock of their own, no database; each number with its source."""
