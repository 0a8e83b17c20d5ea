// Who will leave: what the model rests on, how it did, what tells, and who.

// What is known of a customer, in words: of all, and of one with a value. Names
// are the shop's too, so that nothing is inherited here.
const KNOWN = Object.assign(Object.create(null), {
  x: ["Repeat orders so far", (v) => `${count(v, "repeat order", "repeat orders")} so far`],
  t_x: ["Days from the first order to the last", (v) => `${count(v, "day", "days")} from the first order to the last`],
  silence: ["Days since the last order", (v) => `no order for ${count(v, "day", "days")}`],
  overdue: ["Silence, in usual gaps", (v) => `silent for ${number(v, 1)} usual gaps`],
  T: ["Days since the first order", (v) => `first order ${count(v, "day", "days")} ago`],
  gap_mean: ["Usual days between orders", (v) => `${count(Math.round(v), "day", "days")} between orders`],
  gap_cv: ["How irregular orders are", (v) => (v < 0.5 ? "orders are regular" : "orders are irregular")],
  purchase_value: ["Value of an order", (v, money) => `${money(v)} an order`],
  revenue: ["Revenue so far", (v, money) => `brought ${money(v)} so far`],
  refunds: ["Money given back", (v, money) => (v === 0 ? "nothing given back" : `${money(v)} given back`)],
  cancellations: ["Cancellations so far", (v) => `cancelled ${count(v, "time", "times")}`],
  since_cancellation: ["Days since cancelling", (v) => `cancelled ${count(v, "day", "days")} ago`],
  since_contact: ["Days since the last contact", (v) => `last contact ${count(v, "day", "days")} ago`],
  since_touch: ["Days since the last campaign", (v) => `last campaign ${count(v, "day", "days")} ago`],
  since_answer: ["Days since the last answer", (v) => `last answer ${count(v, "day", "days")} ago`],
});
const KNOWN_OF = [
  [/^purchases_(\d+)$/, (n) => `Orders in ${n} days`, (n, v) => (v === 0 ? `no order in ${n} days` : `${count(v, "order", "orders")} in ${n} days`)],
  [/^spent_(\d+)$/, (n) => `Spent in ${n} days`, (n, v, money) => `spent ${money(v)} in ${n} days`],
  [/^trend_(\d+)$/, (n) => `More orders than ${n} days earlier`,
    (n, v) => (v < 0 ? `fewer orders than ${n} days earlier` : v > 0 ? `more orders than ${n} days earlier` : `as few orders as ${n} days earlier`)],
  [/^contacts_(\d+)$/, (n) => `Contacts in ${n} days`, (n, v) => `${count(v, "contact", "contacts")} in ${n} days`],
  [/^contact_costs_(\d+)$/, (n) => `Cost of contacts in ${n} days`, (n, v, money) => `contacts for ${money(v)} in ${n} days`],
  [/^touches_(\d+)$/, (n) => `Campaigns in ${n} days`, (n, v) => `${count(v, "campaign", "campaigns")} in ${n} days`],
  [/^contacts=(.*)$/, (n) => `Contacts: ${n}`, (n, v) => `contacts (${n}): ${number(v)}`],
  [/^score=(.*)$/, (n) => `Answer: ${n}`, (n, v) => `answered ${figure(v)} (${n})`],
  [/^score_mean=(.*)$/, (n) => `Mean answer: ${n}`, (n, v) => `answers ${figure(v)} in the mean (${n})`],
];

function factorWords(feature) {
  if (KNOWN[feature]) return KNOWN[feature][0];
  for (const [pattern, all] of KNOWN_OF) {
    const match = pattern.exec(feature);
    if (match) return all(match[1]);
  }
  return feature;
}

function reasonWords([feature, value], money) {
  if (value === null) return `nothing known: ${factorWords(feature).toLowerCase()}`;
  if (typeof value === "number" && KNOWN[feature]) return KNOWN[feature][1](value, money);
  for (const [pattern, , one] of KNOWN_OF) {
    const match = typeof value === "number" && pattern.exec(feature);
    if (match) return one(match[1], value, money);
  }
  return `${feature}: ${typeof value === "number" ? figure(value) : value}`;
}

function leaveWords(churn) {
  return churn.by_cancelling ? `cancel within ${span(churn.days)}` : `buy nothing for ${span(churn.days)}`;
}

function scoreOf(churn, metric) {
  return objects(churn.scores).find((r) => r.metric === metric);
}

