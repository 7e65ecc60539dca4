// Files that could not be read: which, why, and what can be done about it.
import { get } from "./api.js";
import { emptyPage, h, icon, nothingBelow } from "./dom.js";
import { startIndex } from "./indexing.js";
import { on } from "./state.js";
import { capital, count, t, translated } from "./text.js";

// What a reason says, and what helps against it; the first that fits.
/** @type {[RegExp, string][]} */
const ADVICE = [[/permission|denied/i, "advice.permission"], [/memory|too (large|many)|pixels/i, "advice.large"], [/no such|vanish|\bgone\b/i, "advice.gone"],
  [/extra|install|package/i, "advice.support"], [/timed? ?out|killed|crash/i, "advice.crash"], [/./, "advice.broken"]];

const FIRST = 20;

export async function showFailures(content) {
  const draw = async () => {
    const [failures, links] = await Promise.all(["failures", "links"].map((name) => get(`/api/${name}`)));
    if (!failures.length && !links.length) return content.replaceChildren(emptyPage("check", t("failures.none"), t("failures.none.text")));
    content.replaceChildren(h("div", { className: "page" },
      h("header", {}, h("h1", {}, t("failures")), h("p", { className: "quiet" }, t(failures.length ? "failures.text" : "failures.none"))),
      h("div", {}, h("button", { type: "button", className: "button", onclick: () => startIndex([]) }, icon("again"), t("failures.again"))),
      groups(failures), links.length ? linkCard(links) : null));
    return null;
  };
  await draw();
  return nothingBelow(on("indexed", draw));
}

// Files that failed for one reason stand together; what differs between them, after the colon, stands beside each.
// A reason may end with what helps, in brackets.
function groups(failures) {
  const found = new Map();
  for (const failure of failures) {
    const [, words, hint] = failure.reason.match(/^(.*?)(?: \(([^()]+)\))?$/s);
    const [reason, said] = failure.words.replace(/ \([^()]+\)$/, "").split(/: (.*)/s), file = { ...failure, said };
    const [, usual] = ADVICE.find(([about]) => about.test(words)) ?? ADVICE.at(-1);
    const command = /^pip /.test(hint ?? "") ? hint : "", advice = command ? t("advice.extra") : hint ? `${capital(translated(hint))}.` : t(usual);
    const key = [reason, advice, failure.retry].join();
    if (!found.has(key)) found.set(key, { reason, advice, command, retry: failure.retry, files: [] });
    found.get(key).files.push(file);
  }
  return [...found.values()].sort((a, b) => b.files.length - a.files.length).map(card);
}

function card({ reason, advice, command, retry, files }) {
  const list = h("ul", { className: "files" }, files.slice(0, FIRST).map(fileRow));
  const rest = h("button", { type: "button", className: "button", onclick: () => { rest.remove(); list.append(...files.slice(FIRST).map(fileRow)); } },
    t("failures.all", { n: files.length }));
  return h("section", { className: "card" }, h("h2", {}, capital(reason), h("small", {}, count("files", files.length))),
    h("p", { className: "quiet" }, advice, " ", command ? h("code", {}, command) : t(retry ? "failures.retry" : "failures.changed")), list, files.length > FIRST ? h("div", {}, rest) : null);
}

function linkCard(links) {
  return h("section", { className: "card" }, h("h2", {}, t("links.title"), h("small", {}, count("links", links.length))),
    h("p", { className: "quiet" }, t("links.text")), h("ul", { className: "files" }, links.map(({ path, target }) => h("li", { className: "row" }, icon("file"),
      h("div", { className: "grow" }, h("b", {}, path), h("div", { className: "quiet" }, target))))));
}

function fileRow({ name, folder, said }) {
  return h("li", { className: "row" }, icon("file"), h("div", { className: "grow" }, h("b", {}, name), h("div", { className: "quiet" }, folder)),
    said ? h("small", { className: "quiet" }, said) : null);
}
