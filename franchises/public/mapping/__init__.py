"""The map of the installations: drawn here, from our own data, with no tiles and no scripts."""
