"""Failures of the library as exceptions that carry its message."""
from __future__ import annotations

import sys
from typing import Any, Dict, Type


class Error(Exception):
    """Anything that libcev refuses. `status` is its code in C,
    `status_name` what the code is called there, e.g. "CEV_ERR_DOMAIN"."""

    status: int = 0
    status_name: str = ""


class ArgumentError(Error, ValueError):
    """The call itself is wrong."""


class DomainError(Error, ValueError):
    """A number outside its stated domain; the message names the row."""


class OptionError(Error, ValueError):
    """An unknown option, a wrong type or a value out of range."""


class KindError(Error, ValueError):
    """An unknown kind, ledger or evaluation."""


class ColumnError(Error, ValueError):
    """A column is missing or of another type."""


class Utf8Error(Error, ValueError):
    """Text that is not valid UTF-8."""


class StateError(Error, ValueError, AttributeError):
    """The object cannot answer yet, e.g. predict before fit."""


class NotFoundError(Error, LookupError):
    """No such customer or column."""


class OutOfMemoryError(Error, MemoryError):
    """The allocator had no memory to give."""


class LimitError(Error, OverflowError):
    """Larger than the library can hold."""


class FormatError(Error, ValueError):
    """Not saved bytes of such an object."""


class VersionError(Error, ValueError):
    """Bytes written by a newer format."""


class ChecksumError(Error, ValueError):
    """Bytes that are damaged or cut short."""


class CancelledError(Error):
    """The progress function asked to stop."""


class SelftestError(Error):
    """This build of the library does not compute what it should."""


CLASSES: Dict[str, Type[Error]] = {
    "CEV_ERR_ARGUMENT": ArgumentError,
    "CEV_ERR_DOMAIN": DomainError,
    "CEV_ERR_OPTION": OptionError,
    "CEV_ERR_KIND": KindError,
    "CEV_ERR_COLUMN": ColumnError,
    "CEV_ERR_UTF8": Utf8Error,
    "CEV_ERR_STATE": StateError,
    "CEV_ERR_NOT_FOUND": NotFoundError,
    "CEV_ERR_MEMORY": OutOfMemoryError,
    "CEV_ERR_LIMIT": LimitError,
    "CEV_ERR_FORMAT": FormatError,
    "CEV_ERR_VERSION": VersionError,
    "CEV_ERR_CHECKSUM": ChecksumError,
    "CEV_ERR_CANCELLED": CancelledError,
    "CEV_ERR_SELFTEST": SelftestError,
}


def not_fitted(kind: str) -> Error:
    """The error of a model that cannot answer yet. Where scikit-learn is in
    use it is one that scikit-learn knows as well."""
    known: Any = sys.modules.get("sklearn.exceptions")
    bases = (StateError,) if known is None else (StateError,
                                                 known.NotFittedError)
    made: Error = type("StateError", bases, {"__module__": "cev"})(
        "%s is not fitted yet" % kind)
    made.status, made.status_name = 20, "CEV_ERR_STATE"
    return made


def error(status: int, name: str, message: str) -> Error:
    """The exception for a status; one that is new in C is a plain Error."""
    made = CLASSES.get(name, Error)(message or name)
    made.status = status
    made.status_name = name
    return made
