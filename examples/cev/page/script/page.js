// Puts the page together from the data block.

function section(id, title, lead, ...content) {
  return el("section", { id, "aria-labelledby": `${id}-title` },
    el("h2", { id: `${id}-title` }, title),
    lead && el("p", { class: "lead quiet" }, lead),
    content);
}

const figures = (...list) => el("div", { class: "figures" }, list);

function header(report) {
  return el("header", {},
    el("h1", {}, report.title),
    el("p", { class: "quiet small" },
      `Customers as of ${day(report.as_of)}. Made by cev ${report.version}${report.pseudonymised ? "; customers’ names are replaced" : ""}. Nothing in this page was fetched, and nothing is sent.`),
    report.note && el("p", { class: "note" }, report.note));
}

function navigation(sections) {
  return el("nav", { "aria-label": "Sections" },
    el("ul", {}, sections.map((s) =>
      el("li", {}, el("a", { href: `#${s.id}` }, s.querySelector("h2").textContent)))));
}

function shopSection(report, d, money) {
  const periods = report.money ? "periods" : "periods_orders";
  const seen = d.cohorts.filter((r) => r.age >= 1);
  return section("shop", "How the shop is doing", null, figures(
    d.periods.length
      ? picture(periods, report, { periods: d.periods }, { finding: periodsFinding(d.periods, report), wide: !report.money })
      : missing(periods, "No period is complete yet."),
    report.money && (
      d.cohorts.length
        ? picture("cohort_revenue", report, { cohorts: d.cohorts })
        : missing("cohort_revenue", "No period is complete yet.")),
    d.indicators.length
      ? picture("indicators", report, { indicators: d.indicators }, { finding: indicatorsFinding(d.indicators, report), wide: true })
      : missing("indicators", "No period is complete yet."),
    seen.length
      ? picture("retention", report, { cohorts: seen }, { finding: retentionFinding(seen), wide: true })
      : missing("retention", "No customer has been here for a whole period after the first yet."),
    report.money && seen.length > 0 && [
      picture("cohort_margin", report, { cohorts: seen }),
      picture("cohort_clv", report, { cohorts: d.cohorts }, { finding: valueFinding(d.cohorts, report, money) })]));
}

function leavingSection(report, d, money) {
  const age = `It is drawn for a customer who first ordered ${span(report.map_age_days)} ago.`;
  const none = "No customer has come back yet, so there is nothing to learn from.";
  return section("leaving", "Who is leaving", modelStory(report), figures(
    d.map.length ? picture("p_alive", report, { map: d.map }, { extra: age }) : missing("p_alive", none),
    d.map.length ? picture("expected_orders", report, { map: d.map }, { extra: `${age} The horizon is ${span(report.horizon_days)}.` }) : missing("expected_orders", none),
    d.gaps.length ? picture("gaps", report, { gaps: d.gaps, late: d.late }, { finding: gapsFinding(report) }) : missing("gaps", none),
    d.rfm.length ? picture("rfm", report, { rfm: d.rfm }) : missing("rfm", "There are no customers to compare."),
    d.moves.length
      ? picture("migration", report, { moves: d.moves }, { finding: movesFinding(d.moves, report), wide: true })
      : missing("migration", report.holdout_note || "Nobody was known on an earlier day."),
    report.segments && el("div", { class: "panel wide" }, el("h3", {}, "The segments"), segmentsTable(report, money))));
}

function worthSection(report, d) {
  const how = report.money
    ? `Value is expected orders × expected spend × margin (${percent(report.margin)}), over the next ${span(report.horizon_days)}, discounted at ${percent(report.discount, 1)} a year. What acquiring or serving a customer costs is not in it.`
    : null;
  if (!report.money)
    return section("worth", "What customers are worth", "The files give no amounts, so this part is left out. Expected orders are in the customers’ table.");
  const none = "There is no expected value to share out.";
  return section("worth", "What customers are worth", how, figures(
    d.clv_histogram.length ? picture("clv", report, { clv_histogram: d.clv_histogram }) : missing("clv", none),
    d.deciles.length ? picture("deciles", report, { deciles: d.deciles }, { finding: decilesFinding(report) }) : missing("deciles", none),
    d.segment_map.length
      ? picture("segment_map", report, { segment_map: d.segment_map }, { finding: mapFinding(d.segment_map), extra: `It is the expected value of the next ${span(report.horizon_days)}.` })
      : missing("segment_map", none),
    d.whale.length ? picture("whale", report, { whale: d.whale }, { finding: whaleFinding(d.whale) }) : missing("whale", "Nobody has brought in anything yet."),
    d.spend.length ? picture("spend", report, { spend: d.spend }, { wide: true }) : missing("spend", "No customer has come back with a known amount.")));
}

function surveysSection(report, d) {
  return d.drivers.length > 0 && section("surveys", "What customers say", null, figures(
    picture("drivers", report, { drivers: d.drivers }, { finding: driversFinding(d.drivers), wide: true })));
}

