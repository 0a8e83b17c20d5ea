"""Estimators and segmenters, of any kind that the library lists."""
from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, Optional, TypeVar

from . import _calls, _options
from ._context import Handle, Progress
from ._learner import Learner
from ._model import Model
from ._plot_model import EstimatorPlots
from ._plot_shop import SegmenterPlots
from ._portfolio import Holdout
from ._table import Table
from ._times import Length, Moment

#: Nothing was said about what to believe: what was saved with it holds.
_UNSAID = object()

EstimatorSelf = TypeVar("EstimatorSelf", bound="Estimator")


class Estimator(Learner):
    """
    Anything that is fitted to customers and then predicts.

        cev.Estimator("clv", margin=0.4).fit(portfolio)

    is the same as `cev.CLV(margin=0.4).fit(portfolio)`.
    """

    _noun = "estimator"
    _believed: Any = _UNSAID

    def prior(self: EstimatorSelf, parameters: Any) -> EstimatorSelf:
        """What to believe about parameters beforehand, from the next fit on:
        what was found for another shop or a year ago, as a fitted estimator,
        its `summary_`, or a frame with the columns name, value and std_error.
        None takes it away. Values with a std_error twice as large count a
        quarter."""
        self._believed = parameters
        return self

    def _prepare(self, handle: Handle) -> None:
        known = self._believed
        if known is _UNSAID:
            return
        if isinstance(known, Estimator):
            known = known.summary_
        lent = None if known is None else _calls.lent(handle.context, known)
        handle.context.call("cev_estimator_prior", handle.pointer,
                            lent and _options.pointer(lent))

    @property
    def params_(self) -> Dict[str, float]:
        """The fitted parameters by name."""
        return {row["name"]: row["value"] for row in self.summary_.rows()
                if row["section"] == "parameter"}

    def fit_parts(self: EstimatorSelf,
                  answers: Callable[[Table], Iterable[Any]]
                  ) -> EstimatorSelf:
        """Fits to customers that stay where they are: `answers` is given a
        question and brings the `part` of each of them, tables or frames of
        such columns. Sums are all that a part tells. On error the last fit
        stays."""
        handle = self._new(0)
        context = handle.context
        while True:
            question = context.make("table", "cev_estimator_partial_ask",
                                    handle.pointer)
            if not question.pointer:
                break
            for part in answers(Table(question)):
                lent = _calls.lent(context, part)
                context.call("cev_estimator_partial_add", handle.pointer,
                             _options.pointer(lent))
        self._handle, self._given = handle, None
        self._wants = self._wanted()
        return self

    def part(self, customers: Any, question: Any, *,
             progress: Optional[Progress] = None) -> Table:
        """The sums over some customers that answer a question of `fit_parts`
        of an estimator of this kind, which this one need not be itself."""
        handle = self._new(0)
        context = handle.context
        lent = self._lent(context, self._customers(customers), self._wanted())
        asked = _calls.lent(context, question)
        return Table(context.produce(
            progress, "table", "cev_estimator_partial_answer", handle.pointer,
            lent.pointer, _options.pointer(asked)))

    def predict(self, customers: Any, *, as_of: Optional[Moment] = None,
                horizon: Optional[Length] = None,
                interval: Optional[float] = None,
                progress: Optional[Progress] = None,
                **options: Any) -> Any:
        """A row for each customer, in the caller's own kind of frame: each
        estimate q with q_lo and q_hi, unless `interval` is 0. `periods` as
        for `fit`. Fitted with `y`, and asked nothing more, an array of labels
        or numbers."""
        if horizon is not None:
            options["horizon"] = horizon
        if interval is not None:
            options["interval"] = interval
        if self._lesson is not None and not options:
            return self._labels(customers, progress)
        return self._answer(customers, self._predicted(customers, as_of,
                                                       progress, options))

    def _predicted(self, customers: Any, as_of: Optional[Moment],
                   progress: Optional[Progress],
                   options: Dict[str, Any]) -> Table:
        return self._ask(progress, "predict",
                         self._customers(customers, as_of), options)

    def explain(self, customers: Any, *, as_of: Optional[Moment] = None,
                progress: Optional[Progress] = None, **options: Any) -> Any:
        """Why each customer is predicted what he is: what each feature adds
        to his margin, and the three that add most."""
        return self._answer(customers, self._ask(
            progress, "explain", self._customers(customers, as_of), options))

    def evaluate(self, customers: Any, what: Optional[str] = None, *,
                 progress: Optional[Progress] = None, **options: Any) -> Any:
        """How good the model is. Of what learns a target: "scores" (if nothing
        is said), "calibration", "lift" …, on a frame with the target. Of
        others: "holdout" (likewise), "frequency", "tracking", "conditional",
        "deciles" …, on what `Portfolio.split` held back, or a frame with the
        columns of a holdout."""
        if what is None:
            what = "scores" if "target" in self._params else "holdout"
        return self._answer(customers, self._evaluated(customers, what,
                                                       progress, options))

    def validate(self, customers: Any, *, seed: int = 0,
                 progress: Optional[Progress] = None, **options: Any) -> Any:
        """What this estimator, fitted or not, foretells for customers that it
        did not learn from: each is left out in turn. In the caller's own kind
        of frame, and as `cev.scores_evaluate` reads it. Options are `folds`,
        `fold_by`, `grouped_by`, `time` and `horizon`."""
        handle = self._new(seed)
        wants = self._wanted().union(["value"], _options.columns(options))
        lent = self._lent(handle.context, self._customers(customers), wants)
        given = _options.make(handle.context, options, self._unit)
        return self._answer(customers, Table(handle.context.produce(
            progress, "table", "cev_estimator_validate", handle.pointer,
            lent.pointer, _options.pointer(given))))

    def _evaluated(self, customers: Any, what: str,
                   progress: Optional[Progress],
                   options: Dict[str, Any]) -> Table:
        frame = customers
        if isinstance(customers, Holdout):
            frame = customers.compared(self._params.get("time_unit"),
                                       self._bin)
            if what == "tracking":
                options.setdefault("holdout", customers.length / self._unit)
        return self._ask(progress, "evaluate", self._customers(frame),
                         options, what.encode())

    def _purchase_kind(self) -> str:
        """The kind that says when customers buy and leave: its own, or the
        one that it chose or was told to use."""
        kinds = _options.purchase_kinds()
        prefixes = (name.partition(".")[0] for name in self.params_)
        return next((kind for kind in prefixes if kind in kinds), self.kind)

    @property
    def plot(self) -> EstimatorPlots:
        """The charts of the model: `clv.plot.p_alive()`."""
        return EstimatorPlots(self)


class Segmenter(Model):
    """Anything that groups customers: `cev.Segmenter("rfm")`."""

    _noun = "segmenter"

    @property
    def profile_(self) -> Table:
        """A row a group: who they are, how many, what they bring."""
        return Table(self._tell("profile"))

    def assign(self, customers: Any, *, as_of: Optional[Moment] = None,
               progress: Optional[Progress] = None, **options: Any) -> Any:
        """The group of each customer, in the caller's own kind of frame."""
        frame = self._customers(customers, as_of)
        return self._answer(customers, self._ask(progress, "assign", frame,
                                                 options))

    predict = assign

    @property
    def plot(self) -> SegmenterPlots:
        """The charts of the groups: `segmenter.plot.rfm()`."""
        return SegmenterPlots(self)
