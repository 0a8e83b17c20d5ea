"""Progress that is shown: `progress=True`."""
from __future__ import annotations

import sys
from typing import Any, Optional


class Bar:
    """A bar of tqdm for each stage of the work where tqdm is installed; else
    a line that is written over, where standard error is a terminal."""

    def __init__(self) -> None:
        try:
            from tqdm.auto import tqdm  # type: ignore[import-untyped,unused-ignore]
        except ImportError:
            tqdm = _Line if sys.stderr.isatty() else None
        self._make: Any = tqdm
        self._bar: Any = None
        self._stage: Optional[str] = None

    def __call__(self, stage: str, done: float) -> None:
        if self._make is None:
            return
        if stage != self._stage:
            self.close()
            self._stage = stage
            self._bar = self._make(total=100, desc=stage, leave=False,
                                   bar_format="{desc}: {percentage:3.0f} %"
                                   "|{bar}| {elapsed}<{remaining}")
        percent = int(100 * done)
        if percent > self._bar.n:
            self._bar.update(percent - self._bar.n)

    def close(self) -> None:
        """Takes away what is shown."""
        if self._bar is not None:
            self._bar.close()
        self._bar = self._stage = None


class _Line:
    """As much of tqdm as Bar needs, without a picture."""

    def __init__(self, total: int, desc: str, **looks: Any) -> None:
        self.n = 0
        self._desc = desc
        self.update(0)

    def update(self, more: int) -> None:
        self.n += more
        sys.stderr.write("\r%s: %3d %%" % (self._desc, self.n))
        sys.stderr.flush()

    def close(self) -> None:
        sys.stderr.write("\r%*s\r" % (len(self._desc) + 7, ""))
        sys.stderr.flush()
