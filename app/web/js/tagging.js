// What a photo shows, in words: a wrong one is taken away, one that lacks is added, and then for its like.
import { get, getBy, post, thumbnail } from "./api.js";
import { find, h, icon } from "./dom.js";
import { say } from "./gestures.js";
import { isOwner, owners } from "./may.js";
import { tagCalled, tagName } from "./names.js";
import { openSheet } from "./sheet.js";
import { address, tell } from "./state.js";
import { count, t } from "./text.js";
import { complain } from "./toast.js";

let words = null;

// The words of one photo: links, each with the way to say that it is wrong.
export function tagsBlock(known) {
  const list = h("ul", { className: "chips tagged" }), after = h("div", {}), box = h("section", {}, h("h3", {}, t("info.tags")), list, after);
  const told = async () => {
    words = null;
    if (!box.isConnected) return tell("corrected");
    known.tags = (await get(`/api/photos/${known.photo}`)).tags;
    return draw();
  };
  const change = async (tag, given) => {
    if (!await say(t(given ? "tag.given" : "tag.gone", { tag: tagName(tag) }), () => post("/api/corrections", { photos: [known.photo], [given ? "tags" : "no_tags"]: [tag] }), told)) return;
    const like = h("button", { type: "button", className: "button small", onclick: () => forItsLike(known.photo, tag, given, told).catch(complain) }, icon("similar"), t(given ? "tag.like.given" : "tag.like.gone", { tag: tagName(tag) }));
    after.replaceChildren(like);
    like.focus();
  };
  const draw = () => list.replaceChildren(...(known.tags ?? []).map(({ tag, by_hand }) => h("li", { className: "chip plain" },
    h("a", { href: address("/search", { tags: tag }), title: by_hand ? t("source.user") : null }, tagName(tag)),
    owners(h("button", { type: "button", "aria-label": t("tag.not", { tag: tagName(tag) }), title: t("tag.not", { tag: tagName(tag) }), onclick: () => change(tag, false) }, icon("close"))))),
  ...(isOwner ? [h("li", {}, h("button", { type: "button", className: "chip plain add", onclick: () => { after.replaceChildren(adding((tag) => change(tag, true), () => { after.replaceChildren(); find(".add", list)?.focus(); })); find("input", after)?.focus(); } }, icon("plus"), t("tag.add")))] : []));
  draw();
  return box;
}

// A word is typed; those that photos have already are offered.
function adding(take, leave) {
  const list = h("datalist", { id: "tag-words" });
  const input = h("input", { className: "line", maxLength: 60, autocomplete: "off", "aria-label": t("tag.add.label"), placeholder: t("tag.add.label"), onkeydown: (event) => {
    event.stopPropagation();
    if (event.key === "Escape") leave();
    if (event.key !== "Enter" || !input.value.trim()) return;
    event.preventDefault();
    take(tagCalled(input.value.trim()));
  } });
  input.setAttribute("list", list.id);
  words ??= get("/api/tags").catch((error) => { words = null; throw error; });
  words.then(({ tags }) => list.replaceChildren(...tags.map(({ tag }) => h("option", { value: tagName(tag) }))), () => {});
  return h("div", {}, input, list);
}

// The photos nearest to it, of which the same may hold: those as good as alike are chosen, the rest is asked.
async function forItsLike(photo, tag, given, told) {
  const { photos } = await getBy(`/api/photos/${photo}/tags`, { tag, carrying: String(!given) });
  const kind = given ? ".given" : "", picked = new Set(photos.filter((one) => one.meant_too).map((one) => one.photo));
  const sure = h("button", { type: "button", className: "button main", onclick: () => {
    close();
    say(t(`tag.like.do${kind}`, { tag: tagName(tag), n: count("count", picked.size) }), () => post("/api/corrections", { photos: [...picked], [given ? "tags" : "no_tags"]: [tag] }), told);
  } });
  const counted = () => { sure.textContent = t(`tag.like.do${kind}`, { tag: tagName(tag), n: count("count", picked.size) }); sure.disabled = !picked.size; };
  const pick = ({ photo: id }, i) => h("li", {}, h("button", { type: "button", className: "pick", "aria-pressed": String(picked.has(id)), "aria-label": t("tag.like.at", { n: i + 1 }), onclick: ({ currentTarget }) => {
    if (!picked.delete(id)) picked.add(id);
    currentTarget.setAttribute("aria-pressed", String(picked.has(id)));
    counted();
  } }, h("img", { src: thumbnail(id), alt: "", loading: "lazy" }), h("span", { className: "tick" }, icon("check"))));
  counted();
  const close = openSheet(t(given ? "tag.like.given" : "tag.like.gone", { tag: tagName(tag) }), null,
    h("p", { className: "quiet" }, t(photos.length ? `tag.like.text${kind}` : `tag.like.none${kind}`, { tag: tagName(tag) })), h("ul", { className: "wall" }, photos.map(pick)),
    h("div", { className: "chips" }, photos.length ? sure : null, h("button", { type: "button", className: "button", onclick: () => close() }, t(photos.length ? "cancel" : "close"))));
  find(".sheet .pick, .sheet .chips .button")?.focus();
}
