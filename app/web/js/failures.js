// Files that could not be read: which, why, and what can be done about it.
import { get } from "./api.js";
import { emptyPage, h, icon } from "./dom.js";
import { startIndex } from "./indexing.js";
import { nothingBelow } from "./pages.js";
import { on } from "./state.js";
import { count, t } from "./text.js";

// What a reason says, and what helps against it; the first that fits.
const ADVICE = [[/permission|denied/i, "advice.permission"], [/memory|too (large|many)|pixels/i, "advice.large"], [/no such|vanish|gone|missing/i, "advice.gone"],
  [/extra|install|not supported|unsupported/i, "advice.support"], [/timed? ?out|killed|crash/i, "advice.crash"], [/./, "advice.broken"]];

export async function showFailures(content) {
  const draw = async () => {
    const failures = await get("/api/failures");
    if (!failures.length) return content.replaceChildren(emptyPage("check", t("failures.none"), t("failures.none.text")));
    content.replaceChildren(h("div", { className: "page" },
      h("header", {}, h("h1", {}, t("failures")), h("p", { className: "quiet" }, t("failures.text"))),
      h("div", {}, h("button", { type: "button", className: "button", onclick: () => startIndex([]) }, icon("again"), t("failures.again"))),
      groups(failures)));
    return null;
  };
  await draw();
  return nothingBelow(on("indexed", draw));
}

// Files that failed for one reason stand together.
function groups(failures) {
  const found = new Map();
  for (const failure of failures) found.set(failure.reason, [...(found.get(failure.reason) ?? []), failure]);
  return [...found].sort((a, b) => b[1].length - a[1].length).map(([reason, files]) => {
    const [, advice] = ADVICE.find(([words]) => words.test(reason)) ?? ADVICE.at(-1);
    return h("section", { className: "card" }, h("h2", {}, reason.charAt(0).toUpperCase() + reason.slice(1)),
      h("p", { className: "quiet" }, t(advice)), h("ul", { className: "files" }, files.map(fileRow)),
      files.length > 1 ? h("p", { className: "quiet" }, count("files", files.length)) : null);
  });
}

function fileRow(failure) {
  return h("li", { className: "row" }, icon("file"), h("div", { className: "grow" }, h("b", {}, failure.name), h("div", { className: "quiet" }, failure.folder)),
    h("small", { className: "quiet" }, failure.retry ? t("failures.retry") : t("failures.changed")));
}
