// Sentences about this shop. They only restate figures of the data block.

function verdict(report, money) {
  const f = report.figures;
  const out = [];
  const customers = f.customers.value;
  if (!customers)
    return "No customer with a purchase was found in these files, so there is nothing to forecast.";
  const returned = f.repeat_rate.customers;
  out.push(
    customers === 1
      ? `The one customer has ${returned ? "come back" : "not come back yet"}.`
      : `${number(returned)} of ${number(customers)} customers (${percent(f.repeat_rate.value)}) have come back at least once.`,
  );
  const orders = f.expected_orders;
  if (orders && isNumber(orders.value)) {
    const worth = f.expected_value && isNumber(f.expected_value.value)
      ? `, worth ${money(f.expected_value.value)}${worthOf(report)}`
      : "";
    out.push(`Over the next ${span(f.expected_orders.days)} they are expected to place ${count(Math.round(orders.value), "order", "orders")}${worth}.`);
  }
  if (f.top_tenth && isNumber(f.top_tenth.share) && customers >= 10)
    out.push(`The best tenth of them holds ${percent(f.top_tenth.share)} of that value.`);
  const test = report.holdout && holdoutFigure(report, "bias");
  if (test && isNumber(test.value))
    out.push(`Tested on the last ${span(report.holdout.days)}, which it had not seen, the forecast of all orders was ${missBy(test.value)}.`);
  if (said(report, "flat_likelihood"))
    out.push("Quite different habits would explain these orders equally well: go by the totals, and take single customers' chances within their wide intervals.");
  if (said(report, "prior_used"))
    out.push("There is little to go by, so take these for rough guesses and see below what can be believed.");
  return out.join(" ");
}

// Whether the library said something, by the name of the verdict.
function said(report, verdict) {
  return report.verdicts.some((v) => v.name.endsWith(`.${verdict}`));
}

function worthOf(report) {
  const parts = [];
  if (report.margin !== 1) parts.push(`at a margin of ${percent(report.margin)}`);
  return parts.length ? ` ${parts.join(" ")}` : "";
}

function missBy(bias) {
  if (Math.abs(bias) < 0.005) return "right to within half a percent";
  return `${percent(Math.abs(bias))} too ${bias < 0 ? "low" : "high"}`;
}

function holdoutFigure(report, metric) {
  const row = objects(report.evaluation).find((r) => r.metric === metric);
  return row && { value: row.value, lower: row.lower, upper: row.upper };
}

function atRiskWords(report) {
  const rule = report.figures.at_risk.rule;
  return `At least 2 orders, and a chance of ${percent(rule.lower)} to ${percent(rule.upper)} of still being a customer; below that we count a customer as lost.`;
}

function retentionFinding(rows) {
  const first = rows.filter((r) => r.age === 1);
  const customers = first.reduce((sum, r) => sum + r.customers, 0);
  const active = first.reduce((sum, r) => sum + r.active, 0);
  if (!customers) return null;
  return `In the period after their first order, ${percent(active / customers)} bought again.`;
}

function frequencyFinding(rows) {
  const actual = rows.filter((r) => r.kind === "actual");
  const model = rows.filter((r) => r.kind === "model");
  const never = actual[0];
  const total = actual.reduce((sum, r) => sum + r.customers, 0);
  if (!never || !total) return null;
  const tail = model.length ? `; the model says ${percent(model[0].customers / total)}` : "";
  return `${percent(never.customers / total)} never came back so far${tail}.`;
}

function trackingFinding(report) {
  const actual = holdoutFigure(report, "actual");
  const predicted = holdoutFigure(report, "predicted");
  if (!actual || !predicted) return "No time was held back, so this shows fit, not foresight.";
  return `In the held-back ${span(report.holdout.days)} customers placed ${number(actual.value)} orders; the model had expected ${number(predicted.value)} (${signed(predicted.value / actual.value - 1)}).`;
}

function conditionalFinding(report) {
  const mae = holdoutFigure(report, "mae");
  const naive = holdoutFigure(report, "naive_mae");
  if (!mae || !naive) return null;
  return `For one customer the forecast missed by ${number(mae.value, 2)} orders on average. “As often as before” would have missed by ${number(naive.value, 2)}.`;
}

