"""
The library and its description.

Which functions there are and what they take stands in api.json, which is
derived from the C headers; nothing of that is written down here again.
"""
from __future__ import annotations

import ctypes as c
import functools
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

from . import _errors

HERE = Path(__file__).resolve().parent
# Of a checkout; inside a wheel this leads nowhere, and all is in the package.
CHECKOUT = HERE.parent.parent.parent

_TYPES: Dict[str, Any] = {
    "void": None,
    "int32_t": c.c_int32,
    "int64_t": c.c_int64,
    "double": c.c_double,
    "const char *": c.c_char_p,
}


class Api:
    """The functions of one library, typed as a description says."""

    def __init__(self, description: Dict[str, Any], path: str) -> None:
        self.description = description
        self.path = path
        # CDLL lets other threads run while the library works.
        self._library = c.CDLL(path)
        self._made: Dict[str, Any] = {}
        # Asked at every call: methods whose answers are kept.
        self.takes_context = functools.lru_cache(None)(self._takes_context)
        self.free = functools.lru_cache(None)(self._free)

    def _type(self, text: str) -> Any:
        if text in _TYPES:
            return _TYPES[text]
        if text.endswith("*") or text in self.description["callbacks"]:
            return c.c_void_p
        raise TypeError("api.json has a type that is unknown here: " + text)

    def __getattr__(self, name: str) -> Any:
        """The C function of that name, once made kept as an attribute."""
        try:
            entry = self.description["functions"][name]
        except KeyError:
            raise AttributeError(name) from None
        function = getattr(self._library, name)
        function.restype = self._type(entry["returns"])
        function.argtypes = [self._type(argument["type"])
                             for argument in entry["arguments"]]
        setattr(self, name, function)
        return function

    def _takes_context(self, name: str) -> bool:
        """Whether a function's first argument is the context."""
        first: Dict[str, str] = \
            self.description["functions"][name]["arguments"][0]
        return first["type"] == "cev_ctx *"

    def _free(self, noun: str) -> Any:
        """The function that frees what a noun names."""
        return getattr(self, "cev_%s_free" % noun)

    def callback_type(self, name: str) -> Any:
        """The C callback type `name`."""
        if name not in self._made:
            entry = self.description["callbacks"][name]
            self._made[name] = c.CFUNCTYPE(
                self._type(entry["returns"]),
                *[self._type(argument["type"])
                  for argument in entry["arguments"]])
        return self._made[name]

    def callback(self, name: str, function: Callable[..., Any]) -> Any:
        """A Python function as one of that type; keep the result for as long
        as C may call it."""
        return self.callback_type(name)(function)

    def error(self, status: int, message: bytes) -> _errors.Error:
        name = self.cev_status_name(status).decode()
        return _errors.error(status, name, message.decode("utf-8", "replace"))


def _names() -> List[str]:
    if sys.platform == "darwin":
        return ["libcev.dylib", "libcev.so"]
    return ["cev.dll"] if sys.platform == "win32" else ["libcev.so"]


def find_library() -> str:
    """CEV_LIBRARY, else the library in the package, else that of a checkout
    in build/."""
    chosen = os.environ.get("CEV_LIBRARY")
    if chosen:
        return chosen
    folders = [HERE]
    if (CHECKOUT / "include" / "cev.h").exists():
        folders.append(CHECKOUT / "build")
    for folder in folders:
        for name in _names():
            if (folder / name).exists():
                return str(folder / name)
    raise ImportError(
        "no libcev: looked for %s in %s; name it by the environment variable "
        "CEV_LIBRARY, or build it with make" % (
            " or ".join(_names()), " and ".join(map(str, folders))))


def find_description() -> Dict[str, Any]:
    """api.json of the package, else that of a checkout."""
    inside = HERE / "api.json"
    path = inside if inside.exists() else CHECKOUT / "bindings" / "api.json"
    with open(path, encoding="utf-8") as file:
        found: Dict[str, Any] = json.load(file)
    return found


_api: Optional[Api] = None
_opening = threading.Lock()


def api() -> Api:
    """The library in use, opened when it is first wanted."""
    global _api
    if _api is None:
        with _opening:
            if _api is None:
                _api = Api(find_description(), find_library())
    return _api
