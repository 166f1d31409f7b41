"""How published files spell our columns, as data: profiles that come with the product, one TOML
file each; profiles that staff have saved; and those in a file of an operator's own.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from franchises.imports.profiles.mistakes import mistakes_of, shape_mistake
from franchises.imports.profiles.profile import Profile
from franchises.models import ImportProfile

__all__ = [
    "Profile",
    "ProfileError",
    "load_profile",
    "profile_names",
    "read_profile",
    "shipped_profile_names",
]

FOLDER = Path(__file__).parent


class ProfileError(LookupError):
    """There is no such profile, or what is there makes no profile: a sentence that says so."""


def shipped_profile_names() -> list[str]:
    """Return the names of the profiles that come with the product, in order of the alphabet."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def profile_names(dataset: str = "") -> list[str]:
    """Return the names of all profiles, or those for *dataset*, in order of the alphabet.

    One query.
    """
    shipped = {name: read_profile(_shipped(name)).dataset for name in shipped_profile_names()}
    known = shipped | dict(ImportProfile.objects.values_list("name", "dataset"))
    return sorted(name for name, each in known.items() if dataset in ("", each))


def load_profile(name: str) -> Profile:
    """Return the profile called *name*; a saved one goes before one that comes with the product.

    Raises `ProfileError` where there is none. One query, two where there is none.
    """
    parts = Profile.__dataclass_fields__
    saved = ImportProfile.objects.filter(name=name).values(*parts).first()
    if saved is not None:
        return _profile(saved)
    if name in shipped_profile_names():
        return read_profile(_shipped(name))
    raise ProfileError(f"there is no profile {name!r}: {', '.join(profile_names())}")


def read_profile(path: Path) -> Profile:
    """Return the profile in a TOML file, named as the file is; raise `ProfileError`."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ProfileError(f"profile {path} cannot be read: {reason}") from error
    except ValueError as error:
        raise ProfileError(f"profile {path} is not a TOML file: {error}") from error
    return _profile({**written, "name": path.stem})


def _shipped(name: str) -> Path:
    return FOLDER / f"{name}.toml"


def _profile(written: Mapping[str, Any]) -> Profile:
    name, mistake = written["name"], shape_mistake(written)
    if mistake:
        raise ProfileError(f"profile {name}: {mistake}")
    profile = Profile(**written)
    mistakes = mistakes_of(profile)
    if mistakes:
        raise ProfileError(f"profile {name}: {'; '.join(mistakes)}")
    return profile