function decilesFinding(report) {
  const top = report.figures.top_tenth;
  if (!top || !isNumber(top.share)) return null;
  return `The best tenth holds ${percent(top.share)} of the expected value.`;
}

function gapsFinding(report) {
  const late = report.figures.late;
  if (!late || !isNumber(late.days)) return null;
  return `Half of all returns came within ${count(late.median_days, "day", "days")}, nine in ten within ${count(late.days, "day", "days")}. ${number(late.customers)} of ${number(late.of)} repeat buyers have been silent for longer.`;
}

function periodsFinding(rows, report) {
  const months = [...new Set(rows.map((r) => r.period))].slice(-12);
  const recent = rows.filter((r) => months.includes(r.period));
  const sum = (kind) => recent.filter((r) => !kind || r.kind === kind).reduce((s, r) => s + r.amount, 0);
  const all = sum();
  if (!(all > 0)) return null;
  const what = report.money ? "revenue" : "orders";
  return `Over the last ${count(months.length, report.period, `${report.period}s`)}, ${percent(sum("returning") / all)} of the ${what} came from returning customers.`;
}

function indicatorsFinding(rows, report) {
  const kept = rows.filter((r) => /kept/.test(r.measure) && isNumber(r.value));
  const last = kept[kept.length - 1];
  const before = kept[kept.length - 2];
  if (!last || !before || !isNumber(last.lo) || !isNumber(before.lo)) return null;
  const share = (r) => `${percent(r.value / 100)} (${percent(r.lo / 100)} \u2013 ${percent(r.hi / 100)})`;
  const apart = last.lo > before.hi ? "more than" : last.hi < before.lo ? "fewer than" : null;
  const earlier = apart
    ? `clearly ${apart} the ${share(before)} a ${report.period} earlier`
    : percent(last.value / 100) === percent(before.value / 100)
      ? `as many as a ${report.period} earlier`
      : `which differs from ${percent(before.value / 100)} a ${report.period} earlier by no more than chance may do`;
  return `In ${last.period} ${share(last)} of the customers of the ${report.period} before bought again, ${earlier}.`;
}

function valueFinding(rows, report, money) {
  const age = Math.max(...rows.map((r) => r.age)) >= 6 ? 6 : 1;
  const same = rows.filter((r) => r.age === age && r.customers >= 30 && isNumber(r.clv));
  const newest = same[same.length - 1];
  const oldest = same[0];
  if (!newest || newest === oldest || !isNumber(newest.clv_lo)) return null;
  const range = (r) => `${money(r.clv)} (${money(r.clv_lo)} \u2013 ${money(r.clv_hi)})`;
  return `${count(age, report.period, `${report.period}s`)} after the first order, a customer won in ${newest.cohort} was worth ${range(newest)}; one won in ${oldest.cohort} ${range(oldest)}.`;
}

function movesFinding(rows, report) {
  const all = rows.reduce((sum, r) => sum + r.customers, 0);
  const stayed = rows.filter((r) => r.from === r.to).reduce((sum, r) => sum + r.customers, 0);
  if (!all || !report.holdout) return null;
  return `Of ${count(all, "customer", "customers")} known on ${day(report.holdout.cut)}, ${percent(stayed / all)} are in the same segment now.`;
}

function mapFinding(rows) {
  const best = [...rows].sort((a, b) => b.amount_share - a.amount_share)[0];
  if (!best || !isNumber(best.amount_share)) return null;
  return `“${best.segment}” are ${percent(best.to - best.from)} of the customers and ${percent(best.amount_share)} of the expected value.`;
}

function driversFinding(rows) {
  const first = rows.filter((r) => r.advice === "improve").sort((a, b) => b.importance - a.importance)[0];
  return first
    ? `“${first.driver}” goes along with how content customers are, and is done less well than the rest: improve that first.`
    : "No aspect is both important and done less well than the rest.";
}

function whaleFinding(rows) {
  const fifth = rows.find((r) => r.customers_share >= 0.2);
  const most = Math.max(...rows.map((r) => r.amount_share ?? 0));
  if (!fifth || !isNumber(fifth.amount_share)) return null;
  const lost = most > 1.005 ? ` Those who gave back more than they paid take ${percent(most - 1, 1)} off again.` : "";
  return `The best fifth of the customers brought in ${percent(fifth.amount_share)} of the revenue.${lost}`;
}
