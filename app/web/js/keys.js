// The help sheet.
import { h } from "./dom.js";
import { openSheet } from "./sheet.js";
import { t } from "./text.js";

const KEYS = [
  [["/"], "keys.search"], [["←", "→", "↑", "↓"], "keys.move"], [["Enter"], "keys.open.photo"], [["←", "→"], "keys.step"],
  [["+", "−", "0"], "keys.zoom"], [["F"], "keys.favorite"], [["I"], "keys.info"], [["S"], "keys.similar"],
  [["H"], "keys.hide"], [["Esc"], "keys.close"], [["?"], "keys.help"],
];

export function showKeys() {
  if (document.querySelector(".sheet")) return;
  const rows = KEYS.map(([keys, words]) => [h("dt", {}, keys.map((name) => h("kbd", {}, name))), h("dd", {}, t(words))]);
  openSheet(t("keys.title"), "?", h("dl", { className: "keys" }, rows));
}