// What the gate says, the plainest word first.
const GATE = {
  automate: "It pays to act on these forecasts.",
  suggest: "Do not automate this yet: let it suggest, and let people decide.",
  not_enough_data: "Do not automate this yet: there are too few customers to tell.",
  keep_human: "Do not automate this: it would not cover its costs.",
};
const ENOUGH = {
  nobody_is_enough: "It does as well to act on nobody.",
  everybody_is_enough: "It does as well to act on everybody, without any model.",
  baseline_is_enough: "It does as well to act on whoever has been silent for longest, without any model.",
};

// What the model brings beyond the best rule without one.
function gainWords(rows, money, report) {
  const gain = rows.find((r) => r.section === "gain" && r.name === "gain");
  if (!gain || !report.money) return null;
  const over = { everybody: "making the offer to everybody", baseline: "making it to those silent for longest", nobody: "making none" }[gain.text.split(" over ")[1]];
  const range = isNumber(gain.lower) ? ` (${money(gain.lower, 2)} \u2013 ${money(gain.upper, 2)})` : "";
  return `In the test, offers to those whom it picks brought ${money(gain.value, 2)} a customer${range} more than ${over}.`;
}

function gatePanel(report, churn, money) {
  const rows = objects(churn.gate);
  const verdicts = rows.filter((r) => r.section === "verdict").map((r) => r.name);
  const said = verdicts.map((name) => GATE[name]).find(Boolean);
  const enough = verdicts.map((name) => ENOUGH[name]).find(Boolean) ?? gainWords(rows, money, report);
  const show = (v) => (report.money ? money(v, 2) : number(v, 2));
  const WHO = { model: "Those whom the model picks", baseline: "Those silent for longest", everybody: "Everybody", nobody: "Nobody" };
  const campaign = report.money
    ? `Reckoned with an offer for ${money(churn.offer, 2)} that three in ten of those who would leave take, and who then stay as good as the year before (${money(churn.worth)} each in the mean${report.margin !== 1 ? ", at the margin" : ""}); whoever would have stayed takes it for nothing. A contact costs ${money(churn.contact, 2)}. Running the model is taken to cost nothing.`
    : `Without amounts a customer counts as worth ${number(churn.worth)}, an offer as ${number(churn.offer, 2)}, a contact as ${number(churn.contact, 2)}.`;
  return el("div", { class: "panel wide", id: "gate" },
    el("h3", {}, "Is it worth acting on?"),
    el("p", { class: "verdict" }, [said, enough].filter(Boolean).join(" ")),
    el("p", { class: "quiet small" }, campaign),
    dataTable({
      name: "campaign", label: "What a campaign would have brought", page: 10, direction: -1, sort: "value",
      rows: rows.filter((r) => r.section === "profit" && WHO[r.name]).map((r) => ({ ...r, who: WHO[r.name] })),
      columns: [
        { key: "who", title: "Make the offer to" },
        { key: "value", title: "Brings, a customer", numeric: true, show: (r) => show(r.value) },
        { key: "lower", title: "From", numeric: true, show: (r) => show(r.lower), hint: `${percent(report.interval)} interval` },
        { key: "upper", title: "To", numeric: true, show: (r) => show(r.upper), hint: `${percent(report.interval)} interval` },
        { key: "text", title: "Who", cls: "words" },
      ],
    }));
}

function churnTestWords(report, churn) {
  const auc = scoreOf(churn, "auc");
  const actual = scoreOf(churn, "actual");
  const predicted = scoreOf(churn, "predicted");
  const range = isNumber(auc.lower) ? ` (${percent(auc.lower)} \u2013 ${percent(auc.upper)})` : "";
  return `Of two customers, one who then left and one who stayed, it named the right one in ${percent(auc.value)} of all cases${range}; lots would in 50\u00a0%. It foretold that ${percent(predicted.value)} would leave, and ${percent(actual.value)} did.`;
}

function liftFinding(rows, churn) {
  const tenth = rows.find((r) => r.customers_share > 0);
  if (!tenth || !isNumber(tenth.lift)) return null;
  return `Of the ${percent(tenth.customers_share)} in most danger ${percent(tenth.left)} left: ${number(tenth.lift, 1)} times the share of all (${percent(churn.left / churn.tested_on)}).`;
}

function factorsFinding(rows, money) {
  const first = rows[0];
  if (!first || !isNumber(first.low_foretold) || !isNumber(first.high_foretold)) return null;
  const say = (v, p) => `\u201c${reasonWords([first.name, v], money)}\u201d goes with ${percent(p)}`;
  return `It would miss most: ${first.feature.toLowerCase()}. All else as it is, ${say(first.low, first.low_foretold)}, ${say(first.high, first.high_foretold)}.`;
}

