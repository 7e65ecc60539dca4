// One person: who it is, since when, where, with whom, in which memories; all their photos, or their faces to choose from.
import { get, post, thumbnail } from "./api.js";
import { emptyPage, h, icon } from "./dom.js";
import { nameOf, round } from "./faces.js";
import { FaceWall } from "./facewall.js";
import { say } from "./gestures.js";
import { facesTool, facesTools, sayOf } from "./group.js";
import { isOwner, owners } from "./may.js";
import { leaving } from "./rooms.js";
import { address, go, on, where } from "./state.js";
import { count, dayName, number, t, whenName } from "./text.js";
import { showTimeline } from "./timeline.js";

// A date that is known to the month at best is said as it is.
const FAR = new Set(["year", "decade"]);

const FEW = 6, CLOSEST = 5;

export async function showPerson(content, scroller, asked, params) {
  const known = await get(`/api/people/${asked}`);
  const page = new PersonPage(content, known, params.get("see") === "faces");
  const keys = (event) => page.key(event);
  document.addEventListener("keydown", keys, { signal: leaving(content) });
  const shown = page.faces ? await page.showFaces() : await page.showPhotos(scroller);
  page.asks().catch(() => {});
  const deaf = on("people", () => page.again().catch(() => page.gone || go("/people")));
  const destroy = () => { page.gone = true; page.globe?.destroy(); deaf(); shown.destroy(); };
  return { ...shown, memories: () => page.known.memories, destroy };
}

class PersonPage {
  constructor(content, known, faces) {
    this.content = content;
    this.known = known;
    this.faces = faces;
    this.gone = false;
    this.above = h("div", { className: "above" });
    this.drawHead();
  }

  get path() { return `/api/people/${this.known.id}`; }

  // What was done may have made this person another, or nobody.
  async again() {
    const known = await get(this.path);
    if (this.gone) return;
    this.known = known;
    this.entitle();
    this.drawHead();
    this.asks().catch(() => {});
    await this.drawFaces?.();
    await this.reload?.();
  }

  entitle() {
    if (!leaving(this.content).aborted) document.title = t("title", { page: nameOf(this.known), product: t("product") });
  }

  showPhotos(scroller) {
    this.entitle();
    return showTimeline(this.content, scroller, "all", { asked: { person: this.known.id }, title: this.above, reload: (load) => { this.reload = load; } });
  }

  async showFaces() {
    let wall = null;
    this.drawFaces = async () => {
      const { faces } = await get(`${this.path}/faces`);
      if (this.gone) return;
      const guessed = faces.filter(({ said }) => said === "guess"), sure = faces.filter(({ said }) => said !== "guess");
      const sections = [{ title: t("faces.guessed", this.named), note: t("faces.guessed.hint"), faces: guessed }, { title: t("faces.sure"), note: "", faces: sure }];
      const held = wall?.holdsFocus();
      wall = new FaceWall(sections, (take) => this.tools(take), wall);
      this.content.replaceChildren(h("div", {}, this.above, h("div", { className: "crowd" }, faces.length ? wall.element : h("p", { className: "quiet" }, t("faces.nobody")))));
      if (held) wall.focus();
    };
    this.content.replaceChildren(this.above);  // the map in it wants to know how large it is
    await this.drawFaces();
    return { ids: () => wall.photos(), shots: () => [], back: () => wall.focus(), destroy: () => {} };
  }

  get named() { return { name: nameOf(this.known) }; }

  tools(take) {
    const { named } = this, split = `${this.path}/split`, person = this.known.id;
    return facesTools(take, split,
      facesTool("check", t("faces.yes", named), () => sayOf(take, (n) => t("named", { n, ...named }), "/api/faces/name", { person }), (faces) => faces.some(({ said }) => said === "guess")),
      facesTool("close", t("faces.not", named), () => sayOf(take, (n) => t("faces.not.done", { n, ...named }), "/api/faces/not", { person })),
      facesTool("star", t("faces.cover"), () => { const [cover] = take(); say(t("faces.cover.done"), () => post(`${this.path}/change`, { cover })); }, (faces) => faces.length === 1),
      facesTool("person", t("faces.split"), () => sayOf(take, (n) => t("faces.split.done", { n }), split), (faces) => faces.length > 1));
  }

  async dialog(name) { (await import("./persondialogs.js"))[name](this.known); }

