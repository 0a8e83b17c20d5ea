"""Models that learn a column, as scikit-learn's users ask for them."""
import copy
import pickle
import unittest
import warnings

import cev
from support import installed, needs_numpy, needs_pandas, needs_polars, np, pd, pl

skl = installed("sklearn")
selection = skl and installed("sklearn.model_selection")
needs_sklearn = unittest.skipIf(skl is None, "scikit-learn is not installed")

#: What a check of scikit-learn's wants otherwise than we do.
OTHERWISE = {"check_supervised_y_2d": "a matrix of one column is a column"}


def matrix(rows=120):
    """Two columns by a rule, the first of which tells something."""
    return np.array([[(i * 37 % 101) / 101.0, (i * 53 % 89) / 89.0]
                     for i in range(rows)])


def answers(features):
    """Whether the first column, and something that nobody knows, is high."""
    return np.array([int(x + (i * 29 % 71) / 71.0 > 1.0)
                     for i, x in enumerate(features[:, 0])])


@needs_numpy
class Learners(unittest.TestCase):
    def setUp(self):
        self.X = matrix()
        self.y = answers(self.X)
        self.frame = {"x0": self.X[:, 0], "x1": self.X[:, 1],
                      "target": self.y}

    def test_the_same_as_by_frames(self):
        for kind in ("glm", "boosting", "constant", "scorecard"):
            by_frame = cev.Estimator(kind).fit(self.frame)
            model = cev.Estimator(kind)
            self.assertIs(model.fit(self.X, self.y), model)
            chances = by_frame.predict(self.frame)["prediction"]
            both = model.predict_proba(self.X)
            np.testing.assert_array_equal(both[:, 1], chances)
            np.testing.assert_array_equal(both.sum(axis=1), np.ones(len(both)))
            np.testing.assert_array_equal(model.predict(self.X),
                                          (chances > 0.5).astype(int))
            self.assertEqual(by_frame.save(), model.save())

    def test_scores_if_nothing_is_said(self):
        model = cev.GLM().fit(self.frame)
        self.assertEqual(repr(model.evaluate(self.frame)),
                         repr(model.evaluate(self.frame, "scores")))

    def test_what_was_learnt(self):
        model = cev.GLM().fit(self.X, self.y)
        self.assertEqual(model.classes_.tolist(), [0, 1])
        self.assertEqual(model.n_features_in_, 2)
        self.assertFalse(hasattr(model, "feature_names_in_"))
        named = cev.GLM().fit({"a": self.X[:, 0]}, self.y)
        self.assertEqual(named.feature_names_in_.tolist(), ["a"])
        by_frame = cev.GLM().fit(self.frame)
        for name in ("classes_", "n_features_in_", "predict_proba"):
            self.assertFalse(hasattr(cev.GLM(), name))
            self.assertFalse(hasattr(by_frame, name))
        self.assertFalse(hasattr(cev.BGNBD(), "score"))

    def test_labels(self):
        told = cev.GLM().fit(self.X, self.y).predict_proba(self.X)
        texts = np.where(self.y == 1, "yes", "no")
        for labels, options in (
                (texts, {}), (texts, {"positive": "no"}),
                (texts.tolist(), {}), (self.y == 1, {}),
                (self.y.astype(float), {}), (self.y[:, None], {}),
                (self.y + 1, {"family": "binomial"})):
            model = cev.GLM(**options).fit(self.X, labels)
            kinds = np.unique(labels)
            self.assertEqual(model.classes_.tolist(), kinds.tolist())
            np.testing.assert_allclose(model.predict_proba(self.X), told,
                                       rtol=1e-9)
            self.assertEqual(set(model.predict(self.X).tolist()),
                             set(kinds.tolist()))

    def test_numbers(self):
        numbers = 3.0 * self.X[:, 0] + self.X[:, 1]
        for model in (cev.GLM(), cev.Boosting()):
            model.fit(self.X, numbers)
            self.assertFalse(hasattr(model, "predict_proba"))
            self.assertFalse(hasattr(model, "classes_"))
            self.assertEqual(model.predict(self.X).shape, numbers.shape)
        poisson = cev.GLM(family="poisson").fit(self.X, self.y)
        self.assertFalse(hasattr(poisson, "classes_"))

    def test_intervals_are_a_frame(self):
        model = cev.GLM().fit(self.X, self.y)
        said = model.predict(self.X, interval=0.9)
        self.assertEqual(list(said), ["prediction", "prediction_lo",
                                      "prediction_hi"])

    def test_lists_of_lists(self):
        model = cev.GLM().fit(self.X.tolist(), self.y.tolist())
        np.testing.assert_array_equal(
            model.predict_proba(self.X.tolist()),
            cev.GLM().fit(self.X, self.y).predict_proba(self.X))

    def test_sparse_matrices_are_refused(self):
        # That of SciPy by keys is a dictionary as well.
        keyed = type("Keyed", (dict,), {"tocsr": lambda self: self})
        with self.assertRaisesRegex(TypeError, "sparse input"):
            cev.GLM().fit(keyed(), self.y)

    def test_what_is_refused(self):
        model = cev.GLM(family="binomial").fit(self.X, self.y)
        before = model.save()
        for X, y, said in (
                (self.X, self.X[:, 0], "continuous"),
                (self.X, np.arange(120) % 3, "multiclass"),
                (self.X, np.zeros(120), "one class alone"),
                (self.X, [None] + [1, 0] * 59 + [1], "row 0 has no value"),
                (self.X, self.y[1:], "119 rows, others have 120"),
                (self.X[:, 0], self.y, "Reshape your data"),
                (self.X[:0], [], "0 sample"),
                (self.X * 1j, self.y, "Complex")):
            with self.assertRaisesRegex(ValueError, said):
                model.fit(X, y)
        with self.assertRaisesRegex(ValueError, "3 features, but GLM is expe"):
            model.predict(np.ones((4, 3)))
        self.assertEqual(model.save(), before)
        self.assertEqual(model.classes_.tolist(), [0, 1])

    def test_several_columns_beside(self):
        stay = {"target": self.y, "time": 1.0 + 50.0 * self.X[:, 1]}
        model = cev.Cox().fit({"a": self.X[:, 0]}, stay)
        again = cev.Cox().fit({"a": self.X[:, 0], **stay})
        self.assertEqual(model.save(), again.save())
        self.assertIn("relative_hazard", model.predict({"a": [0.5]}))

    def test_copies_and_pickles(self):
        model = cev.GLM().fit(self.X, np.where(self.y == 1, "yes", "no"))
        for again in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model)):
            self.assertEqual(again.predict(self.X).tolist(),
                             model.predict(self.X).tolist())

    @needs_pandas
    def test_pandas(self):
        frame = pd.DataFrame(self.X, columns=["a", "b"])
        model = cev.GLM().fit(frame, pd.Series(self.y == 1))
        self.assertEqual(model.feature_names_in_.tolist(), ["a", "b"])
        self.assertEqual(model.classes_.tolist(), [False, True])
        self.assertEqual(model.predict(frame).dtype, bool)
        self.assertIsInstance(model.predict(frame, interval=0.9), pd.DataFrame)

    @needs_polars
    def test_polars(self):
        frame = pl.DataFrame({"a": self.X[:, 0], "b": self.X[:, 1]})
        model = cev.GLM().fit(frame, pl.Series(self.y))
        np.testing.assert_array_equal(
            model.predict_proba(frame),
            cev.GLM().fit(self.X, self.y).predict_proba(self.X))


