"""How often somebody may try to log in: a sliding window in memory, bounded in size."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field

PER_ADDRESS = (5, 20.0)
"""Failed tries of one address, and the seconds in which they count."""
PER_ACCOUNT = (20, 300.0)
"""Failed tries of one account name, and the seconds in which they count."""
_KEYS_LIMIT = 10_000


@dataclass(slots=True)
class Throttle:
    """Counts tries by key; a try that succeeds is taken back and does not count.

    Tries count before the password is checked, so that many at once gain nothing.
    """

    limit: int
    window_s: float
    _tries: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def admit(self, key: str, now: float) -> bool:
        """Whether one more try is allowed at that monotonic second; counts it if so."""
        tries = self._tries.setdefault(key, deque())
        self._tries.move_to_end(key)
        while tries and now - tries[0] >= self.window_s:
            tries.popleft()
        if len(tries) >= self.limit:
            return False
        tries.append(now)
        while len(self._tries) > _KEYS_LIMIT:
            self._tries.popitem(last=False)
        return True

    def take_back(self, key: str) -> None:
        """The last try of this key was a good one."""
        tries = self._tries.get(key)
        if tries:
            tries.pop()


@dataclass(slots=True)
class LoginThrottle:
    """Both limits of a log-in: by address and by account name."""

    by_address: Throttle = field(default_factory=lambda: Throttle(*PER_ADDRESS))
    by_account: Throttle = field(default_factory=lambda: Throttle(*PER_ACCOUNT))

    def admit(self, *, address: str, account: str, now: float) -> bool:
        """Whether this try may go on to the password check."""
        return self.by_address.admit(address, now) and self.by_account.admit(account, now)

    def take_back(self, *, address: str, account: str) -> None:
        """The log-in succeeded."""
        self.by_address.take_back(address)
        self.by_account.take_back(account)