// Rows of customers with their reasons in words.
function withReasons(table, money) {
  return objects(table).map((r) => ({
    ...r, reasons: r.reasons.map((reason) => reasonWords(reason, money)).join("; ") || "as most others",
  }));
}

function churnCustomers(report, churn, money) {
  const rows = withReasons(churn.customers, money);
  if (!rows.length) return null;
  return el("div", { class: "panel wide" },
    el("h3", {}, "Who is in danger of leaving, and because of what"),
    el("p", { class: "quiet small" }, report.money
      ? "Those whose chance to leave is that of all, or one in two, or more; by what is at stake: the chance to leave times what the customer brought in the last year. Reasons are what speaks most for leaving, beside an average customer."
      : "Those whose chance to leave is that of all, or one in two, or more; by that chance times the orders of the last year. Reasons are what speaks most for leaving, beside an average customer."),
    dataTable({
      name: "leaving", label: "Customers in danger of leaving", rows, page: 15, sort: report.money ? "stake" : null,
      columns: [
        { key: "customer", title: "Customer", cls: "id" },
        { key: "chance", title: "Chance to leave", numeric: true, show: (r) => percent(r.chance) },
        { key: "value", title: "Brought in the last year", numeric: true, money: true, show: (r) => money(r.value) },
        { key: "stake", title: "At stake", numeric: true, money: true, show: (r) => money(r.stake) },
        { key: "reasons", title: "Because of", cls: "words" },
      ].filter((c) => report.money || !c.money),
    }));
}

function churnSection(report, d, money) {
  const churn = report.churn;
  const title = "Who will leave next, and why";
  if (churn.why_not) return section("churn", title, churn.why_not);
  const factors = d.churn_factors.map((r) => ({ ...r, name: r.feature, feature: factorWords(r.feature) }));
  const today = churn.given
    ? `Chances and reasons of today are those of the model that was given (${churn.given}), as it was learnt elsewhere; the test is of one of its kind with the same options, as nobody knows here what the other has seen.`
    : "For today it has learnt from these as well.";
  const lead = `A model of who will ${leaveWords(churn)} learnt from ${count(churn.learnt_from, "customer", "customers")}, from what was known on ${day(churn.learnt)} and what became of them by ${day(churn.tested)}; it was tested on ${count(churn.tested_on, "customer", "customers")}, of whom ${number(churn.left)} left in the ${span(churn.days)} after that, which it had not seen. ${churnTestWords(report, churn)} ${today}`;
  return section("churn", title, lead, figures(
    gatePanel(report, churn, money),
    picture("churn_factors", report, { churn_factors: factors }, { finding: factorsFinding(factors, money), wide: true }),
    picture("churn_lift", report, { churn_lift: d.churn_lift }, { finding: liftFinding(d.churn_lift, churn) }),
    picture("churn_calibration", report, { churn_calibration: d.churn_calibration }),
    churnCustomers(report, churn, money),
    ...aheadPanels(report, d.spend_ahead, money)));
}

// Who will buy: leads, and customers whom a campaign reaches.
const BUYERS = {
  given: {
    title: "Who buys next, by the model that was given", who: (n) => `${count(n, "customer", "customers")} who were known`,
    list: "Customers, the most likely to buy first", chance: "Chance to buy",
  },
  leads: {
    title: "Whom to call first: leads", who: (n) => `${count(n, "customer", "customers")} who were known but had not bought`,
    list: "Leads, the most promising first", chance: "Chance of a first order",
  },
  reached: {
    title: "Who buys when a campaign reaches them: propensity", who: (n) => `${count(n, "customer", "customers")} whom a campaign reached`,
    list: "Customers by their chance to buy once a campaign reaches them", chance: "Chance to buy",
  },
};

