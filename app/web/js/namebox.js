// A field for a name: those of the library are completed, any other one is new.
import { everybody, round } from "./faces.js";
import { h, icon } from "./dom.js";
import { count, t } from "./text.js";

const MOST = 6;
let number = 0;

// take({name} or {person, name}): what was chosen; without: ids that are not offered; only: no new names.
export class NameBox {
  constructor({ label, take, without = [], only = false, value = "" }) {
    const id = `names-${(number += 1)}`;
    this.take = take;
    this.without = new Set(without);
    this.only = only;
    this.before = value;
    this.input = h("input", { type: "text", value, maxLength: 200, placeholder: label, autocomplete: "off", spellcheck: false, role: "combobox", "aria-label": label,
      "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocapitalize: "words" });
    this.list = h("ul", { id, role: "listbox", className: "suggestions", "aria-label": t("suggestions"), hidden: true });
    this.element = h("div", { className: "namebox" }, this.input, this.list);
    this.input.addEventListener("input", () => this.offer());
    this.input.addEventListener("focus", () => { if (only) this.offer(); });
    this.input.addEventListener("blur", () => this.fold());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.id = id;
  }

  // Nothing typed: those who are in most photos, where only they can be meant or where they are asked for.
  async offer(all = this.only) {
    const typed = this.typed();
    if (!typed && !all) return this.fold();
    const { people } = await everybody().catch(() => ({ people: [] }));
    if (typed !== this.typed() || document.activeElement !== this.input) return null;
    return this.draw(this.found(people, typed), people, typed);
  }

  // The name itself, names that begin so, then those of which a later word does.
  found(people, typed) {
    const wanted = folded(typed), words = ` ${wanted}`;
    const fits = people.filter(({ id, name, stranger }) => name && !stranger && !this.without.has(id) && ` ${folded(name)}`.includes(words));
    const first = ({ name }) => (folded(name) === wanted ? 0 : folded(name).startsWith(wanted) ? 1 : 2);
    return fits.sort((a, b) => first(a) - first(b)).slice(0, MOST);
  }

  draw(found, people, typed) {
    const exact = people.some(({ name }) => name && folded(name) === folded(typed));
    this.offered = found.map(({ id, name }) => ({ person: id, name }));
    const rows = found.map((person) => [round(person, "tiny"), h("span", {}, person.name), h("small", {}, count("count", person.photos))]);
    if (typed && !exact && !this.only) {
      this.offered.push({ name: typed });
      rows.push([icon("plus"), h("span", {}, t("name.new", { name: typed }))]);
    }
    this.list.replaceChildren(...rows.map((row, i) => h("li", { role: "option", id: `${this.id}-${i}`, "aria-selected": "false",
      onpointerdown: (event) => { event.preventDefault(); this.choose(this.offered[i]); } }, row)));
    this.mark(typed && rows.length ? 0 : -1);
    this.list.hidden = !rows.length;
    this.input.setAttribute("aria-expanded", String(rows.length > 0));
    return null;
  }

  mark(i) {
    this.at = i;
    [...this.list.children].forEach((item, k) => item.setAttribute("aria-selected", String(k === i)));
    if (i < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.id}-${i}`);
  }

  typed() { return this.input.value.trim().replace(/\s+/g, " "); }

  fold() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    return null;
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === 1 && this.list.hidden) this.offer(true);
    if (step && !this.list.hidden) {
      event.preventDefault();
      const n = this.offered.length;
      this.mark((this.at + step + n + (this.at < 0 && step < 0 ? 1 : 0)) % n);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.enter();
    } else if (event.key === "Escape" && !this.list.hidden) {
      this.input.value = this.before;
      this.fold();
      event.stopPropagation();
    }
  }

  // What is marked; else what was typed, before the list is there too.
  async enter() {
    const typed = this.typed();
    if (!this.list.hidden && this.at >= 0) return this.choose(this.offered[this.at]);
    if (!typed) return null;
    const { people } = await everybody().catch(() => ({ people: [] }));
    const known = people.find(({ name }) => name && folded(name) === folded(typed));
    if (known && !this.without.has(known.id)) return this.choose({ person: known.id, name: known.name });
    return this.only ? null : this.choose({ name: typed });
  }

  choose(who) {
    this.input.value = "";
    this.fold();
    this.take(who);
    return null;
  }
}

// What a request names somebody by.
export const whose = ({ person, name }) => (person ? { person } : { name });

const folded = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
