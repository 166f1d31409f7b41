"""Open data: every public data set as CSV and JSON, described in the words of others."""
