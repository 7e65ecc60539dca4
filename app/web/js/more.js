// What a phone's bar has no room for.
import { h, icon, nothingBelow } from "./dom.js";
import { t } from "./text.js";

export function showMore(content, pages) {
  const rest = pages.filter((page) => page.group && !page.tab);
  content.replaceChildren(h("div", { className: "page" }, h("header", {}, h("h1", {}, t("more"))),
    h("ul", { className: "card more" }, rest.map((page) =>
      h("li", {}, h("a", { href: `#${page.path}` }, icon(page.icon), h("span", {}, t(page.name)), icon("next")))))));
  return nothingBelow();
}
