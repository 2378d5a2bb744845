"""Use cases: the order of steps, transactions, retries and timers. Every write starts here."""