@needs_sklearn
class ScikitLearn(unittest.TestCase):
    def setUp(self):
        self.X = matrix()
        self.y = answers(self.X)

    def test_its_checks(self):
        checks = installed("sklearn.utils.estimator_checks")
        if not hasattr(installed("sklearn.utils"), "Tags"):
            raise unittest.SkipTest("scikit-learn 1.6 is not installed")
        for model in (cev.GLM(), cev.GLM(family="binomial"),
                      cev.GLM(family="gaussian"), cev.Constant(),
                      cev.Boosting(rounds=50, family="binomial"),
                      cev.Boosting(rounds=50, family="gaussian")):
            with warnings.catch_warnings(record=True):
                checks.check_estimator(model,
                                       expected_failed_checks=OTHERWISE)

    def test_pipelines_and_searches(self):
        pipeline = installed("sklearn.pipeline").make_pipeline(
            installed("sklearn.preprocessing").StandardScaler(),
            cev.GLM(family="binomial"))
        scores = selection.cross_val_score(pipeline, self.X, self.y,
                                           scoring="roc_auc", cv=4)
        self.assertGreater(min(scores), 0.6)
        search = selection.GridSearchCV(
            cev.Boosting(rounds=20), {"depth": [1, 2], "rate": [0.05, 0.2]},
            scoring="neg_log_loss", cv=3).fit(self.X, self.y)
        self.assertIn(search.best_params_["depth"], (1, 2))
        self.assertEqual(search.best_estimator_.classes_.tolist(), [0, 1])

    def test_scores(self):
        model = cev.GLM().fit(self.X, self.y)
        self.assertEqual(model.score(self.X, self.y),
                         np.mean(model.predict(self.X) == self.y))
        numbers = 3.0 * self.X[:, 0]
        self.assertGreater(cev.GLM().fit(self.X, numbers).score(
            self.X, numbers), 0.99)

    def test_what_is_not_fitted(self):
        known = installed("sklearn.exceptions")
        for model in (cev.GLM(), cev.CLV()):
            with self.assertRaises(known.NotFittedError) as caught:
                model.predict(self.X)
            self.assertIsInstance(caught.exception, cev.StateError)


if __name__ == "__main__":
    unittest.main()
