"""How a setting is read from the environment: as what it is, or refused with a sentence."""

import os
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from franchises.rules.outlines import read_outlines


def text_from_env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def bool_from_env(name: str, *, default: bool = False) -> bool:
    value = text_from_env(name, str(default))
    if value not in ("True", "False"):
        raise ImproperlyConfigured(f"{name}={value!r} is neither 'True' nor 'False'.")
    return value == "True"


def int_from_env(name: str, default: int, lowest: int, highest: int) -> int:
    value = text_from_env(name, str(default))
    if not (value.isascii() and value.isdigit() and lowest <= int(value) <= highest):
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a whole number from {lowest} to {highest}."
        )
    return int(value)


def list_from_env(name: str) -> list[str]:
    return [part.strip() for part in text_from_env(name).split(",") if part.strip()]


def box_from_env(name: str, default: str) -> tuple[float, float, float, float]:
    value = text_from_env(name, default)
    try:
        south, west, north, east = map(float, value.split(","))
    except ValueError:
        south = west = north = east = 0
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise ImproperlyConfigured(
            f"{name}={value!r} is not south,west,north,east in degrees, such as {default!r}."
        )
    return south, west, north, east


def outlines_from_env(name: str, default: Path) -> Path:
    path = Path(text_from_env(name) or default).absolute()
    try:
        read_outlines(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = "it cannot be read." if isinstance(error, OSError) else str(error)
        raise ImproperlyConfigured(
            f"{name}={str(path)!r} is not a GeoJSON file of boroughs: {reason}"
        ) from None
    return path


def email_from_env(name: str) -> str:
    value = text_from_env(name)
    if value and not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", value, re.ASCII):
        raise ImproperlyConfigured(f"{name}={value!r} is not an address such as data@city.gov.")
    return value


def address_from_env(name: str, default: str) -> str:
    value = text_from_env(name, default)
    if not re.fullmatch(r"https?://[\w.-]+(:[0-9]{1,5})?(/[\w./~%-]*)?", value, re.ASCII):
        raise ImproperlyConfigured(f"{name}={value!r} is not an address such as {default!r}.")
    return value
