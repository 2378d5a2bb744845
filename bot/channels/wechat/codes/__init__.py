"""The platform's error numbers as tables, one module for each part of its API.

*Source:* developers.weixin.qq.com, "global return codes" and the error tables of the single
calls, read in 2026; public copies of both where a page names a number without its text.
"""
