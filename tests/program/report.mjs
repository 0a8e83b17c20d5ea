// Checks of a report page, by node:
//
//     node report.mjs CHECK PAGE.html [WORD]
//
// Prints what is wrong and exits 1, or nothing and exits 0. tests/program/
// report.sh runs it, a case a check.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const [check, path, word] = process.argv.slice(2);
const html = path ? readFileSync(path, "utf8") : "";
const wrong = [];

function must(condition, message) {
  if (!condition) wrong.push(message);
}

// The elements whose content is not HTML, and the markup without them.
function parts() {
  const blocks = [];
  const markup = html.replace(
    /<(script|style)\b([^>]*)>([\s\S]*?)<\/\1>/g,
    (all, tag, attributes, content) => {
      blocks.push({ tag, attributes, content });
      return `<${tag}${attributes}></${tag}>`;
    },
  );
  return { blocks, markup };
}

function block(id) {
  const found = parts().blocks.find((b) => b.attributes.includes(`id="${id}"`));
  return JSON.parse(found.content);
}

function charts() {
  const folder = join(root, "charts");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), "utf8"))]);
}

const checks = {
  // Nothing to fetch: no element with an address, no import in the styles.
  offline() {
    const { blocks, markup } = parts();
    must(!/\b(src|href|action|data|srcset|poster)\s*=\s*["']?\s*(https?:)?\/\//i.test(markup), "an address in the markup");
    must(!/<(link|iframe|object|embed|base|img)\b/i.test(markup), "an element that fetches");
    for (const b of blocks)
      if (b.tag === "style")
        must(!/@import|url\s*\(/i.test(b.content), "an address in the styles");
  },

  // The policy lets nothing be fetched and no script run but the page's own.
  policy() {
    const { blocks, markup } = parts();
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(markup)?.[1] ?? "";
    must(policy.startsWith("default-src 'none';"), `policy is "${policy}"`);
    must(!/unsafe-eval|script-src[^;]*unsafe-inline|https?:|connect-src/.test(policy), "the policy opens something");
    for (const b of blocks.filter((s) => s.tag === "script" && !s.attributes.includes("application/json"))) {
      const hash = createHash("sha256").update(b.content).digest("base64");
      must(policy.includes(`'sha256-${hash}'`), "a script that the policy does not name");
    }
  },

  // The data block is JSON, whole, and its tables are rectangular.
  data() {
    const report = block("data");
    const tables = { ...report.data, customers: report.customers };
    for (const name of ["scores", "gate", "customers"])
      if (!report.churn.why_not) tables[`churn.${name}`] = report.churn[name];
    for (const [name, table] of Object.entries(tables))
      for (const row of table.rows)
        must(row.length === table.columns.length, `${name}: a row of ${row.length}`);
    must(report.histories.length === report.customers.rows.length, "a history is missing");
    for (const history of report.histories)
      for (const [, chance] of history.path)
        must(chance >= 0 && chance <= 1000, `a chance of ${chance} in a thousand`);
  },

  // What a picture says it wants is what the page gives it.
  columns() {
    const report = block("data");
    for (const [name, spec] of charts())
      for (const [set, columns] of Object.entries(spec.usermeta.data)) {
        // made by the page, of histories; and of surveys, which it has none of
        if (name === "history" || name === "drivers") continue;
        const table = report.data[set];
        must(table, `${name}: no data set ${set}`);
        for (const column of Object.keys(columns))
          must(table?.columns.includes(column), `${name}: ${set} has no ${column}`);
      }
  },

  // No raw text of a customer can end the data block or open an element.
  escaped() {
    const data = parts().blocks.find((b) => b.attributes.includes('id="data"'));
    must(!/[<>&\u2028\u2029]/.test(data.content), "a bare < > & or line separator");
    const names = block("data").customers.rows.map((row) => row[0]);
    must(names.includes(word), `no customer ${word}: ${names}`);
  },

  // A word (a customer's name) that may not be anywhere.
  hidden() {
    must(!html.includes(word), `${word} is in the page`);
    must(!JSON.stringify(block("data")).includes(word), `${word} is in the data`);
  },

  // One figure: FIGURE=VALUE.
  figure() {
    const [name, value] = word.split("=");
    const seen = name.split(".").reduce((o, key) => o?.[key], block("data"));
    must(String(seen) === value, `${name} is ${seen}, wanted ${value}`);
  },

  // Every picture compiles without a warning.
  async compile() {
    const modules = join(root, "examples/cev/page/node_modules");
    const vegaLite = await import(pathToFileURL(join(modules, "vega-lite/build/index.js")));
    for (const [name, spec] of charts()) {
      const logger = { level: () => logger, error: (m) => (must(false, `${name}: ${m}`), logger),
        warn: (m) => (must(/fit-[xy]/.test(m), `${name}: ${m}`), logger), info: () => logger, debug: () => logger };
      try {
        vegaLite.compile(spec, { logger });
      } catch (error) {
        must(false, `${name}: ${error.message}`);
      }
      for (const key of ["title", "description"]) must(spec[key], `${name}: no ${key}`);
      for (const key of ["read", "rests_on", "data"]) must(spec.usermeta?.[key], `${name}: no ${key}`);
    }
  },
};

await checks[check]();
if (wrong.length > 0) {
  console.log(wrong.slice(0, 10).join("\n"));
  process.exit(1);
}
