// The parts of the page that are neither pictures nor customers.

function card(label, value, ...details) {
  return el("div", { class: "card" },
    el("div", { class: "label" }, label),
    el("div", { class: "value" }, value),
    details.filter(Boolean).map((d) => el("div", { class: "detail" }, d)));
}

// An upper bound this many times the value says nothing.
const VAGUE = 20;

function between(report, f, show) {
  if (!f || !isNumber(f.lower) || !isNumber(f.upper)) return null;
  if (f.value > 0 && f.upper > VAGUE * f.value) return `${percent(report.interval)} interval: from ${show(f.lower)} up; these data give no useful upper bound`;
  return `${percent(report.interval)} interval ${show(f.lower)} to ${show(f.upper)}`;
}

function cards(report, money) {
  const f = report.figures;
  const unsure = said(report, "dropout_not_identified");
  const share = (v) => percent(v, 1);
  const list = [
    card("Customers", number(f.customers.value), f.customers.value > 0 && `first order ${day(report.quality.first)} or later`),
    card("Repeat rate", share(f.repeat_rate.value), `${number(f.repeat_rate.customers)} came back`, between(report, f.repeat_rate, share)),
  ];
  if (report.money)
    list.push(card(`Expected value, next ${span(f.expected_value.days)}`, money(f.expected_value.value),
      between(report, f.expected_value, money), "of today’s customers, discounted"));
  else
    list.push(card(`Expected orders, next ${span(f.expected_orders.days)}`, number(f.expected_orders.value),
      between(report, f.expected_orders, number), "of today’s customers"));
  list.push(card("Customers at risk", number(f.at_risk.customers),
    report.money && f.at_risk.customers > 0 && `brought ${money(f.at_risk.revenue)} so far, expected ${money(f.at_risk.value)} in the next ${span(report.horizon_days)}`,
    `${percent(f.at_risk.rule.lower)}\u2013${percent(f.at_risk.rule.upper)} chance of still being customers`,
    unsure && "These data do not tell how customers leave; see who is late instead."));
  if (report.money)
    list.push(card("Customer equity", money(f.equity.value), between(report, f.equity, money),
      `today’s value of what today’s customers bring in ${span(f.equity.days)}`,
      unsure && "Caution: these data do not tell how customers leave, so this rests on their staying."));
  else list.push(card("Customer equity", NONE, "The files give no amounts, so value cannot be computed."));
  return el("div", { class: "cards" }, list);
}

function qualityBox(report, money) {
  const q = report.quality;
  const fact = (label, ...value) => [el("dt", {}, label), el("dd", {}, value)];
  const files = q.files.map((f) => `${f.name} (${f.title}, ${count(f.rows, "row", "rows")})`).join("; ");
  const currency = q.currencies
    .map((c) => `${c.code || "not named"}${c.total ? `: ${money(Number(c.total), 2)}` : ""} in ${count(c.orders, "order", "orders")}`)
    .join("; ");
  return el("section", { class: "panel", "aria-labelledby": "quality" },
    el("h3", { id: "quality" }, "What was read"),
    el("dl", { class: "facts" },
      fact("Read", `${count(q.rows, "row", "rows")} of ${files}`),
      fact("Kept", `${count(q.sales, "order", "orders")}${q.refunds ? ` and ${count(q.refunds, "refund", "refunds")}` : ""}`),
      fact("Left out", q.skipped.length
        ? `${number(q.skipped.reduce((s, r) => s + r.count, 0))}: ${q.skipped.map((r) => `${number(r.count)} (${r.text})`).join("; ")}`
        : "nothing"),
      fact("Span", `${day(q.first)} to ${day(q.last)}, as of ${day(report.as_of)}`),
      report.money && q.currencies.length > 0 && fact("Currency", currency),
      q.zone && fact("Calendar", q.zone),
      q.weak > 0 && fact("Weak identity", `${count(q.weak, "order has", "orders have")} only a customer’s name; namesakes are taken for one`)),
    q.notes.length > 0 && el("ul", { class: "points" }, q.notes.map((n) => el("li", {}, n))));
}

function verdictBox(report) {
  return el("section", { class: "panel", "aria-labelledby": "believe" },
    el("h3", { id: "believe" }, "What can be believed, and what not"),
    report.verdicts.length
      ? el("ul", { class: "points" }, report.verdicts.map((v) => el("li", {}, v.text)))
      : el("p", { class: "empty" }, "Nothing was fitted."));
}

