"""What is wrong with the account, the house and the way between them, and where to set it right.

Every check stands for itself: a slow or broken one never hides the others. Checks only look; the
one exception is told in ``callback``.
"""
