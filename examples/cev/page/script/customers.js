// The customers one by one: a table with filters, and one customer's history.

function customerColumns(report, money, open) {
  const range = (v, lo, hi, show) =>
    isNumber(lo) && isNumber(hi) && hi <= VAGUE * v ? el("span", { class: "range" }, ` (${show(lo)} \u2013 ${show(hi)})`) : null;
  const tenth = (v) => number(v, v < 10 ? 1 : 0);
  const columns = [
    { key: "customer", title: "Customer", cls: "id",
      show: (r) => el("button", { type: "button", class: "link", onclick: () => open(r) }, r.customer) },
    { key: "segment", title: "Segment" },
    { key: "orders", title: "Orders", numeric: true, show: (r) => number(r.orders), hint: "Days with a purchase" },
    { key: "last", title: "Last order", show: (r) => day(r.last) },
    { key: "revenue", title: "Revenue so far", numeric: true, show: (r) => money(r.revenue), money: true },
    { key: "p_alive", title: "Still a customer", numeric: true, show: (r) => percent(r.p_alive), hint: "Chance of still being a customer" },
    { key: "expected", title: `Orders, next ${span(report.horizon_days)}`, numeric: true,
      show: (r) => [tenth(r.expected), range(r.expected, r.expected_lo, r.expected_hi, tenth)] },
    { key: "expected_lo", title: "", hidden: true },
    { key: "expected_hi", title: "", hidden: true },
    { key: "clv", title: `Value, next ${span(report.horizon_days)}`, numeric: true, money: true,
      show: (r) => [money(r.clv), range(r.clv, r.clv_lo, r.clv_hi, money)] },
    { key: "clv_lo", title: "", hidden: true, money: true },
    { key: "clv_hi", title: "", hidden: true, money: true },
    { key: "rfm", title: "RFM", numeric: true, hint: "Scores for recency, frequency and money spent, 5 is best" },
    { key: "silent_days", title: "Silent for", numeric: true, show: (r) => count(r.silent_days, "day", "days") },
    { key: "usual_days", title: "Usual gap", numeric: true, hint: "Mean days between this customer's orders",
      show: (r) => (isNumber(r.usual_days) ? count(Math.round(r.usual_days), "day", "days") : NONE) },
    { key: "status", title: "Status" },
    { key: "first", title: "", hidden: true },
  ];
  return columns.filter((c) => report.money || !c.money);
}

function customersTable(report, rows, money, open) {
  const table = dataTable({
    name: "customers", label: "Customers", rows,
    columns: customerColumns(report, money, open),
    sort: report.money ? "clv" : "expected", page: 25,
  });
  const words = el("input", { type: "search", id: "filter-words", autocomplete: "off", placeholder: "part of the customer's id" });
  const choices = (values) => values.map((v) => el("option", { value: v }, v || "all"));
  const unique = (key) => ["", ...new Set(rows.map((r) => r[key]).filter(Boolean))];
  const segment = el("select", { id: "filter-segment" }, choices(unique("segment")));
  const status = el("select", { id: "filter-status" }, choices(unique("status")));
  const apply = () => {
    const part = words.value.trim().toLowerCase();
    table.setRows(rows.filter((r) =>
      (!part || r.customer.toLowerCase().includes(part)) &&
      (!segment.value || r.segment === segment.value) &&
      (!status.value || r.status === status.value)));
  };
  for (const control of [words, segment, status]) control.addEventListener("input", apply);
  return el(
    "div", {},
    el("div", { class: "controls" },
      el("label", {}, "Customer", words),
      el("label", {}, "Segment", segment),
      el("label", {}, "Status", status)),
    table,
  );
}

// Days since the first order to ISO dates; amounts to words.
function historyData(report, row, history, money) {
  const at = (offset) => daysAfter(row.first, offset);
  return {
    path: history.path.map(([offset, p]) => ({ date: at(offset), p_alive: p / 1000 })),
    orders: history.orders.map(([offset, amount]) => ({
      date: at(offset), amount,
      label: isNumber(amount) ? money(amount, 2) : "value unknown",
    })),
  };
}

function historyPanel(report, rows, money) {
  const byName = new Map(rows.map((r, i) => [r.customer, i]));
  const list = el("datalist", { id: "all-customers" }, rows.map((r) => el("option", { value: r.customer })));
  const field = el("input", { type: "search", list: "all-customers", id: "customer-search", autocomplete: "off" });
  const status = el("p", { class: "quiet small", role: "status" });
  const facts = el("dl", { class: "person" });
  const chart = picture("history", report, { path: [], orders: [] }, { wide: true });
  const entry = drawn[drawn.length - 1];
  const heading = chart.querySelector("h3");
  const ordersTable = el("details", {}, el("summary", {}, "This customer's orders"));
  chart.querySelector("details").replaceWith(ordersTable);
  let at = -1;

  function fact(label, value) {
    return el("div", {}, el("dt", {}, label), el("dd", {}, value));
  }

  function show(index, move) {
    const row = rows[index];
    if (!row) return;
    at = index;
    field.value = row.customer;
    const data = historyData(report, row, report.histories[index], money);
    heading.textContent = `${row.customer}: orders, and the chance of more`;
    facts.replaceChildren(
      fact("Orders", number(row.orders)),
      fact("First order", day(row.first)),
      fact("Last order", day(row.last)),
      ...(report.money ? [fact("Revenue so far", money(row.revenue))] : []),
      fact("Still a customer", percent(row.p_alive)),
      fact(`Orders, next ${span(report.horizon_days)}`, number(row.expected, 1)),
      ...(report.money ? [fact(`Value, next ${span(report.horizon_days)}`, money(row.clv))] : []),
      fact("Segment", row.segment ?? NONE),
    );
    ordersTable.replaceChildren(
      el("summary", {}, "This customer's orders"),
      dataTable({
        name: "orders", label: "Orders of this customer", page: 10, sort: "date", rows: data.orders,
        columns: [
          { key: "date", title: "Date", show: (r) => day(r.date) },
          { key: "amount", title: "Value", numeric: true, show: (r) => r.label },
        ],
      }),
    );
    const left = report.histories[index].left_out;
    status.textContent = left ? `The first ${number(left)} orders are left out of the picture.` : "";
    entry.data = data;
    if (entry.view || move) draw(entry);
    if (move) chart.parentElement.scrollIntoView({ block: "start" });
  }

  function find() {
    const text = field.value.trim();
    const lower = text.toLowerCase();
    let index = byName.get(text) ?? -1;
    if (index < 0 && lower) index = rows.findIndex((r) => r.customer.toLowerCase().includes(lower));
    if (index >= 0) show(index, false);
    else status.textContent = `No customer “${text}” among the ${number(rows.length)} listed in this page.`;
  }

  field.addEventListener("change", find);
  const step = (by) => () => show((at + by + rows.length) % rows.length, true);
  const node = el(
    "div", { id: "one-customer" },
    el("form", { class: "controls", role: "search", onsubmit: (e) => { e.preventDefault(); find(); } },
      el("label", {}, "Search for a customer", field),
      el("button", { class: "button" }, "Show"),
      el("button", { class: "button", type: "button", onclick: step(-1) }, "Previous"),
      el("button", { class: "button", type: "button", onclick: step(1) }, "Next")),
    list, status, facts, chart,
  );
  return { node, open: (row) => show(byName.get(row.customer), true), first: () => show(0, false) };
}
