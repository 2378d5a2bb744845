"""The customer-service gateway: everything that acts on a fan's message."""
