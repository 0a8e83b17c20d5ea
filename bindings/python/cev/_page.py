"""The report page: the program `cev` makes it, which knows its pictures."""
from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Union

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


def _of_churn(given: Sequence[Estimator]) -> List[str]:
    """The costs of a campaign, and what the page itself is not to learn
    from."""
    flags: Dict[str, Any] = {}
    for learner in given:
        params = learner.get_params()
        if learner.kind == "churn":
            flags.update((name, params.get(name))
                         for name in ("offer", "contact", "sensitive"))
        elif learner._handle is None:
            raise ValueError("the page learns itself by the recipe churn "
                             "alone: fit %r before" % learner)
    return _flags(flags)


def _of_learners(given: Sequence[Estimator], folder: str) -> List[str]:
    """Those that are fitted, saved."""
    paths: List[str] = []
    for learner in given:
        if learner._handle is not None:
            paths.append(os.path.join(folder, "%s-%d.cev" % (
                learner.kind, len(paths) + 1)))
            learner.save(paths[-1])
    return ["--learner", ",".join(paths)] if paths else []


def _check_segments(segmenter: Optional[Segmenter]) -> None:
    if segmenter is None:
        return
    if segmenter.kind != "rfm" or segmenter.get_params()["scores"] \
            not in (None, 5):
        raise ValueError("the page groups customers by rfm in five classes; "
                         "it cannot show %r" % segmenter)


def report(path: Union[str, "os.PathLike[str]"], portfolio: Portfolio,
           clv: Optional[Estimator] = None, seg: Optional[Segmenter] = None,
           churn: Union[Estimator, Sequence[Estimator], None] = None, *,
           title: Optional[str] = None, note: Optional[str] = None,
           holdout: Optional[Length] = None, within: Optional[Length] = None,
           customers: Optional[int] = None,
           pseudonymise: bool = False) -> None:
    """
    Writes a page that says what the customers of a portfolio are worth; it
    needs nothing else and opens offline.

    The program `cev` makes it: the one that CEV_PROGRAM names, else that of
    the package, of the checkout or of the system. It fits models of its own
    to the whole portfolio, with the options of `clv` and the purchase model
    that `clv` uses, and groups customers as `seg` does, which can only be
    "rfm" of five classes.

    `churn` is a learner, or several, fitted to what `portfolio.features`
    gives: of who `left`, of who `bought`, of what was `spent`. It is shown in
    place of what the page learns itself. A recipe churn that is not fitted
    tells the options `offer`, `contact` and `sensitive` alone. `title`,
    `note`, `holdout`, `within` (the time in which customers leave, buy and
    spend or not), `customers` (how many to list) and `pseudonymise` are those
    of `cev report`.
    """
    _check_segments(seg)
    learners = [] if churn is None \
        else [churn] if isinstance(churn, Estimator) else list(churn)
    given = {"title": title, "note": note, "holdout": _days(holdout, DAY),
             "within": _days(within, DAY), "customers": customers,
             "pseudonymise": pseudonymise}
    flags = _of_shop(portfolio) + _of_model(clv) + _of_churn(learners) \
        + _flags(given)
    with tempfile.TemporaryDirectory() as folder:
        flags += _of_learners(learners, folder)
        saved = Path(folder, "portfolio.cev")
        portfolio.save(saved)
        _run("report", str(saved), "-o", os.fspath(path), *flags)
