"""What estimators and segmenters share, and the classes of their kinds."""
from __future__ import annotations

import difflib
import importlib
import inspect
import re
import threading
from typing import Any, Dict, FrozenSet, List, Optional, Type, TypeVar

from . import _arrow, _calls, _columns, _errors, _options, _saved
from ._context import Context, Handle, Progress
from ._portfolio import Holdout, Portfolio
from ._table import Summary, Table
from ._times import Length, Moment

Self = TypeVar("Self", bound="Model")

#: All columns of a frame.
_ALL = frozenset("*")

#: So few rows the library answers for in one go: there is no stopping it.
_AT_ONCE = 64

#: Options that Python spells otherwise as well.
_ALIASES = {"model": "purchases"}


#: Estimator and Segmenter, by what the library calls them.
_bases: Dict[str, Type["Model"]] = {}


class Model:
    """
    What estimators and segmenters share: a kind, its options, fitting and
    saving, by the conventions of scikit-learn.

    Options are those that `cev.kinds()` lists for the kind, None for the
    library's default. Lengths of time may be text, such as "12mo", "26w"
    or "90d"; columns are named in a list. They are checked by `fit`.
    """

    #: The kind, fixed in the named classes.
    kind: str = ""
    _noun = ""
    _is_named = False

    def __init_subclass__(cls) -> None:
        """Notes what the classes of kinds are based on."""
        if "_noun" in vars(cls):
            _bases[cls._noun] = cls

    def __init__(self, kind: Optional[str] = None, **options: Any) -> None:
        if kind is not None:
            self.kind = kind
        found = _options.kinds().get(self.kind)
        if found is None or found["handle"] != self._noun:
            raise _errors.KindError(
                "%r is no kind of %s; there are: %s" % (
                    self.kind, self._noun, ", ".join(
                        name for name, each in _options.kinds().items()
                        if each["handle"] == self._noun)))
        self._params: Dict[str, Any] = dict.fromkeys(
            map(_options.spelt, found["options"]))
        self._handle: Optional[Handle] = None
        self._given: Any = None  # what it was fitted to, for its charts
        self._wants: FrozenSet[str] = frozenset()  # columns, once fitted
        self._lesson: Any = None  # what y was, where that was given
        self._is_changed = False  # the options, since the last fit
        self.set_params(**options)

    # ---- Parameters -------------------------------------------------------

    def get_params(self, deep: bool = True) -> Dict[str, Any]:
        """The options as given; None where the default holds."""
        made = dict(self._params)
        if not self._is_named:
            made["kind"] = self.kind
        return made

    def set_params(self: Self, **params: Any) -> Self:
        """Changes options. A fitted model keeps its fit until `fit`."""
        for name, value in params.items():
            if name == "kind" and value == self.kind:
                continue
            key = name
            if key not in self._params:
                key = _ALIASES.get(key, _options.spelt(key))
            if key not in self._params:
                near = difflib.get_close_matches(name, self._params, 1)
                raise TypeError("%s takes no %r%s; it takes: %s" % (
                    type(self).__name__, name,
                    near and '; did you mean %r?' % near[0] or "",
                    ", ".join(self._params)))
            self._params[key] = value
            self._is_changed = True
        return self

    def __repr__(self) -> str:
        given = ", ".join("%s=%r" % item for item in self.get_params().items()
                          if item[1] is not None)
        return "%s(%s)" % (type(self).__name__, given)

    def __sklearn_is_fitted__(self) -> bool:
        return self._handle is not None

    def __sklearn_tags__(self) -> Any:
        """For scikit-learn, which asks: rows are of named columns, not of a
        matrix."""
        utils: Any = importlib.import_module("sklearn.utils")
        return utils.Tags(
            estimator_type=None,
            target_tags=utils.TargetTags(required=False),
            input_tags=utils.InputTags(two_d_array=False), no_validation=True)

    @property
    def _unit(self) -> float:
        return _options.unit_seconds(self._params.get("time_unit"))

    @property
    def _bin(self) -> Optional[Length]:
        """What counts as one purchase: where time is counted in opportunities
        to buy, one of them."""
        if "bgbb" not in (self.kind, self._params.get("purchases")):
            return None
        unit: Optional[Length] = self._params.get("time_unit")
        return unit

    # ---- Fitting ----------------------------------------------------------

    def fit(self: Self, customers: Any, y: Any = None, *, periods: Any = None,
            seed: int = 0, progress: Optional[Progress] = None) -> Self:
        """Fits to a row a customer: a Portfolio, what its `summarise` gives,
        or a frame with the columns that the kind wants. On error, or when
        stopped, the last fit stays; a model of purchases, spend or contracts
        begins where that ended, unless an option was changed, and ends where
        it would have without. `y` is what a learner learns, apart from
        the other columns: values, with which it is an estimator of
        scikit-learn, or a frame of several. `periods` is a frame of what
        changes for customers in time, where the kind reads it. `seed` is for
        whatever draws random numbers, now and in answers: the same one gives
        the same."""
        handle = self._begun(seed)
        context, wants = handle.context, self._wanted()
        lent = self._lent(context, self._seen(customers), wants, True)
        self._lend_periods(lent, periods)
        lesson = self._lend_target(lent, customers, y)
        context.work(progress, "cev_%s_fit" % self._noun, handle.pointer,
                     lent.pointer)
        self._handle, self._given, self._wants = handle, customers, wants
        self._lesson, self._is_changed = lesson, False
        return self

    def _lend_target(self, lent: Handle, customers: Any, y: Any) -> Any:
        """Lends what is learnt as well, where `y` brings it. What has nothing
        to learn does without, by the conventions of scikit-learn."""

    def _begun(self, seed: int) -> Handle:
        """One to be fitted. Where a fit is a search, that which is fitted
        already, from where it goes on, as a copy: that one answers until this
        is done, and stays where it comes to nothing."""
        if self._handle is None or self._is_changed \
                or "uncertainty" not in self._params:
            return self._new(seed)
        handle = _saved.load(_seeded(seed), self._noun,
                             _saved.bytes_of(self._handle, self._noun))
        self._prepare(handle)
        return handle

    def _new(self, seed: int) -> Handle:
        """One with the options given, not fitted yet."""
        context = _seeded(seed)
        options = _options.make(context, self._params)
        handle = context.make(self._noun, "cev_%s_new" % self._noun,
                              self.kind.encode(), _options.pointer(options))
        self._prepare(handle)
        return handle

    def _prepare(self, handle: Handle) -> None:
        """What else a model is told before it is fitted."""

    def _wanted(self) -> FrozenSet[str]:
        """The columns that the kind may want with these options; "*" is all
        of them."""
        wants = {"customer", "customers", *_options.kinds()[self.kind]["wants"],
                 *_options.columns(self._params)}
        if self._params.get("features"):
            wants.discard("*")
        return frozenset(wants)

    def _known(self, customers: Any) -> Any:
        """Customers, where none are given those that it was fitted to."""
        self._fitted()
        known = self._given if customers is None else customers
        if known is None:
            raise TypeError("a model that was loaded does not know the "
                            "customers that it was fitted to: give them")
        return known

    def __getattr__(self, name: str) -> Any:
        return _calls.of_object(self, type(self)._noun, name)

    def __dir__(self) -> List[str]:
        return sorted({*super().__dir__(), *_calls.names(self._noun)})

    def _asked(self) -> Handle:
        return self._fitted()

    def _fitted(self) -> Handle:
        if self._handle is None:
            raise _errors.not_fitted(self.kind)
        return self._handle

    def _customers(self, given: Any, as_of: Optional[Moment] = None) -> Any:
        """A row a customer; a portfolio is summarised in the model's unit."""
        if isinstance(given, Portfolio):
            unit = self._params.get("time_unit")
            return given.summarise(as_of, unit=unit, bin=self._bin)
        if as_of is not None:
            raise TypeError("as_of is for portfolios: a frame holds for the "
                            "time at which it was taken")
        if isinstance(given, Table) and given.unit is not None \
                and given.unit != self._unit:
            if "time_unit" in self._params:
                raise ValueError(
                    "the table counts time in units of %g seconds, the model "
                    "in units of %g: ask the portfolio for unit=%g, or give "
                    "the model time_unit=%g"
                    % (given.unit, self._unit, self._unit, given.unit))
        return given

    def _seen(self, given: Any) -> Any:
        """What to fit to: where models are to be compared, a portfolio tells
        what was known before the last third of its time as well; and one held
        back what came, where that is learnt from."""
        if isinstance(given, Holdout) \
                and any(each.endswith("_holdout") for each in self._wanted()):
            return given.compared(self._params.get("time_unit"), self._bin)
        if isinstance(given, Portfolio) \
                and self._params.get("purchases") == "auto":
            return given.summarise(unit=self._params.get("time_unit"),
                                   lookback=1 / 3)
        return self._customers(given)

    def _lent(self, context: Context, frame: Any, wants: FrozenSet[str],
              more: bool = False) -> Handle:
        """The columns that the library may want, as a table of it: to be read
        alone, or to have more lent."""
        if isinstance(frame, Table):
            return frame.lent(context) if more else frame._known()
        if _arrow.is_frame(frame):
            read = _arrow.Frame(frame)
            return read.lent(context, _among(read.names, wants))
        matrix = _columns.of_matrix(frame)
        if matrix is not None:
            frame = matrix
        names = _columns.names_of(frame)
        if names is None:
            rows = list(frame)
            names = list(rows[0]) if rows and isinstance(rows[0], dict) \
                else _options.kinds()[self.kind]["wants"]
            frame = _columns.of_rows(rows, names)
        return _columns.lend(context, {name: _columns.column(
            name, frame[name]) for name in _among(names, wants)})

    def _lend_periods(self, lent: Handle, periods: Any) -> None:
        """Lends customers the table of their periods as well."""
        if periods is not None:
            also = _calls.lent(lent.context, periods)
            lent.context.call("cev_table_set_periods", lent.pointer,
                              _options.pointer(also))
            lent.kept = (lent.kept, also)

    @staticmethod
    def _answer(given: Any, table: Table) -> Any:
        """A result as the caller's own kind of frame."""
        if isinstance(given, Table):
            return table
        if isinstance(given, Portfolio):
            return table.as_kind(given._frame)
        return table.as_kind(_columns.kind_of(given))

    def _ask(self, progress: Optional[Progress], verb: str, frame: Any,
             given: Dict[str, Any], *more: Any) -> Table:
        """A question about customers to the fitted model."""
        handle = self._fitted()
        context = handle.context
        periods = given.pop("periods", None)
        options = _options.of(handle, given, self._unit) if given else None
        lent = self._lent(context, frame, self._wants, periods is not None)
        if periods is not None:
            self._lend_periods(lent, periods)
        asked = ("table", "cev_" + self._noun + "_" + verb, handle.pointer,
                 lent.pointer, *more,
                 None if options is None else options.pointer)
        if lent.rows is not None and lent.rows <= _AT_ONCE \
                and not progress and not more:
            return Table(context.make(*asked))
        return Table(context.produce(progress, *asked))

    def _tell(self, verb: str) -> Handle:
        """A question about the fitted model alone."""
        handle = self._fitted()
        return handle.context.make(
            "table", "cev_%s_%s" % (self._noun, verb), handle.pointer, None)

    # ---- What was fitted ----------------------------------------------------

    @property
    def summary_(self) -> Summary:
        """What was fitted, figures of the fit, and the verdict in words."""
        return Summary(self._tell("summary"))

    @property
    def verdict_(self) -> List[str]:
        """What can and cannot be believed, in words."""
        return [row["text"] for row in self.summary_.rows()
                if row["section"] == "verdict"]

    # ---- Saving -----------------------------------------------------------

    def save(self, path: Any = None) -> Optional[bytes]:
        """Writes the fitted model to a file, or gives its bytes."""
        return _saved.save(self._fitted(), self._noun, path)

    @classmethod
    def load(cls: Type[Self], source: _saved.Source,
             **options: Any) -> Self:
        """Brings a fitted model back from a file or bytes of any language.
        It predicts as it did and has the options that it was saved with;
        those given here take their place in the next `fit`."""
        handle = _saved.load(Context(), cls._noun, _saved.read(source))
        kind = handle.context.ask("cev_%s_kind" % cls._noun,
                                  handle.pointer).decode()
        if cls.kind not in ("", kind):
            raise _errors.error(40, "CEV_ERR_FORMAT", "the bytes hold a %s, "
                                "not a %s" % (kind, cls.kind))
        made: Any = named(kind)(**_options.in_force(cls._noun, handle))
        wants = made._wanted()
        made._is_changed = False
        made.set_params(**options)
        made._handle, made._wants = handle, wants
        found: Self = made
        return found

    def __getstate__(self) -> Dict[str, Any]:
        return {"kind": self.kind, "params": self._params,
                "wants": self._wants, "lesson": self._lesson,
                "is_changed": self._is_changed,
                "saved": None if self._handle is None else self.save()}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        Model.__init__(self, state["kind"])
        self._params.update(state["params"])
        if state["saved"] is not None:
            self._handle = _saved.load(Context(), self._noun, state["saved"])
            self._wants, self._lesson = state["wants"], state["lesson"]
            self._is_changed = state["is_changed"]

    def __reduce__(self) -> Any:
        return _blank, (_bases[self._noun], self.kind), self.__getstate__()


