"""What learns a column from others, as users of scikit-learn ask for it."""
from __future__ import annotations

import importlib
from types import MethodType
from typing import Any, List, NamedTuple, Optional, Set

from . import _arrow, _columns, _options
from ._context import Handle, Progress
from ._model import Model
from ._times import is_gap

#: Columns that a target comes with in y: its models answer in frames.
_BESIDE = frozenset({"time", "treatment"})


class Lesson(NamedTuple):
    """What `fit` was given with `y`."""

    features: List[Any]
    is_named: bool  # by the caller, not here
    classes: Optional[List[Any]]  # two in order; None for numbers
    told: int  # the one of them whose chance is predicted


class _Where:
    """A method that is there where the object has some attribute."""

    def __init__(self, attribute: str) -> None:
        self._attribute = attribute

    def __call__(self, method: Any) -> Any:
        self._method = method
        return self

    def __get__(self, holder: Any, owner: Any) -> Any:
        if holder is None:
            return self._method
        getattr(holder, self._attribute)
        return MethodType(self._method, holder)


class Learner(Model):
    """A model that learns the column which its option `target` names. Where
    `fit` is given that as `y`, it is an estimator of scikit-learn."""

    # ---- What is given ------------------------------------------------------

    def _lend_target(self, lent: Handle, customers: Any, y: Any) -> Any:
        if y is None or "target" not in self._params:
            return None
        names = _columns.names_of(y)
        if names is not None and len(names) != 1:
            _columns.lend_beside(lent, {
                name: _columns.column(name, y[name]) for name in names})
            return None
        values = _values_of(y if names is None else y[names[0]])
        lesson = self._lesson_of(customers, values)
        if lesson.classes is not None and not isinstance(lesson.classes[0], str):
            values = list(map(lesson.classes.index, values))
        _columns.lend_beside(lent, {self._target: _columns.column(self._target,
                                                                  values)})
        return None if self._wants_beside() else lesson

    @property
    def _target(self) -> str:
        """The column that is learnt."""
        if "target" not in self._params:
            raise AttributeError("%s learns no target" % self.kind)
        found: str = self._params["target"] \
            or _options.listing()["target"]["default"]
        return found

    def _wants_beside(self) -> bool:
        return not _BESIDE.isdisjoint(_options.kinds()[self.kind]["wants"])

    def _lesson_of(self, customers: Any, values: List[Any]) -> Lesson:
        features = _names_of(customers)
        classes, told = self._classes_of(values), 1
        if classes is not None and self._params["positive"] in classes:
            told = classes.index(self._params["positive"])
        is_named = _columns.of_matrix(customers) is None and all(
            isinstance(name, str) for name in features)
        return Lesson(features, is_named, classes, told)

    def _classes_of(self, values: List[Any]) -> Optional[List[Any]]:
        """The two classes among values: texts, yes and no, 0 and 1, or
        whichever two where the option `family` says so."""
        found = set()
        for value in values:
            if value != value or is_gap(value):
                raise ValueError("Input y contains NaN: row %d has no value"
                                 % values.index(value))
            found.add(value)
            if len(found) > 2:
                self._check_numbers(found)
                return None
        family = self._params.get("family")
        if family not in (None, "auto", "binomial"):
            return None
        if not (family == "binomial" or found == {0, 1}
                or all(isinstance(each, (str, bool)) for each in found)):
            return None
        if len(found) < 2:
            raise ValueError("y has one class alone, %r; wanted two classes"
                             % (*found,))
        return sorted(found)

    def _check_numbers(self, found: Set[Any]) -> None:
        """More values than two are no classes; they must not have to be."""
        if self._params.get("family") == "binomial":
            raise ValueError(
                "Only binary classification is supported. The type of the "
                "target is %s: it has %s" % (
                    "continuous" if any(isinstance(each, float)
                                        and not each.is_integer()
                                        for each in found) else "multiclass",
                    ", ".join(map(repr, found))))

    # ---- What is answered ---------------------------------------------------

    def _taught(self) -> Lesson:
        """What was learnt from y."""
        self._fitted()
        if self._lesson is None:
            raise AttributeError("%s was not fitted with y" % self.kind)
        found: Lesson = self._lesson
        return found

    @property
    def classes_(self) -> Any:
        """The two labels of `y`, in order."""
        found = self._taught().classes
        if found is None:
            raise AttributeError("%s was fitted to numbers" % self.kind)
        return _numpy().array(found)

    @property
    def n_features_in_(self) -> int:
        """How many columns were given beside `y`."""
        return len(self._taught().features)

    @property
    def feature_names_in_(self) -> Any:
        """Their names, where they had any."""
        if not self._taught().is_named:
            raise AttributeError("the columns had no names")
        return _numpy().array(self._taught().features, dtype=object)

    @_Where("classes_")
    def predict_proba(self, customers: Any,
                      progress: Optional[Progress] = None) -> Any:
        """A row a customer with the chance of either class, where `fit` was
        given classes as `y`."""
        chances = self._foretold(customers, progress)
        return _numpy().column_stack([1.0 - chances, chances])

    @_Where("_target")
    def score(self, customers: Any, y: Any, sample_weight: Any = None) -> float:
        """The share of labels, or of the variance of numbers, that `predict`
        gets right; scikit-learn works it out."""
        metrics: Any = importlib.import_module("sklearn.metrics")
        right = metrics.r2_score if self._taught().classes is None \
            else metrics.accuracy_score
        return float(right(y, self._labels(customers),
                           sample_weight=sample_weight))

    def _labels(self, customers: Any,
                progress: Optional[Progress] = None) -> Any:
        """The label or number that each customer is predicted."""
        foretold = self._foretold(customers, progress)
        if self._taught().classes is None:
            return foretold
        return self.classes_[(foretold > 0.5).astype(int)]

    def _foretold(self, customers: Any,
                  progress: Optional[Progress]) -> Any:
        """Predictions: numbers, or chances of the second class."""
        lesson = self._taught()
        matrix = _columns.of_matrix(customers)
        if matrix is not None and len(matrix) != len(lesson.features):
            raise ValueError("X has %d features, but %s is expecting %d "
                             "features as input" % (
                                 len(matrix), type(self).__name__,
                                 len(lesson.features)))
        given = {"interval": 0} if "interval" in self._params else {}
        found = self._ask(progress, "predict", self._customers(customers),
                          given)["prediction"]
        made = _numpy().array(found)
        return made if lesson.told else 1.0 - made

    def __sklearn_tags__(self) -> Any:
        if "target" not in self._params or self._wants_beside():
            return super().__sklearn_tags__()
        utils: Any = importlib.import_module("sklearn.utils")
        family = self._params.get("family")
        if self._lesson is not None:
            is_sorting = self._lesson.classes is not None
        elif family in (None, "auto"):
            is_sorting = None  # y will tell
        else:
            is_sorting = family == "binomial"
        return utils.Tags(
            estimator_type=is_sorting if is_sorting is None
            else "classifier" if is_sorting else "regressor",
            target_tags=utils.TargetTags(required=False),
            classifier_tags=utils.ClassifierTags(multi_class=False)
            if is_sorting else None,
            regressor_tags=utils.RegressorTags()
            if is_sorting is False else None,
            input_tags=utils.InputTags(allow_nan=True, string=True,
                                       categorical=True))


def _values_of(y: Any) -> List[Any]:
    """Python's own values of a column of any sort."""
    if not hasattr(y, "tolist") and hasattr(y, "__array__"):
        y = _numpy().asarray(y)
    if getattr(y, "ndim", 1) == 2 and y.shape[1] == 1:
        y = y[:, 0]
    for told in ("tolist", "to_list", "to_pylist"):
        if hasattr(y, told):
            found: List[Any] = getattr(y, told)()
            return found
    return list(y)


def _names_of(customers: Any) -> List[Any]:
    """The names of a frame's columns, or those that stand for them here."""
    matrix = _columns.of_matrix(customers)
    if matrix is not None:
        return list(matrix)
    if _arrow.is_frame(customers):
        return _arrow.Frame(customers).names
    names = _columns.names_of(customers)
    return list(next(iter(customers))) if names is None else names


def _numpy() -> Any:
    """Which whoever gives `y` has: scikit-learn needs it."""
    return importlib.import_module("numpy")
