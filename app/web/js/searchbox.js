// The box in the bar, with suggestions as a list one can walk with the arrows.
import { get, note } from "./api.js";
import { h, icon } from "./dom.js";
import { go } from "./state.js";
import { t } from "./text.js";

const PAUSE_MS = 120, KEEP_MS = 300;  // the hits come first
const ICONS = { time: "date", thing: "keyword" };

// Searches are offered again by the service: the store of a browser is open to whoever has this port next.
const keep = (query, kept) => note("/api/latest", { query, keep: kept }).catch(() => null);

export class SearchBox {
  constructor() {
    this.input = h("input", { type: "search", id: "query", placeholder: t("placeholder"), autocomplete: "off",
      spellcheck: false, role: "combobox", "aria-label": t("search"), "aria-expanded": "false",
      "aria-controls": "suggestions", "aria-autocomplete": "list", enterKeyHint: "search", maxLength: 500 });
    this.list = h("ul", { id: "suggestions", role: "listbox", className: "suggestions", "aria-label": t("suggestions"), hidden: true });
    this.unkept = [];
    this.kept = Promise.resolve();
    this.clear = h("button", { type: "button", className: "round", "aria-label": t("clear"), hidden: true,
      onclick: () => { this.set(""); go("/"); this.input.focus(); } }, icon("close"));
    this.hint = h("kbd", { "aria-hidden": "true" }, "/");
    this.element = h("form", { className: "searchbox", role: "search", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      h("div", { className: "field" }, icon("search"), this.input, this.hint, this.clear), this.list);
    this.input.addEventListener("input", () => { this.tidy(); this.ask(); });
    this.input.addEventListener("focus", () => this.ask());
    this.input.addEventListener("blur", () => setTimeout(() => this.fold(), 150));
    this.input.addEventListener("keydown", (event) => this.key(event));
  }

  set(query) {
    if (query === this.input.value) return;
    this.input.value = query;
    this.tidy();
    this.fold();
  }

  tidy() {
    this.clear.hidden = !this.input.value;
    this.hint.hidden = Boolean(this.input.value);
  }

  ask() {
    clearTimeout(this.pause);
    this.pause = setTimeout(async () => {
      const typed = this.input.value;
      const found = await get(`/api/suggestions?query=${encodeURIComponent(typed)}`).catch(() => []);
      if (typed === this.input.value && document.activeElement === this.input) this.show(found);
    }, PAUSE_MS);
  }

  show(found) {
    this.found = found;
    this.chosen = -1;
    this.list.replaceChildren(...found.map((entry, i) =>
      h("li", { role: "option", id: `suggestion-${i}`, "aria-selected": "false", onpointerdown: (event) => { event.preventDefault(); if (event.target.closest(".forget")) this.forget(i); else this.take(i); } },
        icon(ICONS[entry.kind] ?? entry.kind), h("span", {}, entry.query), h("small", {}, t(`kind.${entry.kind}`)),
        entry.kind === "latest" ? h("span", { className: "forget", title: t("forget.latest") }, icon("close")) : null)));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  async forget(i) {
    await keep(this.found[i].query, false);
    this.ask();
  }

  fold() {
    clearTimeout(this.pause);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.key === "Escape") {
      if (this.list.hidden) this.input.blur();
      this.fold();
      event.stopPropagation();
    }
    if (event.key === "Delete" && this.found?.[this.chosen]?.kind === "latest" && !this.list.hidden) return this.forget(this.chosen);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || this.list.hidden) return null;
    event.preventDefault();
    const n = this.found.length;
    this.chosen = (this.chosen + step + n + (this.chosen < 0 && step < 0 ? 1 : 0)) % n;
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === this.chosen)));
    this.input.setAttribute("aria-activedescendant", `suggestion-${this.chosen}`);
    return null;
  }

  take(i) {
    this.set(this.found[i].query);
    this.submit();
  }

  // One after the other: what arrives last stands first.
  keepAll() {
    for (const query of this.unkept.splice(0)) this.kept = this.kept.then(() => keep(query, true));
  }

  submit() {
    if (this.chosen >= 0 && !this.list.hidden) this.input.value = this.found[this.chosen].query;
    this.chosen = -1;
    const query = this.input.value.trim();
    this.unkept.push(...[query].filter(Boolean));
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keepAll(), KEEP_MS);
    this.fold();
    this.input.blur();
    go(query ? "/search" : "/", query ? { q: query } : {});
  }
}
