"""
Contexts and handles: locking, freeing, progress and Ctrl-C.

Every Python object that can be asked something has a context of its own in
C, or shares that of the object it came from, and a context is used by one
thread at a time.
"""
from __future__ import annotations

import ctypes as c
import functools
import importlib
import signal
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from threading import get_ident
from typing import Any, Callable, Deque, Dict, List, Optional, Tuple, Union

from ._api import Api, api
from ._progress import Bar

#: Called with the stage and the share done, 0 to 1; a true result stops. True
#: shows a bar, False and None nothing.
Progress = Union[Callable[[str, float], Any], bool]

#: What `signal` wraps: at every call that may take long its enums would cost
#: more than the call.
_signals: Any = importlib.import_module("_signal")
_SIGINT = int(signal.SIGINT)
_RAISES = signal.default_int_handler


#: What cev_table_columns tells of columns, in its order.
_TOLD = {"names": c.c_char_p, "types": c.c_int32, "addresses": c.c_void_p,
         "strides": c.c_int64, "validities": c.c_void_p}


@functools.lru_cache(maxsize=64)
def _room(count: int) -> Tuple[Any, List[int]]:
    """A structure of the arrays that hold what is told of so many columns, and
    where in it each begins: one piece of memory costs less than five."""
    room: Any = type("Told", (c.Structure,), {"_fields_": [
        (name, kind * count) for name, kind in _TOLD.items()]})
    return room, [getattr(room, name).offset for name in _TOLD]


class _Watch:
    """What the library calls during long work. An exception must not leave a
    callback: it is kept, the library asked to stop, and raised afterwards."""

    def __init__(self) -> None:
        self.progress: Optional[Callable[[str, float], Any]] = None
        self.error: Optional[BaseException] = None
        self.is_stopped = False

    def report(self, user: Any, stage: bytes, done: float) -> int:
        try:
            if self.progress is not None and not self.is_stopped:
                self.is_stopped = bool(self.progress(stage.decode(), done))
        except BaseException as error:
            self.error, self.is_stopped = error, True
        return 1 if self.is_stopped else 0

    def interrupt(self, number: int, frame: Any) -> None:
        self.error, self.is_stopped = KeyboardInterrupt(), True


class _Workers:
    """The threads among which the library shares its work out. They run C,
    so that Python's other threads run as well."""

    def __init__(self, library: Api, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, "cev")
        self._task = library.callback_type("cev_task")
        self.callback = library.callback("cev_parallel_for", self._share)

    def _share(self, user: Any, count: int, task: int, state: Any) -> None:
        run = self._task(task)
        shares = [self._threads.submit(run, state, index)
                  for index in range(count)]
        error: Optional[BaseException] = None
        for each in shares:
            while not each.done():  # whatever comes up, C waits for all
                try:
                    each.result()
                except BaseException as found:
                    error = found
        if error is not None:
            raise error


_workers: Optional[_Workers] = None


def set_threads(threads: int) -> None:
    """How many threads the work of objects made from now on is shared among,
    1 unless told. Answers are the same, to the bit."""
    global _workers
    if threads < 1:
        raise ValueError("threads is %d; wanted 1 or more" % threads)
    _workers = _Workers(api(), threads) if threads > 1 else None


