// The folders that photos lie in, as a tree; one of them with all below it.
import { get, thumbnail } from "./api.js";
import { h, icon, nothingBelow } from "./dom.js";
import { address, on } from "./state.js";
import { count, t } from "./text.js";
import { showTimeline } from "./timeline.js";

export async function showFolders(content) {
  const draw = async () => {
    const { folders } = await get("/api/folders/tree");
    content.replaceChildren(h("div", { className: "page" }, h("header", {}, h("h1", {}, t("tree.title"))),
      folders.length ? h("div", { className: "card" }, branch(grown(folders), 0)) : h("p", { className: "quiet" }, t("tree.none"))));
  };
  await draw();
  return nothingBelow(on("indexed", draw));
}

// A node: {root, name, path, photos (with those below), cover, below: Map}.
function grown(folders) {
  const top = { below: new Map() };
  for (const { root, name, path, photos, cover } of folders) {
    let node = top, so = "";
    for (const [i, part] of [name, ...path.split("/").filter(Boolean)].entries()) {
      so = i ? (so ? `${so}/${part}` : part) : "";
      const key = i ? part : String(root);
      if (!node.below.has(key)) node.below.set(key, { root, name: part, path: so, photos: 0, cover, below: new Map() });
      node = node.below.get(key);
      node.photos += photos;
    }
  }
  return top.below;
}

// The first levels are open; a branch is drawn when it is opened.
function branch(nodes, depth) {
  return h("ul", { className: "tree" }, [...nodes.values()].map((node) => {
    const link = h("a", { href: address("/folder", { root: node.root, path: node.path, name: node.name }) }, h("img", { src: thumbnail(node.cover), alt: "", loading: "lazy" }),
      h("span", {}, node.name), h("small", {}, count("count", node.photos)));
    if (!node.below.size) return h("li", {}, h("div", { className: "leaf" }, link));
    const details = h("details", { open: depth < 1, ontoggle: () => fill() }, h("summary", { "aria-label": t("tree.open", { name: node.name }) }, icon("next")));
    const fill = () => { if (details.open && details.children.length === 1) details.append(branch(node.below, depth + 1)); };
    fill();
    return h("li", {}, h("div", { className: "leaf" }, link), details);
  }));
}

export function showFolder({ content, scroller, params }) {
  const path = params.get("path") ?? "";
  const title = h("div", { className: "above" }, h("div", { className: "head" }, h("a", { className: "round", href: "#/folders", "aria-label": t("tree.back"), title: t("tree.back") }, icon("back")),
    h("h1", {}, params.get("name") || t("tree.title")), h("span", { className: "quiet" }, path)));
  return showTimeline(content, scroller, "all", { asked: { root: params.get("root"), folder: path }, title });
}