function buyersPanel(report, kind, money) {
  const { churn } = report;
  const model = report.buyers[kind];
  if (!model) return null;
  const words = BUYERS[kind];
  const of = model.given ? `Today’s chances are those of the model that was given (${model.given}); the test is of one of its kind with the same options. ` : "";
  const first = objects(model.tenths).find((r) => r.kind === "came");
  const share = model.bought / model.tested_on;
  const range = isNumber(model.auc.lower) ? ` (${percent(model.auc.lower)} – ${percent(model.auc.upper)})` : "";
  const missed = model.features.map((f) => factorWords(f).toLowerCase()).join(", ");
  const finding = `${of}Learnt from ${words.who(model.learnt_from)}, and tested on ${number(model.tested_on)} others after them, of whom ${number(model.bought)} bought within ${span(churn.days)}: of two of these, one who bought and one who did not, it named the right one in ${percent(model.auc.value)} of all cases${range}; lots would in 50 %. Of the tenth that it put first ${percent(first.mean)} bought, of all ${percent(share)}. ${missed ? `What it would miss most: ${missed}. ` : ""}${kind === "reached" ? "Who buys once reached might have bought without: whom the campaign itself moves, uplift tells." : ""}`;
  return el("div", { class: "panel wide", id: `buyers-${kind}` },
    el("h3", {}, words.title),
    el("p", { class: "quiet small" }, finding),
    dataTable({
      name: kind, label: words.list, rows: withReasons(model.customers, money), page: 10, sort: "chance", direction: -1,
      columns: [
        { key: "customer", title: "Customer", cls: "id" },
        { key: "chance", title: words.chance, numeric: true, show: (r) => percent(r.chance) },
        { key: "reasons", title: "Because of", cls: "words" },
      ],
    }),
    model.given ? dataTable({
      name: `${kind}_tenths`, label: "Tenths of the test’s customers, the most likely first", page: 10, sort: "tenth", direction: 1, rows: tenthRows(model.tenths),
      columns: [
        { key: "tenth", title: "Tenth", numeric: true, show: (r) => number(r.tenth) },
        { key: "foretold", title: "Foretold to buy", numeric: true, show: (r) => percent(r.foretold) },
        { key: "came", title: "Bought", numeric: true, show: (r) => percent(r.came) },
      ],
    }) : null);
}

// A row a tenth, of one for what was foretold and one for what came.
function tenthRows(table) {
  const rows = objects(table);
  return rows.filter((r) => r.kind === "came").map((r) => ({
    tenth: r.tenth, came: r.mean, foretold: rows.find((s) => s.tenth === r.tenth && s.kind === "foretold").mean,
  }));
}

function notShown(report) {
  if (!report.not_shown.length) return null;
  return el("p", {}, `Not shown, as the shop has too few customers, or too little time, to test it: the model of ${report.not_shown.join(", of ")}.`);
}

function buyersSection(report, money) {
  const panels = Object.keys(BUYERS).map((kind) => buyersPanel(report, kind, money)).concat(notShown(report)).filter(Boolean);
  if (!panels.length) return null;
  return section("buyers", "Who will buy next", `Models of who buys within ${span(report.churn.days)}, from all that is known of them; learnt and tested on the days of the model of who leaves.`, figures(...panels));
}

// What customers will spend, by what is known of them.
function aheadPanels(report, rows, money) {
  const { ahead, churn } = report;
  if (!ahead) return [];
  const said = ahead.gini.p < 0.1
    ? `it told good customers from others ${ahead.gini.value > ahead.gini.other ? "better" : "worse"} than`
    : "it told good customers from others no better than";
  const words = ahead.features.map((f) => factorWords(f).toLowerCase()).join(", ");
  const most = ahead.predicted.value / ahead.actual.value - 1;
  const of = ahead.given ? `Today’s amounts are those of the model that was given (${ahead.given}); the test is of one of its kind with the same options. ` : "";
  const finding = `${of}In the test ${said} the rule that everyone goes on as in the year before (Gini ${number(ahead.gini.value, 2)} against ${number(ahead.gini.other, 2)}), and foretold ${percent(Math.abs(most))} too ${most < 0 ? "little" : "much"} in all. ${words ? `What it would miss most: ${words}. ` : ""}For the next ${span(churn.days)}, if they are like those before, it foretells ${money(ahead.total)} from today\u2019s customers.`;
  return [
    picture("spend_ahead", report, { spend_ahead: rows }, { finding, wide: true }),
    el("div", { class: "panel wide" },
      el("h3", {}, "Who will spend most, and because of what"),
      dataTable({
        name: "spenders", label: "Customers, those who are to spend most first", rows: withReasons(ahead.customers, money), page: 10, sort: "spends", direction: -1,
        columns: [
          { key: "customer", title: "Customer", cls: "id" },
          { key: "spends", title: `To spend within ${span(churn.days)}`, numeric: true, show: (r) => money(r.spends) },
          { key: "reasons", title: "Because of", cls: "words" },
        ],
      })),
  ];
}
