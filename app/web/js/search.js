// Results of a search, or photos like one, with the plan as chips above them.
import { getBy, post, thumbnail } from "./api.js";
import { h, icon } from "./dom.js";
import { facetRow, orderChoice, tagsOf } from "./facets.js";
import { Grid } from "./grid.js";
import { isOwner } from "./may.js";
import { askByPhoto, pictureHead, sent } from "./picture.js";
import { languageName, placeName, queryLanguages, tagName } from "./names.js";
import { address, favorites, go, gone, on, videos, withPhoto } from "./state.js";
import { count, dayName, shortDay, t, whenName } from "./text.js";
import { complain, wordsOf } from "./toast.js";

// The first hits fill a window twice; what comes after them is asked for while they are looked at.
const FIRST = 60, PAGE = 120, MOST = 500;
const ICONS = { text: "words", without: "without", taken: "date", recurring: "date", places: "place", people: "person", faces: "person", age: "person",
  media: "photos", camera: "camera", folders: "folder", exact: "words", favorite: "heart", min_rating: "star", lacks: "without",
  order: "order", limit: "order" };

// params: q, the words; plan, a plan in place of theirs; tags, words that all photos are tagged with; lang, what they are read in.
export async function showSearch(content, scroller, params) {
  const query = params.get("q") ?? "", plan = params.get("plan"), tags = tagsOf(params), language = params.get("lang") ?? "";
  let path = "/api/search";
  const ask = (cursor, limit = PAGE, at = path, signal) => post(at, { query, plan: plan ? JSON.parse(plan) : null, planner: "rules", language, tags, limit, cursor, facets: !cursor }, signal);
  const first = await ask("", FIRST);
  if (!plan && !language) refine(query, tags, first.plan, scroller).catch(() => {});
  const page = results(content, scroller, first, ask, (found) => searchHead(found, query, tags, plan, language));
  if (first.doubtful) {
    const left = new AbortController(), closer = () => ask("", FIRST, "/api/search/closer", left.signal);
    const look = () => lookCloser(scroller, closer, page, () => { path = "/api/search/closer"; }).catch((error) => left.signal.aborted || page.show({ ...first, failed: { error, again } }));
    const again = () => { page.show(first); look(); };
    look();
    return { ...page, destroy: () => { left.abort(); page.destroy(); } };
  }
  return page;
}

// Whether anything matches is in doubt: the best photos are looked at closely meanwhile, and the list is put right in
// place; of a list that was scrolled, only what is said above it.
async function lookCloser(scroller, ask, page, listed) {
  const found = await ask(), moved = scroller.scrollTop > 0;
  if (!moved) listed();
  page.show(found, !moved);
}

// The rules have answered; where a language model is wanted and reads the query otherwise, its plan takes their place,
// unless the user has gone on meanwhile.
async function refine(query, tags, plan, scroller) {
  const at = location.hash;
  const better = await post("/api/plan", { query });
  const same = better.planner === "rules" || JSON.stringify(better.plan) === JSON.stringify(plan);
  if (!same && location.hash === at && !scroller.scrollTop) location.replace(address("/search", { q: query, plan: JSON.stringify(better.plan), tags: tags.join(",") }));
}

export async function showSimilar(content, scroller, photo, params) {
  const [plus, minus] = [params.get("plus") ?? "", params.get("minus") ?? ""];
  const found = await getBy(`/api/photos/${photo}/similar`, { limit: 60, plus, minus });
  return alike(content, scroller, found, [photo], t("similar.title"), bent(photo, plus, minus));
}

// Photos like several at once, and less like others of them: a press on one turns it about.
export async function showLike(content, scroller, params) {
  const photos = (params.get("photos") ?? "").split(",").map(Number), less = (params.get("less") ?? "").split(",").map(Number);
  const like = photos.filter((photo) => !less.includes(photo));
  const found = await post("/api/refine", { like, less: photos.filter((photo) => less.includes(photo)), limit: 60 });
  return alike(content, scroller, found, [], t("similar.titles"), h("div", { className: "turned" }, photos.map((photo) => turning(photo, photos, less, like))));
}

function turning(photo, photos, less, like) {
  const is = less.includes(photo), label = t(is ? "picture.less" : "picture.more");
  const turn = () => go("/like", { photos: photos.join(","), less: (is ? less.filter((one) => one !== photo) : [...less, photo]).filter(Boolean).join(",") });
  return h("button", { type: "button", className: is ? "less" : "", "aria-pressed": String(is), title: label, disabled: !is && like.length < 2, onclick: turn },
    h("img", { src: thumbnail(photo), alt: "" }), h("span", {}, label));
}

