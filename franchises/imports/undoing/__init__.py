"""A way back: what an import did is taken back from the history of its rows."""
