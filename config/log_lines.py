"""How an event is logged: one line of JSON, so that no text from outside looks like an event."""

import json
import logging


class JsonLines(logging.Formatter):
    """An event as one line: when, how grave, from where and what, with its traceback if any."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03d"

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return json.dumps(event)