// Photos like pictures from outside, with words.
export async function showPicture(content, scroller, params) {
  const query = params.get("q") ?? "", pictures = sent();
  const whole = { hits: [], total: 0, good: 0, next: null };
  if (query || pictures.some(({ less }) => !less)) Object.assign(whole, await post("/api/refine", { pictures, query, limit: 60 }));
  return results(content, scroller, whole, async () => whole, () => pictureHead(query));
}

function alike(content, scroller, found, photos, title, ...more) {
  const whole = { ...found, good: 0, next: null };
  return results(content, scroller, whole, async () => whole, () => [h("div", { className: "head like" },
    photos.map((photo) => h("img", { src: thumbnail(photo), alt: "" })), h("h1", {}, title), more),
  found.hits.length ? "" : h("p", { className: "quiet" }, t("similar.none"))]);
}

// Like the photo, but with more of one thing and less of another.
function bent(photo, plus, minus) {
  const field = (name, value) => h("label", {}, h("span", {}, t(`similar.${name}`)), h("input", { name, value, maxLength: 200, placeholder: name === "plus" ? t("similar.plus.hint") : "" }));
  return h("form", { className: "bent", onsubmit: (event) => {
    event.preventDefault();
    go(`/similar/${photo}`, Object.fromEntries([...new FormData(event.target)].map(([name, words]) => [name, String(words).trim()])));
  } }, field("plus", plus), field("minus", minus), h("button", { type: "submit", className: "button" }, t("similar.go")),
  h("button", { type: "button", className: "button", onclick: () => askByPhoto(photo).catch(complain) }, t("similar.part")));
}

function results(content, scroller, first, ask, head) {
  const canvas = h("div", { className: "canvas plain" });
  const above = h("div", { className: "above" }, head(first));
  content.replaceChildren(above, canvas);
  let whole = first, hits = first.hits, next = first.next, loading = null;
  const load = async () => {
    const at = next;
    try {
      const page = await ask(at);
      if (next === at) {  // else the list is another one by now
        next = page.next;
        hits = hits.concat(page.hits);
        grid.set(itemsOf(hits, whole));
      }
    } catch (error) {
      next = null;
      complain(error);
    }
    loading = null;
    return true;
  };
  // The next part of the list; false where there is none.
  const more = () => (next ? loading ??= load() : false);
  const moved = () => { if (scroller.scrollTop + scroller.clientHeight * 2 > scroller.scrollHeight) more(); };
  const grid = new Grid(scroller, canvas, { open: (i) => withPhoto(grid.items.ids[i]), moved });
  grid.set(itemsOf(hits, first));
  moved();
  const list = (found) => {
    whole = found;
    hits = found.hits.filter((hit) => !gone.has(hit.photo));
    next = found.next;
    grid.set(itemsOf(hits, found));
  };
  const relist = async () => list(await ask("", Math.min(Math.max(hits.length, PAGE), MOST)));
  const deaf = [on("marked", () => grid.refresh()), on("listed", () => relist().catch(complain))];
  return {
    more,
    ids: () => grid.items.ids,
    shots: (photo) => hits.find((hit) => hit.photo === photo)?.similar ?? [],
    second: (photo) => hits.find((hit) => hit.photo === photo)?.second ?? null,
    why: (photo) => hits.find((hit) => hit.photo === photo)?.why ?? [],
    said: (photo) => hits.find((hit) => hit.photo === photo)?.text ?? [],
    // What is said above the list, and `listed` the list.
    show: (found, listed = false) => {
      if (!above.isConnected) return;
      above.replaceChildren(...head(found));
      if (listed) list(found);
    },
    back: (photo) => { const i = grid.items.ids.indexOf(photo); if (i >= 0) grid.focus(i); },
    destroy: () => { deaf.forEach((stop) => stop()); grid.destroy(); },
  };
}

function searchHead(found, query, tags, plan, language) {
  const chips = found.chips.map((chip) => chipOf(chip, query, tags)).concat(tags.map((tag) => tagChip(tag, query, tags, plan)));
  const nothing = !found.hits.length, poor = !nothing && !found.good;
  return [
    h("div", { className: "head" }, h("h1", { className: "sr" }, t("search")),
      chips.length ? h("ul", { className: "chips", "aria-label": t("chips") }, chips) : h("b", {}, t("everything")),
      isOwner && query && !tags.length && !plan ? saveButton(query) : null, nothing ? null : orderChoice(found, query, tags),
      plan ? null : languageChoice(found.language, language, query, tags)),
    nothing ? null : facetRow(found, query, tags),
    ...found.told.map((words) => h("p", { className: "told" }, words)),
    nothing ? note(t("nothing.title"), found.lacking ? t("nothing.lacking", { what: found.lacking.join(" · ") }) : t(chips.length > 1 || !found.chips.some((chip) => chip.field === "text") ? "nothing.text" : "nothing.yet")) : null,
    poor && found.doubtful && !found.failed ? h("p", { className: "told", role: "status" }, t("closer")) : null,
    poor && found.failed ? note(t("closer.failed"), [wordsOf(found.failed.error), t("closer.unknown")].join(" "), h("button", { type: "button", className: "button", onclick: found.failed.again }, t("retry"))) : null,
    poor && !found.doubtful ? note(t("none.title"), t(chips.length > 1 ? "none.fewer" : "none.text")) : null,
    ...hintsOf(found, query, tags),
  ].filter(Boolean);
}

