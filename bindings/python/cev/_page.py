"""The report page: the program `cev` makes it, which knows its pictures."""
from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional, Union

from . import _options
from ._api import CHECKOUT, HERE
from ._errors import Error
from ._estimator import Estimator, Segmenter
from ._plot_shop import date_text
from ._portfolio import Portfolio
from ._times import DAY, Length, in_units

_UNITS = {DAY: "day", 7 * DAY: "week", 365 * DAY: "year"}
#: Options of the model that the program takes as they are.
_SAME = ("margin", "discount", "interval")


def _program() -> str:
    """CEV_PROGRAM, else that of the package, else that of a checkout in
    build/, else the one that is installed."""
    chosen = os.environ.get("CEV_PROGRAM")
    if chosen:
        return chosen
    paths = [HERE / "cev"]
    if (CHECKOUT / "include" / "cev.h").exists():
        paths.append(CHECKOUT / "build" / "cev")
    for path in paths:
        if os.access(path, os.X_OK):
            return str(path)
    return "cev"


def _run(*arguments: str) -> None:
    try:
        done = subprocess.run([_program(), *arguments],
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, encoding="utf-8",
                              errors="replace", check=False)
    except (FileNotFoundError, PermissionError):
        raise Error("the program cev, which makes the page, is not here: "
                    "install it (make install), or name it by the "
                    "environment variable CEV_PROGRAM") from None
    if done.returncode:
        raise Error((done.stderr.strip().splitlines() or ["no word"])[-1])


def _flags(given: Dict[str, Any]) -> List[str]:
    """as_of="x", pseudonymise=True as --as-of x --pseudonymise."""
    flags = []
    for name, value in given.items():
        if value is None or value is False:
            continue
        flags.append("--" + name.replace("_", "-"))
        if value is not True:
            flags.append(str(value))
    return flags


def _days(length: Optional[Length], unit: float) -> Optional[str]:
    if length is None:
        return None
    return "%rd" % (float(in_units(length, unit)) * unit / DAY)


def _of_shop(portfolio: Portfolio) -> List[str]:
    return _flags({"tz": getattr(portfolio._zone, "key", None),
                   "as_of": date_text(portfolio._end())})


def _of_model(model: Optional[Estimator]) -> List[str]:
    """The options that the model was made with, as the program spells
    them."""
    if model is None:
        return []
    params = model.get_params()
    unit = _options.unit_seconds(params.get("time_unit"))
    if unit not in _UNITS:
        raise ValueError("the page counts in days, weeks or years; the "
                         "model's time_unit is %g seconds" % unit)
    kind = model._purchase_kind()
    if kind not in _options.purchase_kinds():
        raise ValueError("the page is of clv or of a purchase model, not of "
                         "%s" % model.kind)
    return _flags({"model": kind, "unit": _UNITS[unit],
                   "horizon": _days(params.get("horizon"), unit),
                   **{name: params.get(name) for name in _SAME}})


def _of_churn(churn: Optional[Estimator]) -> List[str]:
    """The costs of a campaign, and what is not to be learnt from."""
    if churn is None:
        return []
    if churn.kind != "churn":
        raise ValueError("the page learns who leaves by the recipe churn; it "
                         "cannot take %r" % churn)
    params = churn.get_params()
    return _flags({name: params.get(name)
                   for name in ("offer", "contact", "sensitive")})


def _check_segments(segmenter: Optional[Segmenter]) -> None:
    if segmenter is None:
        return
    if segmenter.kind != "rfm" or segmenter.get_params()["scores"] \
            not in (None, 5):
        raise ValueError("the page groups customers by rfm in five classes; "
                         "it cannot show %r" % segmenter)


def report(path: Union[str, "os.PathLike[str]"], portfolio: Portfolio,
           clv: Optional[Estimator] = None, seg: Optional[Segmenter] = None,
           churn: Optional[Estimator] = None, *, title: Optional[str] = None, note: Optional[str] = None,
           holdout: Optional[Length] = None, customers: Optional[int] = None,
           pseudonymise: bool = False) -> None:
    """
    Writes a page that says what the customers of a portfolio are worth; it
    needs nothing else and opens offline.

    The program `cev` makes it: the one that CEV_PROGRAM names, else that of
    the package, of the checkout or of the system. It fits models of its own
    to the whole portfolio, with the options of `clv` and the purchase model
    that `clv` uses, and groups customers as `seg` does, which can only be
    "rfm" of five classes. Who will leave is learnt from all ledgers of the
    portfolio; of `churn`, which can only be the recipe, fitted or not, the
    page takes the options `offer`, `contact` and `sensitive`. `title`, `note`, `holdout`, `customers` (how many to
    list) and `pseudonymise` are those of `cev report`.
    """
    _check_segments(seg)
    given = {"title": title, "note": note, "holdout": _days(holdout, DAY),
             "customers": customers, "pseudonymise": pseudonymise}
    flags = _of_shop(portfolio) + _of_model(clv) + _of_churn(churn) \
        + _flags(given)
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder, "portfolio.cev")
        portfolio.save(saved)
        _run("report", str(saved), "-o", os.fspath(path), *flags)
