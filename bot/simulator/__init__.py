"""A pretend WeChat platform with a phone-like chat page; it talks to a gateway over HTTP only.

It takes nothing from the gateway's rules: what the platform refuses is written here a second
time, so that a fault in one of the two shows. Unconfirmed behaviour follows the strict reading.
"""
