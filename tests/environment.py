"""The environment of the tests, set before the settings are read."""

import os
import signal

os.environ.setdefault("SECRET_KEY", "a key for the tests alone, longer than fifty characters")
os.environ.setdefault("HTTPS", "False")

# Where the tests run in the background, Ctrl-C is ignored, and every child would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
