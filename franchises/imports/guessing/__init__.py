"""A file with foreign headings: a profile is proposed for it, and nothing is imported."""
