// The help sheet.
import { h } from "./dom.js";
import { openSheet } from "./sheet.js";
import { t } from "./text.js";

const ARROWS = ["←", "→", "↑", "↓"];
/** @type {Record<string, [string[], string][]>} */
const KEYS = {
  everywhere: [[["/"], "search"], [["Tab"], "tab"], [["Esc"], "close"], [["?"], "help"]],
  grid: [[ARROWS, "move"], [["Home", "End"], "ends"], [["Enter"], "open"], [["X", "Ctrl A"], "choose"], [["Shift", "click"], "through"], [["Alt", "←", "→"], "order"]],
  photo: [[["←", "→"], "step"], [["+", "−", "0"], "zoom"], [["Z"], "near"], [["F"], "favorite"], [["I"], "info"], [["S"], "similar"], [["P"], "faces"], [["T"], "text"], [["D"], "draw"], [["H"], "hide"], [["A"], "more"], [["E"], "edit"]],
  people: [[ARROWS, "move"], [["Space"], "pick"], [["Shift", "Space"], "through"], [["N"], "name"], [["O"], "photo"], [["Y", "N", "S"], "same"], [["Ctrl Z"], "undo"]],
  person: [[["R"], "rename"], [["M"], "merge"], [["C"], "cover"], [["H"], "aside"]],
  memory: [[["←", "→"], "step"], [["Space"], "pause"], [["F"], "favorite"], [["I"], "why"], [["Home", "End"], "ends"]],
  map: [[ARROWS, "pan"], [["+", "−"], "closer"], [["0"], "whole"]],
};

// As it stands on the keyboards of this language: 'Ctrl A', 'Strg A'.
const nameOf = (keys) => keys.split(" ").map((key) => (key.length > 1 ? t(`kbd.${key.toLowerCase()}`) : key)).join(" ");

export function showKeys() {
  if (document.querySelector(".sheet")) return;
  const row = ([keys, words]) => [h("dt", {}, keys.map((name) => h("kbd", {}, nameOf(name)))), h("dd", {}, t(`keys.${words}`))];
  openSheet(t("keys.title"), "?", h("div", { className: "allkeys" }, Object.entries(KEYS).map(([where, rows]) =>
    h("div", {}, h("h3", {}, t(`keys.in.${where}`)), h("dl", { className: "keys" }, rows.map(row))))));
}