def _seeded(seed: int) -> Context:
    context = Context()
    context.call("cev_ctx_set_seed", context.pointer, seed)
    return context


def _among(names: List[Any], wants: FrozenSet[str]) -> List[str]:
    """Those of a frame's columns that are wanted, or are a holdout's."""
    return [name for name in names if name in wants or "*" in wants
            or str(name).endswith("_holdout")]


def _blank(base: Type[Model], kind: str) -> Model:
    made = named(kind)
    return made.__new__(made)


def class_name(kind: str) -> str:
    """"gamma_gamma" is GammaGamma, "bgnbd" BGNBD: what has no vowel, or none
    but the first letter, is an abbreviation."""
    return "".join(word.capitalize() if re.search("[aeiou]", word[1:])
                   else word.upper() for word in kind.split("_"))


_named: Dict[str, Type[Model]] = {}
_naming = threading.Lock()


def named(kind: str) -> Type[Model]:
    """The class of a kind, made when it is first asked for."""
    with _naming:
        if kind not in _named:
            entry = _options.kinds().get(kind)
            if entry is None:
                raise _errors.KindError("%r is no kind; there are: %s" % (
                    kind, ", ".join(_options.kinds())))
            _named[kind] = _make_class(kind, entry)
        return _named[kind]


def _make_class(kind: str, entry: Dict[str, Any]) -> Type[Model]:
    base, options = _bases[entry["handle"]], _options.listing()

    def __init__(self: Any, **given: Any) -> None:
        Model.__init__(self, None, **given)

    __init__.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)]
        + [inspect.Parameter(_options.spelt(name),
                             inspect.Parameter.KEYWORD_ONLY, default=None)
           for name in entry["options"]])
    lines = ["    %-10s %s (%s)" % (_options.spelt(name), options[name]["meaning"],
                                    options[name]["default"])
             for name in entry["options"]]
    doc = "%s.\n\nOptions:\n%s\n\nColumns wanted: %s\nColumns given: %s\n\n" \
        "Source: %s" % (
            entry["meaning"][:1].upper() + entry["meaning"][1:],
            "\n".join(lines), " ".join(entry["wants"]),
            " ".join(entry["gives"]), entry["source"])
    return type(class_name(kind), (base,), {
        "kind": kind, "_is_named": True, "__init__": __init__, "__doc__": doc,
        "__module__": "cev"})
