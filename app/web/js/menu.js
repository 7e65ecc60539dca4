// A few things to do, as a list over the page.
import { h, icon } from "./dom.js";
import { openSheet } from "./sheet.js";

// entries: {image, words, why, run()}; what is null is left out.
export function openMenu(title, entries) {
  const close = openSheet(title, null, h("ul", { className: "menu" }, entries.filter(Boolean).map(({ image, words, why, run }) =>
    h("li", {}, h("button", { type: "button", onclick: () => { close(); run(); } }, icon(image), h("span", {}, h("b", {}, words), why ? h("small", { className: "quiet" }, why) : null))))));
  return close;
}
