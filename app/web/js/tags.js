// What the photos show, in words: the frequent ones with a picture, the rest by name.
import { get, thumbnail } from "./api.js";
import { emptyPage, h, nothingBelow } from "./dom.js";
import { tagName } from "./names.js";
import { address, on } from "./state.js";
import { capital, count, number, t } from "./text.js";

const MOST = 60;

export async function showTags(content) {
  const draw = async () => {
    const { tags } = await get("/api/tags");
    const [pictured, named] = parted(tags);
    content.replaceChildren(tags.length ? h("div", { className: "crowd tags" },
      h("header", {}, h("h1", {}, t("tags")), h("p", { className: "quiet" }, t("tags.text"))),
      h("ul", { className: "things" }, pictured.map((tag) => h("li", {}, h("a", { href: asked(tag) },
        h("img", { src: thumbnail(tag.cover), alt: "", loading: "lazy", draggable: false }), h("b", {}, capital(tagName(tag.tag))), h("small", {}, count("count", tag.photos)))))),
      named.length ? h("section", {}, h("h2", {}, t("tags.rest")), h("ul", { className: "chips" }, named.map((tag) =>
        h("li", {}, h("a", { className: "chip plain", href: asked(tag) }, tagName(tag.tag), h("small", {}, number(tag.photos))))))) : null)
      : emptyPage("keyword", t("tags.none.title"), t("tags.none.text")));
  };
  await draw();
  return nothingBelow(on("indexed", draw));
}

// A picture stands for one word only: the most frequent that has it.
function parted(tags) {
  const covers = new Set(), pictured = [], named = [];
  for (const tag of tags) {
    if (pictured.length < MOST && !covers.has(tag.cover)) pictured.push(tag);
    else named.push(tag);
    covers.add(tag.cover);
  }
  return [pictured, named.sort((a, b) => tagName(a.tag).localeCompare(tagName(b.tag)))];
}

const asked = ({ tag }) => address("/search", { tags: tag });
