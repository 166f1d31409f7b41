"""The arithmetic of the field.

Pure functions over plain values: standard library only, no Django, no clock, no settings. What
day it is and when the fiscal year begins come in as arguments.
"""
