// A small dialog over the page: it takes the focus, keeps it, and gives it back.
import { focused, h, icon, keepFocus } from "./dom.js";
import { t } from "./text.js";

// closeOn: keys that close it besides Escape. Answers a function that closes it.
export function openSheet(title, closeOn, ...content) {
  const before = focused();
  const close = () => {
    sheet.remove();
    document.removeEventListener("keydown", beyond, true);
    window.removeEventListener("hashchange", close);
    before?.focus();
  };
  const button = h("button", { type: "button", className: "round", "aria-label": t("close"), onclick: close }, icon("close"));
  const sheet = h("div", { className: "sheet", role: "dialog", "aria-modal": "true", "aria-label": title,
    onclick: (event) => { if (event.target === sheet) close(); } },
  h("div", {}, h("header", {}, h("h2", {}, title), button), content));
  const key = (event) => {
    keepFocus(sheet, event);
    if (event.key === "Escape" || event.key === closeOn) {
      event.preventDefault();
      close();
    }
    event.stopPropagation();
  };
  // What is in the sheet hears its keys first; nothing below it hears any.
  const beyond = (event) => { if (!sheet.contains(event.target)) key(event); };
  sheet.addEventListener("keydown", key);
  document.addEventListener("keydown", beyond, true);
  window.addEventListener("hashchange", close);  // it belongs to what it was opened over
  document.body.append(sheet);
  button.focus();
  return close;
}