  // What the buttons do, with one key each, while nothing stands over the page and nobody types.
  key(event) {
    if (!isOwner || !this.above.isConnected || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, .wall") || document.querySelector(".sheet, .viewer, .player")) return;
    const { known } = this, hide = () => say(t("person.hid", this.named), () => post(`${this.path}/change`, { hidden: true }));
    const run = { r: () => this.dialog("rename"), m: () => this.dialog("merge"), c: () => known.faces && go(`/person/${known.id}`, { see: "faces" }), h: () => !known.hidden && hide() }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }

  drawHead() {
    const { known } = this;
    const act = (image, label, run) => h("button", { type: "button", className: "button", onclick: run }, icon(image), h("span", {}, label));
    const dialog = (name) => this.dialog(name);
    this.asking = h("div", {});
    this.above.replaceChildren(h("header", { className: "who" }, h("a", { className: "round", href: "#/people", "aria-label": t("people.back"), title: t("people.back") }, icon("back")),
      round(known, "big"), h("div", {}, h("h1", { className: known.name ? null : "quiet" }, nameOf(known)), h("p", { className: "quiet" }, this.facts()),
        h("div", { className: "doings" }, owners(act("words", t(known.name ? "person.rename" : "person.name"), () => dialog("rename"))), owners(act("plus", t("person.merge"), () => dialog("merge"))),
          known.placed ? h("a", { className: "button", href: address("/map", { person: known.id }) }, icon("map"), h("span", {}, t("map"))) : null,
          owners(act("more", t("person.more"), () => dialog("more"))))), this.where()),
    isOwner && (known.hidden || known.stranger) ? this.away() : "", this.asking, this.company(), this.memories(), this.choice(),
    known.photos ? "" : emptyPage("person", t("person.none.title"), t("person.none.text"), "h2"));
  }

  // How many photos, and the first and the last of them by their dates.
  facts() {
    const { photos, first, last, birth } = this.known, day = (end) => whenName(FAR.has(end.precision) ? end : { ...end, precision: "month" });
    const link = (end, words) => h("a", { href: address(where().path, { ...Object.fromEntries(where().params), photo: end.photo }), title: t(words) }, day(end));
    const span = first ? [link(first, "person.first"), ...(day(first) === day(last) ? [] : [" – ", link(last, "person.last")])] : null;
    return [[count("count", photos)], span, birth ? [t("person.born", { when: whenBorn(birth) })] : null].filter(Boolean).flatMap((part, i) => (i ? [" · ", ...part] : part));
  }

  // Where they were seen, as dots on a small map that leads to the large one.
  where() {
    this.globe?.destroy();
    this.globe = null;
    const { bounds, spots, id } = this.known;
    if (!bounds) return null;
    const most = spots[0].photos, canvas = h("canvas", { "aria-hidden": "true" });
    const dots = spots.map(({ photos }) => {
      const dot = h("span", { className: "spot" });
      dot.style.setProperty("--share", Math.sqrt(photos / most).toFixed(2));
      return dot;
    });
    const link = h("a", { className: "globe small", href: address("/map", { person: id }), "aria-label": t("person.where"), title: t("person.where") }, canvas, dots);
    import("./globe.js").then(async ({ Globe }) => {
      if (this.gone || !link.isConnected) return;
      const globe = new Globe(link, canvas, { moved: () => dots.forEach((dot, i) => { dot.style.translate = globe.place(spots[i]).map((at) => `${at.toFixed(1)}px`).join(" "); }) });
      this.globe = globe;
      globe.rest();
      await globe.load();
      globe.fit(bounds);
      globe.set(globe.x, globe.y, Math.min(globe.zoom, CLOSEST));
    }).catch(() => link.remove());
    return link;
  }

  away() {
    const mark = this.known.stranger ? { stranger: false } : { hidden: false };
    return h("div", { className: "note", role: "status" }, icon("hide"), h("div", { className: "grow" }, t(this.known.stranger ? "person.stranger.is" : "person.hidden.is")),
      h("button", { type: "button", className: "button", onclick: () => say(t("person.back"), () => post(`${this.path}/change`, mark)) }, t("unhide")));
  }

  company() {
    if (!this.known.with.length) return "";
    return h("section", { className: "with" }, h("h2", {}, t("person.with")), h("ul", { className: "chips" }, this.known.with.slice(0, FEW).map((other) =>
      h("li", {}, h("a", { className: "chip plain", href: this.together(other) }, round(other, "tiny"), other.name, h("small", {}, number(other.photos)))))));
  }

  together(other) {
    const all = [this.known.name, other.name].filter(Boolean);
    return all.length > 1 ? address("/search", { q: all.join(" & "), plan: JSON.stringify({ people: { all } }) }) : address(`/person/${other.id}`);
  }

  memories() {
    if (!this.known.memories.length) return "";
    return h("section", { className: "with" }, h("h2", {}, t("memories")), h("ul", { className: "covers short" }, this.known.memories.slice(0, FEW).map((memory) =>
      h("li", {}, h("a", { className: "cover", href: address(`/person/${this.known.id}`, { memory: memory.id }) }, h("img", { src: thumbnail(memory.cover), alt: "", loading: "lazy" }),
        h("span", { className: "words" }, h("b", {}, memory.title), h("small", {}, [memory.subtitle, count("count", memory.photos.length)].filter(Boolean).join(" · "))))))));
  }

  // All photos, or the faces.
  choice() {
    const tab = (see, words, current) => h("a", { href: address(`/person/${this.known.id}`, { see }), "aria-current": current ? "page" : null }, words);
    return this.known.faces && isOwner ? h("nav", { className: "segments tabs", "aria-label": t("person.see") }, tab(null, t("photos"), !this.faces),
      tab("faces", [t("faces"), " ", h("small", {}, number(this.known.faces))], this.faces)) : "";
  }

  // Whether there are faces or people that may be this one: it is asked elsewhere.
  async asks() {
    if (!isOwner) return;
    const { suggestions } = await get("/api/people/suggestions?limit=100");
    const mine = suggestions.filter((pair) => [pair.one, pair.other].some(({ kind, id }) => kind === "person" && id === this.known.id));
    if (!mine.length) return;
    const other = mine[0].one.kind === "person" && mine[0].one.id === this.known.id ? mine[0].other : mine[0].one;
    this.asking.replaceChildren(h("a", { className: "card ask", href: address("/same", { person: this.known.id }) }, h("span", { className: "pair" }, round(this.known, "small"), round(other.covers[0] ?? {}, "small")),
      h("span", { className: "grow" }, h("b", {}, t("same.title")), h("span", { className: "quiet" }, t("same.tease.named", this.named))), icon("next")));
  }
}

// '2019-05-31', '2019-05' or '2019'.
function whenBorn(birth) {
  return whenName({ taken: birth, precision: { 4: "year", 7: "month" }[birth.length] ?? "day", date_source: "user" }, dayName);
}
