// The help sheet.
import { h, icon, keepFocus } from "./dom.js";
import { t } from "./text.js";

const KEYS = [
  [["/"], "keys.search"], [["←", "→", "↑", "↓"], "keys.move"], [["Enter"], "keys.open.photo"], [["←", "→"], "keys.step"],
  [["+", "−", "0"], "keys.zoom"], [["F"], "keys.favorite"], [["I"], "keys.info"], [["S"], "keys.similar"],
  [["H"], "keys.hide"], [["Esc"], "keys.close"], [["?"], "keys.help"],
];

export function showKeys() {
  if (document.querySelector(".sheet")) return;
  const before = document.activeElement;
  const close = () => { sheet.remove(); document.removeEventListener("keydown", key, true); before?.focus(); };
  const button = h("button", { type: "button", className: "round", "aria-label": t("close"), onclick: close }, icon("close"));
  const rows = KEYS.map(([keys, words]) => [h("dt", {}, keys.map((name) => h("kbd", {}, name))), h("dd", {}, t(words))]);
  const sheet = h("div", { className: "sheet", role: "dialog", "aria-modal": "true", "aria-label": t("keys.title"),
    onclick: (event) => { if (event.target === sheet) close(); } },
    h("div", {}, h("header", {}, h("h2", {}, t("keys.title")), button), h("dl", { className: "keys" }, rows)));
  const key = (event) => {
    keepFocus(sheet, event);
    if (event.key === "Escape" || event.key === "?") { event.preventDefault(); close(); }
    event.stopPropagation();
  };
  document.addEventListener("keydown", key, true);
  document.body.append(sheet);
  button.focus();
}
