// Every word the pages show, in the language the service chose for this browser: the catalogue of no other is sent.
// `t("key", {name: value})` fills {name}. Where a number decides the form, `key.one` and its like (the classes of
// Intl.PluralRules) stand beside `key`: the number is `of`, or `n` itself.
export const LANGUAGE = document.documentElement.lang;
const TEXT = await (await fetch(new URL(`../words/${LANGUAGE}.json`, import.meta.url))).json();
// How the browser's owner writes dates and numbers, as far as it is this language.
const LOCALE = navigator.languages.find((one) => one.split("-")[0] === LANGUAGE) ?? LANGUAGE;
const PLURAL = new Intl.PluralRules(LOCALE), NUMBER = new Intl.NumberFormat(LOCALE), TENTHS = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });

export const number = (n) => NUMBER.format(n);
export const percent = (share) => share.toLocaleString(LOCALE, { style: "percent" });
export const tenths = (n) => TENTHS.format(n);

export function t(key, values = {}) {
  const of = values.of ?? values.n, form = typeof of === "number" ? TEXT[`${key}.${PLURAL.select(of)}`] : undefined;
  const text = form ?? TEXT[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => said(values[name]));
}

// Headings begin with a capital where the names of months and days have none.
export const capital = (text) => text.charAt(0).toLocaleUpperCase(LOCALE) + text.slice(1);

const said = (value) => (typeof value === "number" ? number(value) : value ?? "");

// What the service says in English, in this language: all of it, or sentence by sentence. The catalogue has the
// sentence itself as its key, with # for numbers and * for words of whoever is told; what it does not have stays as it is.
export const translated = (words) => words && (sentence(words) ?? words.split(/(?<=\.) /).map((one) => sentence(one) ?? one).join(" "));

function sentence(words) {
  const numbers = words.match(/\d+/g) ?? [];
  return TEXT[`=${words.replace(/\d+/g, "#")}`]?.replace(/#/g, () => numbers.shift()) ?? filled(words);
}

let loose = null;
function filled(words) {
  loose ??= Object.entries(TEXT).filter(([key]) => key.startsWith("=") && key.includes("*")).map(([key, text]) =>
    [new RegExp(`^${key.slice(1).replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, "(.+?)").replace(/#/g, "(\\d+)")}$`), text]);
  for (const [pattern, text] of loose) {
    const [, ...found] = words.match(pattern) ?? [];
    if (found.length) return text.replace(/[#*]/g, () => found.shift());
  }
  return undefined;
}

// A long time in words: '12 minutes', '4.5 hours'.
export function spell(seconds) {
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? count("time.minutes", minutes) : t("time.hours", { n: tenths(seconds / 3600), of: seconds / 3600 });
}

export const count = (key, n) => t(key, { n });

const dates = (parts) => new Intl.DateTimeFormat(LOCALE, { ...parts, timeZone: "UTC" });
const MONTH = dates({ month: "long", year: "numeric" });
const DAY = dates({ day: "numeric", month: "long", year: "numeric" });
const SHORT = dates({ dateStyle: "medium" });
const MOMENT = dates({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const YEARLY = dates({ day: "numeric", month: "long" });
const CLOCK = dates({ hour: "numeric", minute: "2-digit" });

// Dates are the camera's own wall-clock time: read as UTC, shown as UTC, so that no zone shifts them.
const read = (iso) => new Date(iso.length > 10 ? `${iso.slice(0, 19)}Z` : `${iso}T00:00:00Z`);

// '2026-07', '2026', '2020s' or ''.
export function monthName(month) {
  if (month.length === 7) return capital(MONTH.format(monthOf(month)));
  return month.endsWith("s") ? decade(month) : month || t("undated");
}
const decade = (year) => t("date.decade", { year: `${year.slice(0, 3)}0` });
const monthOf = (month) => read(`${month}-01`);
// 'October – November 2026'; where a line is as narrow as a phone 'Oct – Nov 2026'.
const NARROW = matchMedia("(max-width: 640px)"), SHORT_MONTH = dates({ month: "short", year: "numeric" });
export const monthsName = (first, last) => capital((NARROW.matches ? SHORT_MONTH : MONTH).formatRange(monthOf(first), monthOf(last)));
export const dayName = (iso) => DAY.format(read(iso.slice(0, 10)));
export const shortDay = (iso) => SHORT.format(read(iso));
export const momentName = (iso) => capital(MOMENT.format(read(iso)));
// '11-21' or '2024-11-21'.
export const dayOfYear = (day) => (day.length > 5 ? dayName(day) : YEARLY.format(read(`2024-${day}`)));
// A date as far as it is known: fine() says one that is known to the day.
export function whenName({ taken, precision, date_source: source }, fine = momentName) {
  if (source === "guess") return t("date.about", { when: whenName({ taken, precision, date_source: null }, dayName) });
  if (precision === "month") return MONTH.format(monthOf(taken.slice(0, 7)));
  if (precision === "year") return taken.slice(0, 4);
  return precision === "decade" ? decade(taken) : fine(taken);
}
// The time of day, '' where none is known.
export const timeName = ({ taken, precision }) => (precision === "second" || precision === "minute" ? clock(taken) : "");
const clock = (iso) => CLOCK.format(read(iso));

// A place in a video: '0:24', '1:02:03'.
export function playTime(second) {
  const [minutes, rest] = [Math.floor(second / 60), String(Math.floor(second % 60)).padStart(2, "0")];
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

export function bytes(n) {
  let rest = n, power = 0;
  while (rest >= 1000 && power < UNITS.length - 1) { rest /= 1000; power += 1; }
  const digits = rest < 10 && power > 0 ? 1 : 0;
  return new Intl.NumberFormat(LOCALE, { style: "unit", unit: UNITS[power], minimumFractionDigits: digits, maximumFractionDigits: digits }).format(rest);
}
