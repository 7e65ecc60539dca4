// All albums: those one made, saved searches, lists that are made by themselves, and the way to the folders.
import { get, thumbnail } from "./api.js";
import { h, icon, nothingBelow } from "./dom.js";
import { isOwner, owners } from "./may.js";
import { address, on } from "./state.js";
import { count, t } from "./text.js";

const LISTS = [["/latest/added", "latest", "latest.added"], ["/latest/looked-at", "eye", "latest.looked-at"], ["/folders", "folder", "folders.tree"]];

export async function showAlbums(content) {
  const draw = async () => {
    const { albums } = await get("/api/albums");
    const [lists, searches] = [albums.filter((album) => album.query === null), albums.filter((album) => album.query !== null)];
    content.replaceChildren(h("div", { className: "crowd tags" },
      h("header", { className: "row" }, h("h1", { className: "grow" }, t("albums")), owners(h("button", { type: "button", className: "button main", onclick: make }, icon("plus"), t("albums.new")))),
      lists.length ? h("ul", { className: "things" }, lists.map(albumCard)) : owners(h("p", { className: "quiet" }, t("albums.none"))),
      (searches.length > 0 || isOwner) && h("section", {}, h("h2", {}, t("albums.searches")), searches.length ? h("ul", { className: "chips" }, searches.map((album) =>
        h("li", {}, h("a", { className: "chip plain", href: address(`/album/${album.id}`) }, icon("search"), album.name)))) : h("p", { className: "quiet" }, t("albums.searches.none"))),
      h("section", {}, h("h2", {}, t("albums.lists")), h("ul", { className: "chips" }, LISTS.filter(([path]) => isOwner || !path.endsWith("looked-at")).map(([path, image, words]) =>
        h("li", {}, h("a", { className: "chip plain", href: address(path) }, icon(image), t(words))))))));
  };
  const make = () => import("./addto.js").then(({ newAlbum }) => newAlbum([]));
  await draw();
  return nothingBelow(on("albums", draw));
}

function albumCard(album) {
  return h("li", {}, h("a", { href: address(`/album/${album.id}`) },
    album.cover ? h("img", { src: thumbnail(album.cover), alt: "", loading: "lazy" }) : h("span", { className: "nopicture" }, icon("album")),
    h("b", {}, album.name), h("small", {}, count("count", album.photos))));
}