// What the query was read in, where that is not English or was chosen, and what else it may be read in.
function languageChoice(read, chosen, query, tags) {
  if (!chosen && ["", "en"].includes(read)) return null;
  const ask = (lang) => go("/search", { q: query, lang, tags: tags.join(",") });
  const now = chosen || read, others = queryLanguages().map(([code, name]) => h("option", { value: code, selected: code === now }, t("read.in", { language: code === now ? languageName(code) : name })));
  return h("select", { className: "button small", "aria-label": t("read.choose"), title: t("read.choose"), onchange: ({ target }) => ask(target.value) },
    others, chosen ? h("option", { value: "" }, t("read.told")) : null);
}

function saveButton(query) {
  return h("button", { type: "button", className: "button small", onclick: () => import("./addto.js").then(({ saveSearch }) => saveSearch(query)) }, icon("album"), t("search.save"));
}

// Where little was found: the query with its slips mended, words the model hardly knows, and what each condition keeps out.
function hintsOf(found, query, tags) {
  const { meant, strange, gains, read } = found.hints ?? {};
  const rest = (label) => found.chips.find((chip) => chip.label === label)?.rest;
  return [
    meant ? h("p", { className: "told" }, around("meant", h("a", { href: address("/search", { q: meant, tags: tags.join(",") }) }, meant))) : null,
    strange && !meant ? h("p", { className: "told" }, t("strange", { words: strange.join(", ") })) : null,
    read ? h("p", { className: "told" }, t("read.only", { languages: read.map(languageName).join(", ") })) : null,
    gains ? h("ul", { className: "chips" }, gains.map((gain) => h("li", {}, h("button", { type: "button", className: "button",
      onclick: () => go("/search", { q: query, plan: JSON.stringify(rest(gain.label)), tags: tags.join(",") }) }, t("gain", { label: gain.label, photos: count("count", gain.photos) }))))) : null,
  ];
}

// A sentence of the catalogue with an element for its {words}.
function around(key, element) {
  const [before, after] = t(key, { words: "\n" }).split("\n");
  return [before, element, after];
}

// more: what can be done about it.
function note(title, words, ...more) {
  return h("div", { className: "note", role: "status" }, icon("info"), h("div", {}, h("strong", {}, title), words), more);
}

function chipOf(chip, query, tags) {
  const label = chip.label.replace(/\d{4}-\d{2}-\d{2}/g, shortDay);
  const remove = () => {
    const empty = !Object.keys(chip.rest).filter((name) => name !== "evidence").length;
    if (empty && !tags.length) go("/");
    else go("/search", { q: query, plan: JSON.stringify(chip.rest), tags: tags.join(",") });
  };
  return removable(chip.field, ICONS[chip.field] ?? "words", label, remove);
}

function tagChip(tag, query, tags, plan) {
  const left = tags.filter((one) => one !== tag);
  return removable("tag", "keyword", tagName(tag), () => (left.length || query ? go("/search", { q: query, plan, tags: left.join(",") }) : go("/")));
}

function removable(field, image, label, remove) {
  return h("li", { className: `chip ${field}` }, icon(image), h("span", {}, label),
    h("button", { type: "button", "aria-label": t("chip.remove", { label }), onclick: remove }, icon("close")));
}

function itemsOf(hits, first) {
  const good = Math.min(first.good, hits.length);
  for (const hit of hits) {
    if (hit.favorite) favorites.add(hit.photo);
    if (hit.video) videos.add(hit.photo);
  }
  const sections = [];
  if (good) sections.push({ start: 0, end: good, heading: first.good < first.total ? t("best") : count("moment", first.total), note: first.good < first.total ? count("moment", first.good) : "" });
  if (good < hits.length) sections.push({ start: good, end: hits.length, heading: t("rest"), note: "", bare: !good });
  return {
    ids: hits.map((hit) => hit.photo),
    ratios: hits.map((hit) => hit.ratio),
    sections,
    when: (i) => [hits[i].taken ? whenName(hits[i], dayName) : "", placeName(hits[i].place)].filter(Boolean).join(", "),
    favorite: (id) => favorites.has(id),
    video: (id) => videos.has(id),
    shots: (i) => hits[i].similar ?? [],
    second: (i) => hits[i].second ?? null,
    said: (i) => hits[i].text?.[0]?.text ?? "",
  };
}
