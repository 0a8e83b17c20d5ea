"""Saved bytes: out of objects, into files and back."""
from __future__ import annotations

import ctypes as c
import os
from typing import Any, Optional, Union

from ._context import Context, Handle

Source = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview]


def bytes_of(handle: Handle, noun: str) -> bytes:
    size = c.c_int64()
    name = "cev_%s_save" % noun
    handle.context.call(name, handle.pointer, None, 0, c.byref(size))
    memory = c.create_string_buffer(max(size.value, 1))
    handle.context.call(name, handle.pointer, memory, size, c.byref(size))
    return memory.raw[:size.value]


def save(handle: Handle, noun: str, path: Any) -> Optional[bytes]:
    """The bytes of an object, or, with a path, a file of them. A file that
    is there already is replaced at once or not at all."""
    saved = bytes_of(handle, noun)
    if path is None:
        return saved
    beside = "%s.%d.part" % (os.fspath(path), os.getpid())
    try:
        with open(beside, "wb") as file:
            file.write(saved)
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise
    return None


def read(source: Source) -> bytes:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source)
    with open(source, "rb") as file:
        return file.read()


def load(context: Context, noun: str, saved: bytes) -> Handle:
    return context.make(noun, "cev_%s_load" % noun, saved,
                        len(saved))
