// The memories of a day as covers, and the way to other days.
import { get, note, post, thumbnail } from "./api.js";
import { emptyPage, find, h, icon, nothingBelow } from "./dom.js";
import { owners } from "./may.js";
import { address, on, withMemory } from "./state.js";
import { count, dayName, t, translated } from "./text.js";
import { complain, toast } from "./toast.js";

const LOOK_MS = 700, TURN_MS = 86_400_000;

export async function showMemories(content, params) {
  const page = new MemoriesPage(content, params.get("day"));
  const found = await page.ask(get);
  const deaf = on("memory", () => page.ask(get).catch(complain));
  return { ...nothingBelow(() => { deaf(); page.destroy(); }),
    memories: () => page.found?.memories ?? found.memories,
    back: () => find(`.covers [href*="${page.last}"]`)?.focus(),
    opened: (memory) => { page.last = memory; } };
}

// Of each memory and day, for as long as the pages are open: a page that is drawn anew shows nothing new.
const told = new Set();

class MemoriesPage {
  constructor(content, day) {
    this.content = content;
    this.day = day;
    this.last = null;
    /** @type {HTMLElement | null} */
    this.form = null;
    this.asked = day ? `?day=${encodeURIComponent(day)}` : "";
  }

  destroy() {
    this.gone = true;
    clearTimeout(this.waiting);
    clearTimeout(this.wishing);
  }

  // While they are made the page says so, and asks again. An answer that comes after a later question's
  // is not drawn: the old covers would stay, with nothing left to ask again.
  async ask(how) {
    const turn = this.turn = (this.turn ?? 0) + 1;
    const found = how === post ? await post("/api/memories/regenerate", this.day ? { day: this.day } : {}) : await get(`/api/memories${this.asked}`);
    if (this.gone || turn !== this.turn) return found;
    this.found = found;
    this.draw(found);
    clearTimeout(this.waiting);
    if (found.state === "making") this.waiting = setTimeout(() => this.ask(get).catch(complain), LOOK_MS);
    else found.memories.forEach((memory, position) => this.shown(memory, position));
    return found;
  }

  // Said once: what was seen and not opened is feedback too.
  shown(memory, position) {
    const key = `${this.asked} ${memory.id}`;
    if (told.has(key)) return;
    told.add(key);
    note(`/api/memories/${memory.id}/feedback`, { event: "shown", position }).catch(() => {});
  }

  draw(found) {
    const making = found.state === "making", none = !making && !found.memories.length;
    const taken = new Set();
    const covers = h("ul", { className: "covers" }, found.memories.map((memory, i) => h("li", {}, cover(memory, i, this.day, faceOf(memory, taken)))));
    this.content.replaceChildren(h("div", { className: "memories" }, this.head(found), this.form ??= owners(this.wish()),
      making ? h("div", { className: "making", role: "status" }, h("p", {}, t("memories.making")), h("progress", { "aria-label": t("memories.making") }),
        h("ul", { className: "covers", "aria-hidden": "true" }, [1, 2, 3].map(() => h("li", {}, h("div", { className: "cover" }))))) : covers,
      owners(this.learnt()),
      none ? emptyPage("memories", t(found.state === "failed" ? "problem.title" : "memories.none.title"), translated(found.error) || t("memories.none.text"), "h2") : null));
  }

  // In plain words what feedback has changed, asked for when it is opened.
  learnt() {
    const words = h("div", {});
    const look = async () => {
      const { more, less, favorites, said } = await get("/api/memories/learnt"), names = (side) => side.map(({ what }) => what).join(", ");
      words.replaceChildren(...[more.length && t("learnt.more", { what: names(more) }), less.length && t("learnt.less", { what: names(less) }),
        favorites && t("learnt.favorites", { n: favorites }), t(said ? "learnt.said" : "learnt.none", { n: said })].filter(Boolean).map((line) => h("p", {}, line)));
    };
    return h("details", { className: "learnt quiet", ontoggle: (event) => { if (event.target.open) look().catch(complain); } }, h("summary", {}, t("learnt")), words);
  }

  // One of anything that can be searched for; it opens when it is made.
  wish() {
    const field = h("input", { type: "search", name: "wish", maxLength: 200, required: true, placeholder: t("memories.wish.example"), "aria-label": t("memories.wish") });
    return h("form", { className: "wish", onsubmit: (event) => { event.preventDefault(); this.askFor(field.value.trim()).catch(complain); } },
      field, h("button", { type: "submit", className: "button" }, icon("memories"), t("memories.wish")));
  }

  async askFor(wish) {
    if (!wish) return;
    await post("/api/memories/wish", { wish });
    toast(t("memories.wish.making"));
    const look = async () => {
      const { state, error, memories } = await get(`/api/memories/wish?wish=${encodeURIComponent(wish)}`);
      if (this.gone) return null;
      if (state === "making") { this.wishing = setTimeout(() => look().catch(complain), LOOK_MS); return null; }
      return memories.length ? withMemory(memories[0].id) : toast(translated(error) || t("memories.wish.none", { wish }));
    };
    await look();
  }

  head(found) {
    const at = Date.parse(`${found.day}T00:00:00Z`), iso = (by) => new Date(at + by * TURN_MS).toISOString().slice(0, 10);
    const step = (by, image, label) => h("a", { className: "round", href: address("/memories", { day: iso(by) }), "aria-label": t(label), title: t(label) }, icon(image));
    return h("header", { className: "head" }, h("div", {}, h("h1", {}, t("memories")), h("p", { className: "quiet" }, dayName(found.day))),
      h("div", { className: "days" }, step(-1, "back", "memories.before"),
        this.day ? h("a", { className: "button", href: "#/memories" }, t("today")) : null, step(1, "next", "memories.after"),
        owners(h("button", { type: "button", className: "round", "aria-label": t("memories.anew"), title: t("memories.anew"),
          onclick: () => this.ask(post).catch(complain) }, icon("again")))));
  }
}

// Two memories of a day do not show the same picture.
function faceOf(memory, taken) {
  const face = [memory.cover, ...memory.photos.map((photo) => photo.photo)].find((photo) => !taken.has(photo)) ?? memory.cover;
  taken.add(face);
  return face;
}

function cover(memory, i, day, face) {
  const kind = t(`memory.${memory.kind}`);
  return h("a", { className: i ? "cover" : "cover first", href: address("/memories", { day, memory: memory.id }) },
    h("img", { src: thumbnail(face, i ? "grid" : "large"), alt: "", loading: i > 5 ? "lazy" : "eager" }),
    memory.title === kind ? null : h("span", { className: "kind" }, kind),
    h("span", { className: "words" }, h("b", {}, memory.title), h("small", {}, [memory.subtitle, count("count", memory.photos.length)].filter(Boolean).join(" · "))));
}
