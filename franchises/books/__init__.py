"""Keeping the books: assessing fees, charging lateness, closing a year, restating it, verifying."""
