// Folds the report page into one C file:
//
//     npm ci && node build.mjs OUT.c
//
// template.html with page.css, script/*.js, the pictures of charts/ and the
// bundles of Vega, Vega-Lite and Vega-Embed. The page is cut at the place of
// the data; the program writes head, data, tail. The scripts never change
// after this, so the page's Content-Security-Policy names their hashes and
// lets nothing else run, nor anything be fetched.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const charts = join(here, "../../../charts");
const bundles = [
  "vega/build/vega.min.js",
  "vega-lite/build/vega-lite.min.js",
  "vega-embed/build/vega-embed.min.js",
];
// In the order in which they use one another.
const scripts = ["format", "dom", "pictures", "findings", "model", "customers",
  "sections", "churn", "page"];
// C99 5.2.4.1 promises 4095 characters; escapes count as what they stand for.
const LITERAL = 4000;

function read(...path) {
  try {
    return readFileSync(join(...path), "utf8");
  } catch (error) {
    if (error.code === "ENOENT" && path[0].endsWith("node_modules")) {
      console.error(`build.mjs: no ${join(...path)}: run "npm ci" in ${here}`);
      process.exit(1);
    }
    throw error;
  }
}

// A script as it stands inside <script>: "</script" or "<!--" would end it.
function inlined(source) {
  const text = source.replace(/^\/\/# sourceMappingURL=.*$/gm, "").trim();
  return text.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "<\\!--");
}

function hash(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

// JSON that cannot leave its <script> block.
function jsonBlock(value) {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

function pictures() {
  const all = {};
  for (const name of readdirSync(charts).sort())
    if (name.endsWith(".json"))
      all[name.slice(0, -5)] = JSON.parse(read(charts, name));
  return all;
}

// The whole page around the data: [before, after].
export function page() {
  const modules = join(here, "node_modules");
  const own = scripts.map((s) => read(here, "script", `${s}.js`)).join("\n");
  const inline = bundles.map((b) => inlined(read(modules, b)));
  inline.push(inlined(`(() => {\n"use strict";\n${own}\n})();`));
  const policy = [
    "default-src 'none'",
    `script-src ${inline.map(hash).join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const parts = {
    POLICY: policy,
    CSS: read(here, "page.css"),
    CHARTS: jsonBlock(pictures()),
    SCRIPTS: inline.map((s) => `<script>${s}</script>`).join("\n"),
  };
  const html = read(here, "template.html").replace(
    /\{\{([A-Z]+)\}\}/g,
    (whole, name) => parts[name] ?? whole,
  );
  const halves = html.split("{{DATA}}");
  if (halves.length !== 2) throw new Error("template.html wants one {{DATA}}");
  return halves;
}

// Bytes as C string literals of at most LITERAL bytes each.
function literals(text) {
  const bytes = Buffer.from(text, "utf8");
  const out = [];
  for (let start = 0; start < bytes.length; start += LITERAL) {
    let line = "";
    for (const b of bytes.subarray(start, start + LITERAL)) {
      const c = String.fromCharCode(b);
      // Three octal digits always, so that a digit may follow; "?" escaped
      // because of trigraphs.
      if (c === '"' || c === "\\" || c === "?") line += "\\" + c;
      else if (c === "\n") line += "\\n";
      else if (b < 32 || b > 126) line += "\\" + b.toString(8).padStart(3, "0");
      else line += c;
    }
    out.push(`    "${line}",`);
  }
  return out.join("\n");
}

export function source([head, tail]) {
  return `/* Made by examples/cev/page/build.mjs; do not edit. */
#include "page.h"

const int cev_page_present = 1;

const char *const cev_page_head[] = {
${literals(head)}
    0};

const char *const cev_page_tail[] = {
${literals(tail)}
    0};
`;
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const out = process.argv[2];
  if (!out) {
    console.error("usage: node build.mjs OUT.c");
    process.exit(2);
  }
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, source(page()));
}
