// Pictures: each a Vega-Lite document of charts/, drawn in the page's colours
// with a table of the same figures beneath.

const CHARTS = JSON.parse(document.getElementById("charts").textContent);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const drawn = [];

// Okabe and Ito's blue and vermilion (brighter in the dark): told apart with
// any colour vision; the lines differ in dashes as well.
function theme() {
  const ink = dark.matches
    ? { text: "#e6ebf1", quiet: "#a3b0be", line: "#2e3a47", back: "#18212b" }
    : { text: "#16202c", quiet: "#55616f", line: "#e3e7ec", back: "#ffffff" };
  const category = dark.matches ? ["#56b4e9", "#f0a04b"] : ["#0072b2", "#d55e00"];
  const many = dark.matches
    ? ["#47698c", "#5687b3", "#6ea7d6", "#9cc9ee", "#dcefff"]
    : ["#a9cbe6", "#78aed6", "#4a8ec2", "#2469a3", "#0b3f6f"];
  const ramp = dark.matches
    ? ["#1d2a38", "#22527c", "#3c82b8", "#7db9e4", "#d3ecff"]
    : ["#eff5fb", "#bcd7ec", "#74aed4", "#2f79b5", "#0b3566"];
  const font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
  return {
    background: "transparent",
    font,
    padding: 2,
    view: { stroke: null },
    axis: {
      labelColor: ink.quiet, titleColor: ink.quiet, gridColor: ink.line,
      domainColor: ink.line, tickColor: ink.line, labelFontSize: 11,
      titleFontSize: 11, titleFontWeight: 500, labelFontWeight: 400,
    },
    legend: {
      labelColor: ink.quiet, titleColor: ink.quiet, labelFontSize: 11,
      titleFontSize: 11, titleFontWeight: 500,
    },
    range: { category, ordinal: { scheme: many }, ramp, heatmap: ramp },
    mark: { color: category[0] },
    bar: { color: category[0] },
    rule: { color: ink.quiet },
    header: { labelColor: ink.text, titleColor: ink.quiet },
    text: { color: ink.text, fontSize: 11 },
    style: { guide: { stroke: ink.quiet } },
  };
}

// The document with this shop's currency and periods in its axis titles.
function localised(spec, shop) {
  const money = new Set(spec.usermeta.money || []);
  const word = { day: "Days", week: "Weeks", month: "Months", quarter: "Quarters", year: "Years" }[shop.period];
  const walk = (node) => {
    if (Array.isArray(node)) return node.map(walk);
    if (!node || typeof node !== "object") return node;
    const out = {};
    for (const [key, value] of Object.entries(node)) out[key] = walk(value);
    if (typeof out.title === "string" && out.field) {
      out.title = out.title.replace(/^Periods\b/, word || "Periods");
      if (money.has(out.field) && shop.currency) out.title += ` (${shop.currency})`;
    }
    return out;
  };
  const { title, description, usermeta, $schema, ...rest } = spec;
  return { $schema, description, ...walk(rest) };
}

// Small multiples cannot fill their container by themselves: as many side by
// side as it has room for.
function spread(spec, width) {
  if (!spec.facet) return spec;
  const columns = width < 520 ? 1 : width < 900 ? 2 : 3;
  return { ...spec, columns, spec: { ...spec.spec, width: Math.floor(width / columns) - 60 } };
}

async function draw(picture) {
  const { node, name, data, shop } = picture;
  const spec = { ...spread(localised(CHARTS[name], shop), node.clientWidth), datasets: data };
  picture.width = node.clientWidth;
  try {
    picture.view?.finalize();
    const result = await vegaEmbed(node, spec, {
      actions: false,
      ast: true, // no eval: the page's security policy forbids it
      config: theme(),
      defaultStyle: false,
      logLevel: vega.Error,
      mode: "vega-lite",
      renderer: "svg",
      tooltip: { disableDefaultStyle: true },
    });
    picture.view = result.view;
  } catch (error) {
    node.replaceChildren(el("p", { class: "empty failed" }, `This picture could not be drawn: ${error.message}`));
    console.error(name, error);
  }
}

// The columns of a data set as its document describes them.
function columnsOf(name, set, rows) {
  const described = CHARTS[name].usermeta.data[set] || {};
  const keys = Object.keys(described);
  return keys
    .filter((key) => rows.some((row) => row[key] !== undefined))
    .map((key) => {
      const numeric = rows.every((row) => row[key] === null || row[key] === undefined || typeof row[key] === "number");
      return {
        key, numeric, title: key.replace(/_/g, " "), hint: described[key],
        show: numeric ? (row) => figure(row[key]) : null,
      };
    });
}

/**
 * A figure: title, the finding in words, picture, how to read it, on what it
 * rests, its numbers as a table.
 *   sets     {data set: rows}; the first one becomes the table
 *   finding  a sentence of this shop, or nothing
 *   extra    more caption, e.g. the age that a map is for
 */
function picture(name, shop, sets, { finding, extra, wide } = {}) {
  const spec = CHARTS[name];
  const node = el("div", { class: "chart" });
  const entry = { node, name, data: sets, shop };
  const [set, rows] = Object.entries(sets)[0];
  const svg = async () => {
    if (entry.view) save(`${name}.svg`, "image/svg+xml", await entry.view.toSVG());
  };
  const tableOnce = el("details", {}, el("summary", {}, "Table"));
  tableOnce.addEventListener("toggle", () => {
    if (tableOnce.open && tableOnce.children.length === 1)
      tableOnce.append(dataTable({ name, label: spec.title, columns: columnsOf(name, set, rows), rows, page: 20 }));
  });
  drawn.push(entry);
  return el(
    "figure",
    { class: wide ? "panel wide" : "panel", id: `picture-${name}` },
    el("h3", {}, spec.title),
    finding && el("p", { class: "finding" }, finding),
    node,
    el(
      "figcaption",
      {},
      el("p", {}, el("b", {}, "How to read it. "), spec.usermeta.read),
      el("p", {}, el("b", {}, "What it rests on. "), spec.usermeta.rests_on, extra ? ` ${extra}` : ""),
    ),
    el("div", { class: "tools" }, tableOnce, el("button", { type: "button", class: "link", onclick: svg }, "Download picture")),
  );
}

// A panel in place of a picture for which this shop has no data.
function missing(name, why) {
  return el("figure", { class: "panel" }, el("h3", {}, CHARTS[name].title), el("p", { class: "empty" }, why));
}

// The same again once the window has another width.
function redraw() {
  for (const entry of drawn)
    if (CHARTS[entry.name].facet && entry.view && entry.node.clientWidth !== entry.width) draw(entry);
}

async function drawAll() {
  for (const entry of drawn) await draw(entry);
}
