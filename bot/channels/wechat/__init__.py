"""The WeChat service account: its signatures, XML, API and error numbers, and nothing else.

What the gateway does with a message does not belong here.
"""
