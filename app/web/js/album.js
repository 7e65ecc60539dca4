// One album in its order, which is changed by dragging, or with Alt and the arrows; a saved search, run now; the latest photos.
import { get, post, thumbnail } from "./api.js";
import { askName } from "./addto.js";
import { h, icon } from "./dom.js";
import { say } from "./gestures.js";
import { Grid } from "./grid.js";
import { inOrder } from "./listed.js";
import { isOwner, owners } from "./may.js";
import { openMenu } from "./menu.js";
import { gesturesOf, inParts } from "./parts.js";
import { Sorter } from "./sorter.js";
import { address, chosen, go, offer, on, tell, withPhoto } from "./state.js";
import { count, t } from "./text.js";

const told = () => tell("albums");

export async function showAlbum(content, scroller, id) {
  const path = `/api/albums/${id}`;
  let known = await get(path);
  const list = listPage(content, scroller, () => head(known), () => known, t(known.query === null ? "album.empty.text" : "album.found.none"));
  const change = (words, body) => say(words, () => post(path, body), told);
  const remove = (words, photos) => say(words, () => inParts(photos, (part) => post(path, { remove: part })).then(gesturesOf), told);
  // The last part first: each is set before all others.
  const arrange = (photos) => say(t("album.moved"), () => inParts(photos.toReversed(), (part) => post(path, { order: part.toReversed() })).then(gesturesOf), told);
  let deleted = false;
  const draw = async () => {
    if (deleted) return go("/albums");
    known = await get(path);
    return list.draw();
  };
  const head = (album) => [back(), album.cover && album.query === null ? h("img", { className: "cover", src: thumbnail(album.cover), alt: "" }) : null, h("h1", {}, album.name),
    album.query === null ? null : h("span", { className: "quiet" }, t("album.search"), " ", h("a", { href: address("/search", { q: album.query }) }, album.query)),
    h("span", { className: "grow" }), ...doings(list.ids, album), owners(h("button", { type: "button", className: "button", onclick: () => openMenu(album.name, [
      { image: "edit", words: t("album.rename"), run: () => askName(t("album.rename"), t("album.rename"), album.name, (name) => change(t("album.renamed", { name }), { name })) },
      { image: "close", words: t("album.delete"), why: t("album.delete.why"), run: () => say(t("album.deleted", { name: album.name }), () => post(`${path}/delete`, {}).then((done) => { deleted = true; return done; }), told) },
    ]) }, icon("more"), t("more")))];
  const named = { name: known.name };
  let withdraw = () => {};
  if (known.query === null && isOwner) {
    withdraw = offer({ image: "without", words: t("album.out"), run: (photos) => remove(t("album.outdone", { n: count("count", photos.length), of: photos.length, ...named }), photos) },
      { image: "order", words: t("album.front"), run: arrange },
      { image: "photos", words: t("album.cover"), run: ([photo]) => change(t("album.covered", named), { cover: photo }) });
    list.sorts(arrange);
  }
  list.draw();
  const deaf = [on("albums", draw), on("listed", draw)];
  return list.page(() => { withdraw(); deaf.forEach((stop) => stop()); });
}

export async function showLatest(content, scroller, which) {
  let known = await get(`/api/albums/latest/${which}`);
  const list = listPage(content, scroller, () => [back(), h("h1", {}, t(`latest.${which}`)), h("span", { className: "grow" }), ...doings(list.ids, null)],
    () => ({ ids: known.photos, months: known.months }), t("latest.none"));
  list.draw();
  const stop = on("listed", async () => { known = await get(`/api/albums/latest/${which}`); list.draw(); });
  return list.page(stop);
}

const back = () => h("a", { className: "round", href: "#/albums", "aria-label": t("album.back"), title: t("album.back") }, icon("back"));

function doings(ids, album) {
  if (!ids().length) return [];
  const button = (image, words, run) => h("button", { type: "button", className: "button", onclick: run }, icon(image), t(words));
  return [button("play", "slideshow", () => import("./slideshow.js").then(({ openSlideshow }) => openSlideshow(ids()))),
    button("send", "send", () => import("./send.js").then(({ sendPhotos }) => sendPhotos(ids(), album ? { album: album.id, name: album.name } : {})))];
}

// A page of photos in their own order. head(): what stands above; known(): {ids, months}; nothing: what to say of an empty one.
function listPage(content, scroller, head, known, nothing) {
  const canvas = h("div", { className: "canvas plain" }), above = h("div", { className: "above" }), hint = h("p", { className: "told" }, t("album.order"));
  content.replaceChildren(above, canvas);
  const grid = new Grid(scroller, canvas, { open: (i) => withPhoto(grid.items.ids[i]), moved: () => {} });
  let sorter = null;
  const ids = () => grid.items.ids;
  const draw = () => {
    const { ids: all, months } = known();
    grid.set(inOrder(all, months));
    above.replaceChildren(h("div", { className: "head album" }, ...head().filter(Boolean)), ...(all.length ? (sorter && all.length > 1 ? [hint] : []) : [h("p", { className: "quiet" }, nothing)]));
  };
  const deaf = on("marked", () => grid.refresh());
  return {
    ids, draw,
    sorts: (take) => { sorter = new Sorter(grid, canvas, chosen, take); },
    page: (leave) => ({
      ids, shots: () => [], back: (photo) => { const i = ids().indexOf(photo); if (i >= 0) grid.focus(i); },
      destroy: () => { leave(); deaf(); sorter?.destroy(); grid.destroy(); },
    }),
  };
}