// What each parameter means for a shop owner, by its name in the models.
const PACE = {
  r: "How alike customers are in how often they buy: large means alike, small means a few buy often and most hardly ever.",
  alpha: "With r, how fast active customers buy: r / alpha orders a unit of time on average.",
};
const LEAVE_AFTER = {
  a: "With b, how customers leave: a / (a + b) of the orders are a customer’s last.",
  b: "See a. Large a and b together mean that all customers leave alike.",
};
const LEAVE_ANY_TIME = {
  s: "How alike customers are in how soon they leave: large means alike.",
  beta: "With s, how fast customers leave: s / beta of them a unit of time at first.",
};
const REGULAR = {
  k: "How regularly customers buy: 1 is at random, more is regular.",
  alpha: "With r and k, how fast active customers buy: r / (k alpha) orders a unit of time on average.",
};
const MEANING = {
  bgnbd: { ...PACE, ...LEAVE_AFTER },
  mbgnbd: { ...PACE, ...LEAVE_AFTER },
  bg_cnbd_k: { ...PACE, ...REGULAR, ...LEAVE_AFTER },
  mbg_cnbd_k: { ...PACE, ...REGULAR, ...LEAVE_AFTER },
  pareto_nbd: { ...PACE, ...LEAVE_ANY_TIME },
  ggom_nbd: { ...PACE,
    b: "How fast the risk of leaving grows with a customer’s age.",
    s: "How alike customers are in how soon they leave: large means alike.",
    beta: "With s and b, how fast customers leave: s b / beta of them a unit of time at first." },
  pareto_ggg: { ...PACE, ...LEAVE_ANY_TIME,
    t: "How alike customers are in how regularly they buy: large means alike.",
    gamma: "With t, how regularly they buy: t / gamma is 1 at random, more is regular." },
  bgbb: {
    alpha: "With beta, how often active customers buy: at alpha / (alpha + beta) of the opportunities.",
    beta: "See alpha. Large alpha and beta together mean that all customers buy alike.",
    gamma: "With delta, how customers leave: gamma / (gamma + delta) of them before the next opportunity.",
    delta: "See gamma. Large gamma and delta together mean that all customers leave alike." },
  gamma_gamma: {
    p: "How steady one customer’s spend is from order to order: large means steady.",
    q: "How alike customers are in what they spend: large means alike.",
    gamma: "With p and q, the level of spend: p gamma / (q \u2212 1) for an average order." },
};

function meaning(name) {
  const [model, parameter] = name.split(".");
  return MEANING[model]?.[parameter] ?? "";
}

function parametersTable(report) {
  const rows = objects(report.parameters).map((r) => ({ ...r, meaning: meaning(r.name) }));
  if (!rows.length) return null;
  return dataTable({
    name: "parameters", label: "Parameters of the models", rows, page: 40,
    columns: [
      { key: "name", title: "Parameter" },
      { key: "value", title: "Estimate", numeric: true, show: (r) => figure(r.value) },
      { key: "std_error", title: "Standard error", numeric: true, show: (r) => figure(r.std_error) },
      { key: "lower", title: "From", numeric: true, show: (r) => figure(r.lower), hint: `${percent(report.interval)} interval` },
      { key: "upper", title: "To", numeric: true, show: (r) => figure(r.upper), hint: `${percent(report.interval)} interval` },
      { key: "meaning", title: "In words", cls: "words" },
    ],
  });
}

// The rest of what the library says about its fits.
function fitDetails(report) {
  if (!report.fit.length) return null;
  return el("details", {}, el("summary", {}, "More about the fits"),
    dataTable({
      name: "fits", label: "Figures of the fits", rows: report.fit, page: 60,
      columns: [
        { key: "name", title: "Figure", show: (r) => r.name.replace(/_/g, " ") },
        { key: "value", title: "Value", numeric: true, show: (r) => figure(r.value) },
        { key: "text", title: "In words", cls: "words", show: (r) => r.text ?? "" },
      ],
    }));
}

const METRIC = {
  customers: "Customers tested",
  actual: "Orders that came",
  predicted: "Orders expected",
  bias: "Total too high or low by",
  mae: "Miss for one customer, mean",
  rmse: "Miss for one customer, root mean square",
  gini: "Ranking (Gini; 0 is chance, higher is better)",
  revenue_actual: "Revenue that came",
  revenue_predicted: "Revenue expected",
  revenue_bias: "Revenue too high or low by",
};

function evaluationTable(report) {
  const all = Object.fromEntries(objects(report.evaluation).map((r) => [r.metric, r]));
  const show = (metric, v) =>
    !isNumber(v) ? NONE
      : metric.endsWith("bias") ? signed(v, 1)
      : ["mae", "rmse", "gini"].includes(metric) ? number(v, 3)
      : number(v);
  const told = (m) => all[m] && (report.money || !m.startsWith("revenue"));
  const rows = Object.keys(METRIC).filter(told).map((m) => ({
    metric: METRIC[m], key: m,
    model: all[m].value, lower: all[m].lower, upper: all[m].upper,
    naive: all[m.replace(/^(revenue_)?/, "$1naive_")]?.value ?? null,
  }));
  return dataTable({
    name: "holdout", label: "Test on held-back time", rows, page: 40,
    columns: [
      { key: "metric", title: "Figure" },
      { key: "model", title: "Model", numeric: true, show: (r) => show(r.key, r.model) },
      { key: "lower", title: "From", numeric: true, show: (r) => show(r.key, r.lower) },
      { key: "upper", title: "To", numeric: true, show: (r) => show(r.key, r.upper) },
      { key: "naive", title: "“As often as before”", numeric: true, show: (r) => show(r.key, r.naive) },
    ],
  });
}

function segmentsTable(report, money) {
  const rows = objects(report.segments);
  return dataTable({
    name: "segments", label: "Segments", rows, page: 40,
    columns: [
      { key: "segment", title: "Segment" },
      { key: "customers", title: "Customers", numeric: true, show: (r) => number(r.customers) },
      { key: "customers_share", title: "Share", numeric: true, show: (r) => percent(r.customers_share) },
      ...(report.money ? [
        { key: "revenue", title: "Revenue so far", numeric: true, show: (r) => money(r.revenue) },
        { key: "revenue_share", title: "Share of revenue", numeric: true, show: (r) => percent(r.revenue_share) },
        { key: "clv", title: `Value, next ${span(report.horizon_days)}`, numeric: true, show: (r) => money(r.clv) },
      ] : []),
      { key: "recency", title: "Days since last order", numeric: true, show: (r) => number(r.recency) },
      { key: "frequency", title: "Orders each", numeric: true, show: (r) => number(r.frequency, 1) },
      { key: "meaning", title: "Who they are", cls: "words" },
    ],
  });
}
