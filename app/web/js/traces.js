// Where it was looked for what was forgotten: what is out of reach is said at once, the rest to who asks.
import { h } from "./dom.js";
import { openSheet } from "./sheet.js";
import { t } from "./text.js";
import { toast } from "./toast.js";

const LEFT = new Set(["out of reach", "in use"]);

/** @param {{ place: string, fate: string }[]} traces */
export function sayForgotten(words, traces) {
  if (!traces.length) {
    toast(words);
    return;
  }
  const show = () => openSheet(t("traces"), null, h("p", { className: "quiet" }, t("traces.text")),
    h("ul", { className: "files" }, traces.map(({ place, fate }) => h("li", { className: "row" },
      h("div", { className: "grow" }, place), h("small", { className: "quiet" }, t(`traces.${fate.replaceAll(" ", "_")}`))))));
  toast(words, t("traces"), show);
  if (traces.some(({ fate }) => LEFT.has(fate))) show();
}
