// A short word at the bottom, with one thing to do about it.
import { h } from "./dom.js";
import { t } from "./text.js";

const STAYS_MS = 6000;

export function toast(words, action = null, run = null) {
  const element = h("div", { className: "toast" }, h("span", {}, words));
  const button = action && h("button", { type: "button", onclick: () => { element.remove(); run(); } }, action);
  if (button) element.append(button);
  document.getElementById("toasts").replaceChildren(element);
  setTimeout(() => element.remove(), STAYS_MS);
}

// What an error says, and what helps.
export const wordsOf = (error) => [error.message || t("problem.title"), error.hint].filter(Boolean).join(" ");

export function complain(error) {
  if (error.name === "AbortError") return;
  toast(wordsOf(error));
}
