"""
The learner boosting beside LightGBM and XGBoost: run by boosting.sh.

Five folds, by row number, of three tables whose truth is yes or no, and of
invented ones with texts of many levels; the same number of trees, depth and rate
for all, one thread, processor seconds. Texts are categories for all. "One row" is
a call of predict with a frame of one row. "Ahead" is by how much the AUC of cev is
above that of the other in the same fold, in the mean of the folds, with its
standard error.
"""
import os
import time

import numpy as np
import pandas as pd

import cev

ROUNDS, DEPTH, RATE, LEAF = 200, 4, 0.05, 20
FOLDS = 5


def tables():
    data = os.environ["DATA"]
    telco = pd.read_csv(data + "/telco_churn.csv").drop(columns="customerID")
    telco["TotalCharges"] = pd.to_numeric(telco["TotalCharges"], errors="coerce")
    yield "telco", telco.drop(columns="Churn"), (telco["Churn"] == "Yes") * 1.0
    bank = pd.read_csv(data + "/science/bank_marketing.csv")
    yield ("bank marketing", bank.drop(columns=["y", "duration"]),
           (bank["y"] == "yes") * 1.0)
    adult = pd.read_csv(data + "/science/adult.csv")
    yield "adult", adult.drop(columns="fiftyk"), adult["fiftyk"] * 1.0
    for says in (0, 0.3, 1):
        yield f"texts of 60 levels that say {says}", *invented(says)


def invented(says, rows=20000, levels=60):
    """Five numbers and three texts, of which the first adds so much to the log
    odds in standard deviations, the second half as much, the third nothing."""
    rng = np.random.default_rng(1)
    features = pd.DataFrame({f"x{k}": rng.standard_normal(rows)
                             for k in range(5)})
    odds = (0.8 * features.x0 + 0.5 * features.x1 * (features.x2 > 0) - 1.5)
    share = 1 / np.arange(1, levels + 1)
    for k, much in enumerate((says, says / 2, 0)):
        level = rng.choice(levels, rows, p=share / share.sum())
        odds += much * rng.standard_normal(levels)[level]
        features[f"text{k}"] = [f"level {at}" for at in level]
    return features, (rng.random(rows) < 1 / (1 + np.exp(-odds))) * 1.0


def auc(truth, score):
    ranks = pd.Series(score).rank().to_numpy()
    positives = truth.sum()
    return ((ranks[truth == 1].sum() - positives * (positives + 1) / 2)
            / (positives * (len(truth) - positives)))


def fit_cev(features, truth):
    model = cev.Boosting(rounds=ROUNDS, depth=DEPTH, rate=RATE, leaf=LEAF)
    model.fit(features.assign(target=truth))
    return lambda frame: np.asarray(model.predict(frame)["prediction"])


def fit_lightgbm(features, truth):
    import lightgbm
    model = lightgbm.LGBMClassifier(
        n_estimators=ROUNDS, max_depth=DEPTH, num_leaves=2 ** DEPTH,
        learning_rate=RATE, min_child_samples=LEAF, reg_lambda=1.0, n_jobs=1,
        verbose=-1)
    model.fit(features, truth)
    return lambda frame: model.predict_proba(frame)[:, 1]


def fit_xgboost(features, truth):
    import xgboost
    model = xgboost.XGBClassifier(
        n_estimators=ROUNDS, max_depth=DEPTH, learning_rate=RATE,
        tree_method="hist", enable_categorical=True, n_jobs=1)
    model.fit(features, truth)
    return lambda frame: model.predict_proba(frame)[:, 1]


def as_categories(frame):
    frame = frame.copy()
    for name in frame.columns[[not pd.api.types.is_numeric_dtype(t)
                               for t in frame.dtypes]]:
        frame[name] = frame[name].astype("category")
    return frame


def ahead(ours, theirs):
    away = np.subtract(ours, theirs)
    return (f"  ahead {away.mean():+.5f}"
            f" +- {away.std(ddof=1) / len(away) ** 0.5:.5f}")


def measure(name, fit, features, truth, ours):
    fold = np.arange(len(truth)) % FOLDS
    scores, seconds = [], 0.0
    for k in range(FOLDS):
        learn, test = features[fold != k], features[fold == k]
        begun = time.process_time()
        predict = fit(learn, truth[fold != k])
        seconds += time.process_time() - begun
        scores.append(auc(truth[fold == k].to_numpy(), predict(test)))
    begun = time.process_time()
    predict(test)
    all_rows = time.process_time() - begun
    one = test.iloc[:1]
    begun = time.process_time()
    for _ in range(100):
        predict(one)
    row = (time.process_time() - begun) / 100
    print(f"  {name:10} auc {np.mean(scores):.5f}  fit {seconds / FOLDS:8.3f} s"
          f"  predict {1e6 * all_rows / len(test):8.2f} us a row"
          f"  one row {1e6 * row:9.1f} us"
          + ("" if ours is None else ahead(ours, scores)))
    return scores


def peers():
    yield "cev", fit_cev, False
    for name, fit in (("lightgbm", fit_lightgbm), ("xgboost", fit_xgboost)):
        try:
            module = __import__(name)
        except ImportError:
            print(f"  no comparison: {name} is not installed")
            continue
        print(f"  {name} {module.__version__}")
        yield name, fit, True


everybody = list(peers())
for title, features, truth in tables():
    print(f"{title}: {len(truth)} rows, {features.shape[1]} features,"
          f" {ROUNDS} trees of depth {DEPTH}")
    ours = None
    for name, fit, wants_categories in everybody:
        scores = measure(
            name, fit,
            as_categories(features) if wants_categories else features, truth,
            ours)
        ours = scores if ours is None else ours
