"""The admin, for staff who sit in it all day: one file a concept."""
