// The way to every page: beside the photos, or below them on a phone, where the rest is one page further.
import { h, icon } from "./dom.js";
import { showKeys } from "./keys.js";
import { PAGES } from "./pages.js";
import { t } from "./text.js";

const GROUPS = ["see", "tidy", "phone"];

export class Nav {
  // again(): the page one is on was asked for once more.
  constructor(root, again) {
    this.links = PAGES.filter((page) => page.group).map((page) => [page, link(page)]);
    root.addEventListener("click", (event) => { if (event.target.closest("a")?.hash === (location.hash || "#/")) again(); });
    root.setAttribute("aria-label", t("nav"));
    root.replaceChildren(...GROUPS.map((group) =>
      h("ul", { className: group }, this.links.filter(([page]) => page.group === group).map(([page, element]) =>
        h("li", { className: page.tab ? "tab" : null }, element)))));
    root.append(h("button", { type: "button", className: "help", onclick: showKeys }, icon("keys"), h("span", {}, t("keys.short"))));
  }

  // On a phone, 'More' stands for all that is not in the bar.
  mark(current) {
    for (const [page, element] of this.links) {
      const beyond = page.name === "more" && current.group && !current.tab;
      element.classList.toggle("beyond", Boolean(beyond));
      if (page.name === current.name) element.setAttribute("aria-current", "page");
      else element.removeAttribute("aria-current");
    }
  }
}

function link(page) {
  return h("a", { href: `#${page.path}`, title: t(page.name) }, icon(page.icon), h("span", {}, t(page.name)));
}
