"""Whole tables as files, written by the database itself and sent as it writes them."""