class Context:
    """A context of the library with its lock."""

    def __init__(self, library: Optional[Api] = None) -> None:
        self.api = library or api()
        self._lock = threading.Lock()
        self._owner = 0
        self._waiting: Deque[Tuple[Callable[[int], None], int]] = deque()
        self._free = self.api.cev_ctx_free
        self._listen = self.api.cev_ctx_set_progress
        self._watch = _Watch()
        self._callback = self.api.callback("cev_progress", self._watch.report)
        out = c.c_void_p()
        status = self.api.cev_ctx_new(None, None, c.byref(out))
        if status:
            raise self.api.error(status, b"no memory for a context")
        self.pointer = out.value or 0
        self._shared = _workers
        if self._shared is not None:
            self.api.cev_ctx_set_parallel(self.pointer, self._shared.callback,
                                          None)

    def __del__(self) -> None:
        pointer = getattr(self, "pointer", 0)
        if pointer:
            self._free(pointer)

    def _acquire(self) -> None:
        me = get_ident()
        if self._owner == me:
            raise RuntimeError("this object is at work: it cannot be used "
                               "from its own progress function")
        self._lock.acquire()
        self._owner = me

    def _release(self) -> None:
        self._owner = 0
        self._lock.release()
        if self._waiting:
            self._drain()

    def discard(self, free: Callable[[int], None], pointer: int) -> None:
        """Frees an object now, or, when the context is at work (finalisers
        run at any moment on any thread), as soon as it is not."""
        if self._lock.acquire(False):
            try:
                free(pointer)
            finally:
                self._lock.release()
        else:
            self._waiting.append((free, pointer))
        if self._waiting:
            self._drain()

    def _drain(self) -> None:
        while self._waiting and self._lock.acquire(False):
            try:
                while self._waiting:
                    free, pointer = self._waiting.popleft()
                    free(pointer)
            finally:
                self._lock.release()

    def call(self, name: str, *arguments: Any) -> None:
        """One call that returns a status; a failure becomes an exception."""
        function = getattr(self.api, name)
        self._acquire()
        try:
            status = function(*arguments)
            if status:
                message = self.api.cev_ctx_message(self.pointer)
        finally:
            self._release()
        if status:
            raise self.api.error(status, message)

    def ask(self, name: str, *arguments: Any) -> Any:
        """One call that returns its answer and cannot fail."""
        function = getattr(self.api, name)
        self._acquire()
        try:
            return function(*arguments)
        finally:
            self._release()

    def work(self, progress: Optional[Progress], name: str,
             *arguments: Any) -> None:
        """A call that may take long: it reports to `progress`, and Ctrl-C
        stops it.

        While it runs in the main thread, SIGINT asks it to stop rather than
        raising at once: raised at the entry of a callback, KeyboardInterrupt
        would be lost."""
        if progress is True:
            bar = Bar()
            try:
                self._work(bar, name, *arguments)
            finally:
                bar.close()
        else:
            self._work(progress or None, name, *arguments)

    def _work(self, progress: Optional[Callable[[str, float], Any]],
              name: str, *arguments: Any) -> None:
        is_main = (threading.main_thread().ident == get_ident()
                   and _signals.getsignal(_SIGINT) is _RAISES)
        if not is_main and progress is None:
            self.call(name, *arguments)
            return
        function, listen = getattr(self.api, name), self._listen
        watch = self._watch
        message = b""
        self._acquire()
        try:
            watch.progress, watch.error = progress, None
            watch.is_stopped = False
            listen(self.pointer, self._callback, None)
            if is_main:
                _signals.signal(_SIGINT, watch.interrupt)
            try:
                status = function(*arguments)
            finally:
                if is_main:
                    _signals.signal(_SIGINT, _RAISES)
                listen(self.pointer, None, None)
            if status:
                message = self.api.cev_ctx_message(self.pointer)
            error, watch.error, watch.progress = watch.error, None, None
        finally:
            self._release()
        if error is not None:
            raise error
        if status:
            raise self.api.error(status, message)

    def make(self, noun: str, name: str, *arguments: Any) -> "Handle":
        """What a call makes is its last argument. The first is left out
        where it is the context itself."""
        out = c.c_void_p()
        if self.api.takes_context(name):
            arguments = (self.pointer, *arguments)
        try:
            self.call(name, *arguments, c.byref(out))
        finally:
            made = self.adopt(noun, out)
        return made

    def produce(self, progress: Optional[Progress], noun: str, name: str,
                *arguments: Any) -> "Handle":
        """`make` for calls that may take long."""
        out = c.c_void_p()
        if self.api.takes_context(name):
            arguments = (self.pointer, *arguments)
        try:
            self.work(progress, name, *arguments, c.byref(out))
        finally:
            made = self.adopt(noun, out)
        return made

    def lend(self, rows: int, kept: Any, count: int, *told: Any) -> "Handle":
        """A table of borrowed columns, whose memory `kept` owns; `told` is
        what cev_table_set_columns wants to know of them."""
        library, out = self.api, c.c_void_p()
        message = b""
        self._acquire()
        try:
            status = library.cev_table_new(self.pointer, rows, c.byref(out))
            if not status:
                status = library.cev_table_set_columns(out, count, *told)
            if status:
                message = library.cev_ctx_message(self.pointer)
        finally:
            self._release()
            made = self.adopt("table", out)
        if status:
            raise library.error(status, message)
        made.kept, made.rows = kept, rows
        return made

    def columns(self, table: int) -> Tuple[int, int, Any, List[int]]:
        """The rows of a table, its columns, what is told of them, and where
        that lies, as `lend` wants it. The context has no part in it, so that
        it may be at work."""
        library = self.api
        count: int = library.cev_table_column_count(table)
        room, offsets = _room(count)
        told = room()
        places = list(map(c.addressof(told).__add__, offsets))
        library.cev_table_columns(table, count, *places)
        return library.cev_table_row_count(table), count, told, places

    def adopt(self, noun: str, out: c.c_void_p) -> "Handle":
        """A handle of what `out` points to; it is made even when the call was
        interrupted after it succeeded, so that nothing leaks."""
        return Handle(self, out.value or 0, self.api.free(noun))


class Handle:
    """An object of the library, freed when Python is done with it."""

    __slots__ = ("context", "pointer", "_free", "kept", "rows", "options")

    def __init__(self, context: Context, pointer: int,
                 free: Callable[[int], None]) -> None:
        self.context = context
        self.pointer = pointer
        self._free = free
        self.kept: Any = None  # memory that the object borrows
        self.rows: Optional[int] = None  # how many of it, where that is known
        #: Options that it was asked with, by their values.
        self.options: Dict[Any, Optional["Handle"]] = {}

    def __del__(self) -> None:
        if self.pointer:
            self.context.discard(self._free, self.pointer)
