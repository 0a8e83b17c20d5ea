// How numbers, money, shares and dates are written. One place, so that a
// figure looks the same in a card, a sentence and a table.

const isNumber = (v) => typeof v === "number" && Number.isFinite(v);
const NONE = "\u2013";

const plain = (digits) =>
  new Intl.NumberFormat("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });

function number(v, digits = 0) {
  return isNumber(v) ? plain(digits).format(v) : NONE;
}

// Parameters and other figures of unknown size: five digits, 1e9 as 1e+9.
function figure(v) {
  if (!isNumber(v)) return NONE;
  const size = Math.abs(v);
  if (size !== 0 && (size >= 1e9 || size < 1e-4)) return v.toExponential(3);
  if (Number.isInteger(v)) return plain(0).format(v);
  const digits = Math.max(0, Math.min(6, 4 - Math.floor(Math.log10(size || 1))));
  return plain(digits).format(v);
}

function percent(v, digits = 0) {
  return isNumber(v) ? `${plain(digits).format(v * 100)}\u00a0%` : NONE;
}

// "+12 %" and "−12 %", for differences.
function signed(v, digits = 0) {
  if (!isNumber(v)) return NONE;
  const text = percent(Math.abs(v), digits);
  if (Number.parseFloat(text) === 0) return text;
  return (v < 0 ? "\u2212" : "+") + text;
}

// "£16.41 million": from ten million on, single units are noise.
function millions(v, currency) {
  const style = currency ? { style: "currency", currency, currencyDisplay: "narrowSymbol" } : {};
  return new Intl.NumberFormat("en", {
    ...style, notation: "compact", compactDisplay: "long", maximumSignificantDigits: 4,
  }).format(v);
}

// Money of the shop: whole units from 1,000 on, cents below.
function moneyFormat(currency) {
  const known = /^[A-Z]{3}$/.test(currency || "");
  return (v, digits) => {
    if (!isNumber(v)) return NONE;
    if (Math.abs(v) >= 1e7 && digits === undefined) return millions(v, known && currency);
    const d = digits ?? (Math.abs(v) >= 1000 || v === 0 ? 0 : 2);
    if (!known) return plain(d).format(v);
    return new Intl.NumberFormat("en", {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: d,
      maximumFractionDigits: d,
    }).format(v);
  };
}

// An ISO day as "5 March 2024". Never through the reader's time zone.
function day(iso) {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso || "");
  if (!match) return NONE;
  const at = new Date(Date.UTC(+match[1], +match[2] - 1, +match[3]));
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    year: "numeric",
  }).format(at);
}

function daysAfter(iso, days) {
  const start = Date.UTC(+iso.slice(0, 4), +iso.slice(5, 7) - 1, +iso.slice(8, 10));
  return new Date(start + days * 86400000).toISOString().slice(0, 10);
}

// A length of time as people say it.
function span(days) {
  if (!isNumber(days)) return NONE;
  if (days >= 700) {
    const years = Math.round(days / 36.525) / 10;
    return `${number(years, Number.isInteger(years) ? 0 : 1)} years`;
  }
  if (days === 365 || days === 366) return "12 months";
  if (days >= 100) return `${number(days / 30.4375)} months`;
  return days === 1 ? "1 day" : `${number(days)} days`;
}

const count = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;
