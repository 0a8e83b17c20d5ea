// The model in words: what it takes customers to do, and why it was taken.

// How customers leave, by kind; `leaves` goes on from “customers”, `single`
// says what that means for those with one order.
const AFTER_REPEAT = {
  leaves: "may leave for good right after an order, from the second on",
  single: "for customers with one order it is 100 % by convention, since this model lets nobody leave before coming back; their expected orders are few instead",
};
const AFTER_ANY = {
  leaves: "may leave for good right after any order, the first included",
  single: "for customers with one order it falls with silence as for all others",
};
const ANY_TIME = {
  leaves: "may leave for good at any time, whether they order or not",
  single: "for customers with one order it falls with silence as for all others",
};
const MODELS = {
  bgnbd: { name: "BG/NBD", ...AFTER_REPEAT },
  mbgnbd: { name: "MBG/NBD", ...AFTER_ANY },
  bg_cnbd_k: { name: "BG/CNBD-k", ...AFTER_REPEAT },
  mbg_cnbd_k: { name: "MBG/CNBD-k", ...AFTER_ANY },
  pareto_nbd: { name: "Pareto/NBD", ...ANY_TIME },
  ggom_nbd: { name: "Gamma-Gompertz/NBD", ...ANY_TIME,
    leaves: "may leave for good at any time, at a risk that changes with their age" },
  pareto_ggg: { name: "Pareto/GGG", ...ANY_TIME,
    buys: "some at random times, others by a rhythm, each at a pace of their own" },
  bgbb: { name: "BG/BB",
    buys: "at each opportunity or not, each with a chance of their own",
    leaves: "may leave for good at the beginning of any opportunity",
    single: "for customers with one order it falls with silence as for all others" },
};

const modelName = (kind) => MODELS[kind]?.name ?? kind;

// How regularly they buy: by the model's k, where it has one.
function buyingWords(report) {
  const { kind } = report.model;
  const k = objects(report.parameters).find((r) => r.name === `${kind}.k`)?.value ?? 1;
  return MODELS[kind].buys
    ?? (k > 1
      ? `by a rhythm rather than at random (its k is ${number(k)}), each at a pace of their own; so silence tells sooner that somebody has left`
      : "at random times, each at a pace of their own");
}

function modelStory(report) {
  if (!report.model) return null;
  const { kind } = report.model;
  return `These pictures rest on the ${modelName(kind)} model. It takes customers to buy ${buyingWords(report)}; and they ${MODELS[kind].leaves}.`;
}

function singleWords(report) {
  return report.model ? ` By the model of this page (${modelName(report.model.kind)}), ${MODELS[report.model.kind].single}.` : "";
}

function testedWords(report) {
  const m = report.model;
  if (m.asked !== "auto") return "";
  return m.tested === m.kind
    ? " Which model to take was decided anew, by what was known then, and came out the same."
    : ` Which model to take was decided anew, by what was known then; it was the ${modelName(m.tested)} model, so that is the one tested here.`;
}

// Why this one, before the table of all.
function choiceWords(report, rows) {
  const m = report.model;
  if (m.asked !== "auto") return `The ${modelName(m.kind)} model was asked for; without --model the models are compared and one is chosen.`;
  const fitted = rows.filter((r) => isNumber(r.aic)).length;
  if (fitted < 2) return "Too few customers have come back for models to be compared, so the simplest was taken.";
  if (!rows.some((r) => isNumber(r.actual)))
    return `${number(fitted)} models were fitted to all orders. Too few customers had come back before the last third of the time to compare forecasts, so the one by which all orders are likeliest was taken, less a charge for each of its parameters.`;
  return `${number(fitted)} models were fitted to what was known before the last third of the time, and asked for that third. Those whose foresight falls short of the best one’s by more than chance are out. Of the others the one by which all orders are likeliest was taken, less a charge for each of its parameters. The error for one customer is shown for comparison; a few heavy buyers decide it, so it did not decide the choice.`;
}

// “0.043 ± 0.088 behind”: to the best, with twice the standard error.
function behind(r) {
  if (!isNumber(r.shortfall)) return NONE;
  if (r.shortfall === 0) return "the best";
  return `${number(r.shortfall, 4)} \u00b1 ${number(2 * r.shortfall_std_error, 4)}`;
}

function comparisonTable(rows) {
  return dataTable({
    name: "models", label: "The models compared", rows, page: 20,
    columns: [
      { key: "model", title: "Model", show: (r) => (r.is_chosen ? el("b", {}, modelName(r.model)) : modelName(r.model)) },
      { key: "actual", title: "Repeat orders that came", numeric: true, show: (r) => number(r.actual) },
      { key: "predicted", title: "Expected", numeric: true, show: (r) => number(r.predicted) },
      { key: "mae", title: "Miss for one customer", numeric: true, show: (r) => number(r.mae, 3) },
      { key: "shortfall", title: "Foresight behind the best by", numeric: true, show: behind,
        hint: "Mean log-density given in advance to what a customer did, against the best model's; and twice the standard error of the difference" },
      { key: "aic", title: "AIC", numeric: true, show: (r) => number(r.aic, 1), hint: "Akaike's criterion of all orders: lower is likelier" },
      { key: "why", title: "Outcome", cls: "words", show: (r) => r.why.replace("the lookback", "the last third of the time") },
    ],
  });
}

function choicePanel(report) {
  if (!report.model) return null;
  const rows = objects(report.comparison);
  return el("div", { class: "panel wide", id: "choice" },
    el("h3", {}, `Why the ${modelName(report.model.kind)} model`),
    el("p", { class: "quiet small" }, choiceWords(report, rows)),
    rows.some((r) => isNumber(r.aic)) && comparisonTable(rows));
}
