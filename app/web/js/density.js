// How large the pictures of every grid are: three steps. Kept in this browser.
import { h } from "./dom.js";
import { tell } from "./state.js";
import { t } from "./text.js";

const KEY = "density";
/** @type {Record<string, number>} */
const SCALES = { small: 0.6, medium: 1, large: 1.6 };

function density() {
  const kept = localStorage.getItem(KEY) ?? "";
  return kept in SCALES ? kept : "medium";
}

// How high a row is, in that of the medium step.
export const scale = () => SCALES[density()];

// Three buttons, the chosen one pressed.
export function sizes() {
  const buttons = Object.keys(SCALES).map((name) => h("button", { type: "button", "aria-label": t(`size.${name}`), title: t(`size.${name}`), "aria-pressed": String(name === density()),
    onclick: ({ currentTarget }) => {
      localStorage.setItem(KEY, name);
      buttons.forEach((button) => button.setAttribute("aria-pressed", String(button === currentTarget)));
      tell("density");
    } }, h("i", {})));
  return h("div", { className: "sizes", role: "group", "aria-label": t("size") }, buttons);
}
