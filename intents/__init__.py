"""Understanding: from a fan's words to ranked entries with a calibrated confidence.

Pure Python: no network, no database, nothing of ``bot``.
"""
