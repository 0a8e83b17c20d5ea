"""
libcev: what each customer is worth, who is leaving, who is like whom.

    portfolio = cev.Portfolio.from_orders(orders, customer="email",
                                          time="date", amount="total",
                                          tz="Europe/Berlin")
    train, hold = portfolio.split(holdout="26w")
    clv = cev.CLV(margin=0.4, discount=0.10).fit(train)
    clv.evaluate(hold)
    clv.predict(portfolio, horizon="12mo")

Each kind of the library has a class of its own (`cev.kinds()` lists them):
"clv" is `cev.CLV`, "bgnbd" `cev.BGNBD`, "gamma_gamma" `cev.GammaGamma`; a
kind that the library gains appears here by itself. So do the calls that
tables answer: cev_markov_value is `cev.markov_value(transitions, rewards,
horizon=12)`. All arithmetic is in C.
"""
from __future__ import annotations

import datetime as dt
from typing import Any, Dict, List, Union

from . import _api, _calls, _options, _saved, kernels, plot
from ._chart import Chart
from ._context import Progress, set_threads
from ._errors import (ArgumentError, CancelledError, ChecksumError,
                      ColumnError, DomainError, Error, FormatError, KindError,
                      LimitError, NotFoundError, OptionError,
                      OutOfMemoryError, SelftestError, StateError, Utf8Error,
                      VersionError)
from ._estimator import Estimator, Segmenter
from ._model import class_name, named
from ._page import report
from ._portfolio import Holdout, Portfolio, Report
from ._table import Table

__all__ = [
    "ArgumentError", "CancelledError", "Chart", "ChecksumError",
    "ColumnError", "DomainError", "Error", "Estimator", "FormatError", "Holdout",
    "KindError", "LimitError", "NotFoundError", "OptionError",
    "OutOfMemoryError", "Portfolio", "Progress", "Report", "Segmenter",
    "SelftestError", "StateError", "Table", "Utf8Error", "VersionError",
    "kernels", "kinds",
    "library_version", "load", "options", "plot", "report",
    "set_threads",
]


def library_version() -> str:
    """The version of the library in use."""
    version: bytes = _api.api().cev_version()
    return version.decode()


def kinds() -> Dict[str, Dict[str, Any]]:
    """Every kind by name: handle, meaning, options, wants, gives, source."""
    return {name: dict(entry) for name, entry in _options.kinds().items()}


def options() -> Dict[str, Dict[str, Any]]:
    """Every option by name: type, default, min, max, unit and meaning."""
    return {name: dict(entry) for name, entry in _options.listing().items()}


def load(source: _saved.Source, tz: Union[str, dt.tzinfo, None] = None,
         **options: Any) -> Any:
    """Brings back whatever was saved, in any language, from a file or bytes:
    a portfolio, an estimator or a segmenter. `tz` is for portfolios; see
    `Estimator.load` for the others."""
    saved = _saved.read(source)
    try:
        return Portfolio.load(saved, tz)
    except FormatError:
        pass
    try:
        return Estimator.load(saved, **options)
    except FormatError:
        return Segmenter.load(saved, **options)


def __getattr__(name: str) -> Any:
    """The classes of the kinds, calls by rule, and the version."""
    if name == "__version__":
        return _api.find_description()["constants"]["CEV_VERSION_STRING"]
    if not name.startswith("_"):
        for kind in _options.kinds():
            if class_name(kind) == name:
                return named(kind)
        call = _calls.of_library(name)
        if call is not None:
            return call
    raise AttributeError("module 'cev' has no attribute %r" % name)


def __dir__() -> List[str]:
    return sorted({"__version__", *__all__, *_calls.names("ctx"),
                   *map(class_name, _options.kinds())})