function trustSection(report, d) {
  const lead = report.holdout
    ? `The model was fitted again to orders up to ${day(report.holdout.cut)} only, and asked for the ${span(report.holdout.days)} that followed. It saw none of them.${testedWords(report)}`
    : report.holdout_note;
  return section("trust", "Can the forecast be believed?", lead, figures(
    d.tracking.length ? picture("tracking_cumulative", report, { tracking: d.tracking, cut: d.cut }, { finding: trackingFinding(report) }) : missing("tracking_cumulative", "There is no repeat order to follow."),
    d.tracking.length ? picture("tracking_weekly", report, { tracking: d.tracking, cut: d.cut }, { extra: `A step is ${span(report.step_days)}.` }) : null,
    d.conditional.length ? picture("conditional", report, { conditional: d.conditional }, { finding: conditionalFinding(report) }) : missing("conditional", report.holdout_note || "No time was held back."),
    d.frequency.length ? picture("frequency", report, { frequency: d.frequency }, { finding: frequencyFinding(d.frequency) }) : missing("frequency", "There are no customers to count."),
    report.evaluation && el("div", { class: "panel wide" },
      el("h3", {}, "The test in figures"),
      el("p", { class: "quiet small" }, `The naive rule beside it expects every customer to go on as before: repeat orders${report.money ? ", or revenue," : ""} so far / age × ${span(report.holdout.days)}.`),
      evaluationTable(report)),
    choicePanel(report),
    report.parameters?.rows.length > 0 && el("div", { class: "panel wide" },
      el("h3", {}, "The models’ parameters"),
      el("p", { class: "quiet small" }, `Fitted to all orders up to ${day(report.as_of)}. Times are in ${report.unit}.`),
      parametersTable(report),
      fitDetails(report))));
}

function customersSection(report, rows, money) {
  if (!rows.length) return section("customers", "Customer by customer", "There are none.");
  const history = historyPanel(report, rows, money);
  const which = rows.length < report.customers_total
    ? `Of ${number(report.customers_total)} customers the ${number(report.customers_valuable)} with the highest expected ${report.money ? "value" : "orders"}, and ${number(rows.length - report.customers_valuable)} others at risk; the figures above count all. “cev clv” lists everyone.`
    : `All ${count(report.customers_total, "customer", "customers")}.`;
  const node = section("customers", "Customer by customer", which,
    history.node,
    el("h3", { id: "table-title" }, "All listed customers"),
    el("p", { class: "quiet small" }, `${report.interval > 0 ? `In brackets: ${percent(report.interval)} intervals of the expectation; what one customer really does varies more. ` : ""}Status is explained at the end of the page.`),
    customersTable(report, rows, money, history.open));
  history.first();
  return node;
}

function definitions(report) {
  const rule = report.figures.at_risk.rule;
  const term = (name, text) => [el("dt", {}, name), el("dd", {}, text)];
  return section("words", "What the words mean", null,
    el("div", { class: "panel" }, el("dl", { class: "facts" },
      term("Order", "A day on which a customer bought; several orders of a day count once. Refunds lower money and are never an order."),
      term("Come back", "To order on another day after the first."),
      term("Still a customer", `The model’s chance that the customer has not left for good by now. Shops without contracts never see anyone leave; the chance is judged from each customer’s own rhythm and silence.${singleWords(report)}`),
      term("At risk", `${atRiskWords(report)} Their value is given twice: what they have brought so far, and what they are still expected to bring. The segment of that name looks at recency, frequency and money alone.`),
      term("Status", "One order: has not come back yet. Active: none of the following. Late: silent for longer than nine in ten returns took. At risk: see above. Probably gone: a lower chance still."),
      report.money && term("Expected value", `Expected orders × expected spend × margin over the next ${span(report.horizon_days)}, discounted at ${percent(report.discount, 1)} a year, of customers who have ordered before. Customers still to be won are not in it, nor what it costs to win or to serve anyone.`),
      report.money && term("Customer equity", `The same over ${span(report.figures.equity.days)}; what comes later is left out. It stretches far beyond the time that the orders span, so take it as an order of magnitude.`),
      report.interval > 0 && term("Interval", `If the model holds, ${percent(report.interval)} of such intervals hold the true expectation. They cover what the data leave open about the model’s parameters, not the chance in what a single customer does. Intervals of totals add up those of the customers, which makes them rather too wide than too narrow.`))));
}

function build(report) {
  const money = moneyFormat(report.currency);
  const d = Object.fromEntries(Object.entries(report.data).map(([k, t]) => [k, objects(t)]));
  const rows = objects(report.customers);
  document.title = report.title;
  const parts = [
    shopSection(report, d, money),
    leavingSection(report, d, money),
    churnSection(report, d, money),
    buyersSection(report, money),
    worthSection(report, d),
    surveysSection(report, d),
    trustSection(report, d),
    customersSection(report, rows, money),
    definitions(report),
  ].filter(Boolean);
  document.getElementById("report").append(
    el("a", { class: "skip", href: "#shop" }, "Skip to the pictures"),
    header(report),
    el("p", { class: "verdict" }, verdict(report, money)),
    cards(report, money),
    el("div", { class: "two" }, qualityBox(report, money), verdictBox(report)),
    navigation(parts),
    ...parts,
    el("footer", {}, "Drawn with Vega, Vega-Lite and Vega-Embed. This page is one file: keep it, print it, or send it on with care, for it names customers."));
}

build(JSON.parse(document.getElementById("data").textContent));
drawAll().then(() => document.documentElement.setAttribute("data-drawn", "all"));
dark.addEventListener("change", drawAll);
window.addEventListener("resize", redraw);
