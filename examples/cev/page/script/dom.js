// Elements and tables. Whatever comes from the shop's files reaches the page
// as text nodes only; nothing is ever parsed as HTML.

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity))
    if (child !== undefined && child !== null && child !== false)
      node.append(child);
  return node;
}

// {columns, rows} of the data block as objects.
function objects(table) {
  if (!table) return [];
  return table.rows.map((row) =>
    Object.fromEntries(table.columns.map((name, i) => [name, row[i]])),
  );
}

// One field of a CSV. Text that a spreadsheet would take for a formula gets
// an apostrophe in front: customer ids come from strangers.
function csvField(value) {
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return String(value);
  let text = String(value);
  if (/^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function csv(columns, rows) {
  const lines = [columns.map((c) => csvField(c.key)).join(",")];
  for (const row of rows)
    lines.push(columns.map((c) => csvField(row[c.key])).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function compare(a, b) {
  const gapA = a === null || a === undefined;
  const gapB = b === null || b === undefined;
  if (gapA || gapB) return gapA && gapB ? 0 : gapA ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

// Gaps stay last in both directions.
function sorted(rows, key, direction) {
  return rows
    .map((row, i) => [row, i])
    .sort(([a, i], [b, j]) => {
      const gap = (a[key] ?? null) === null || (b[key] ?? null) === null;
      const order = compare(a[key], b[key]);
      return (gap ? order : order * direction) || i - j;
    })
    .map(([row]) => row);
}

/**
 * A table that sorts by a click or the keyboard on its headings, shows
 * `page` rows at a time and downloads as CSV.
 *   columns  [{key, title, hint, show(row) → text or node, numeric, cls}]
 * A column with `hidden` is only in the CSV.
 * Returns the element, with setRows(rows) on it for filters.
 */
function dataTable({ name, label, columns, rows, page = 25, sort, direction = -1 }) {
  let all = rows;
  let shown = page;
  let key = sort;
  let way = direction;
  const visible = columns.filter((c) => !c.hidden);
  const body = el("tbody");
  const heads = visible.map((c) => {
    const button = el("button", { type: "button", title: c.hint }, c.title);
    const th = el("th", { scope: "col", class: c.numeric ? "n" : null }, button);
    button.addEventListener("click", () => {
      way = key === c.key ? -way : c.numeric ? -1 : 1;
      key = c.key;
      draw();
    });
    return th;
  });
  const more = el("button", { type: "button", class: "link" });
  more.addEventListener("click", () => {
    shown += page * 4;
    draw();
  });
  const status = el("span", { class: "quiet small", role: "status" });

  function draw() {
    const ordered = key ? sorted(all, key, way) : all;
    body.replaceChildren(
      ...ordered.slice(0, shown).map((row) =>
        el(
          "tr",
          {},
          visible.map((c, i) =>
            el(
              i === 0 ? "th" : "td",
              { scope: i === 0 ? "row" : null, class: [c.numeric && "n", c.cls].filter(Boolean).join(" ") || null },
              c.show ? c.show(row) : (row[c.key] ?? NONE),
            ),
          ),
        ),
      ),
    );
    visible.forEach((c, i) => {
      if (c.key === key) heads[i].setAttribute("aria-sort", way < 0 ? "descending" : "ascending");
      else heads[i].removeAttribute("aria-sort");
    });
    more.hidden = shown >= all.length;
    more.textContent = `Show ${number(Math.min(page * 4, all.length - shown))} more rows`;
    status.textContent = all.length > page ? `${number(Math.min(shown, all.length))} of ${number(all.length)} rows` : "";
  }

  const download = el(
    "button",
    { type: "button", class: "link", onclick: () => save(`${name}.csv`, "text/csv", csv(columns, key ? sorted(all, key, way) : all)) },
    "Download as CSV",
  );
  const node = el(
    "div",
    {},
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
      el("table", {}, el("thead", {}, el("tr", {}, heads)), body),
    ),
    el("div", { class: "tools" }, status, more, download),
  );
  node.setRows = (next) => {
    all = next;
    shown = page;
    draw();
  };
  draw();
  return node;
}
