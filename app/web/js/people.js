// Who is in the photos: those with a name, groups of faces that wait for one, and what can be asked about them.
import { get, post } from "./api.js";
import { consentCard } from "./consent.js";
import { emptyPage, find, h, icon, nothingBelow } from "./dom.js";
import { everybody, isAside, nameOf, round } from "./faces.js";
import { say } from "./gestures.js";
import { isOwner, owners } from "./may.js";
import { NameBox, whose } from "./namebox.js";
import { address, on } from "./state.js";
import { count, t } from "./text.js";
import { complain } from "./toast.js";

const FIRST = 4, CARD_PX = 166, SIDES_PX = 32, MOST_PX = 1560, LOOK_MS = 4000;

export async function showPeople(content, params) {
  const page = new PeoplePage(content, params.get("show") === "all", params.get("hidden") === "true");
  await page.draw();
  const deaf = on("people", () => page.draw().catch(complain));
  return nothingBelow(() => { page.gone = true; deaf(); clearTimeout(page.waiting); });
}

class PeoplePage {
  constructor(content, all, hidden) {
    this.content = content;
    this.all = all;
    this.hidden = hidden;
    this.gone = false;
    this.asking = h("div", {});
  }

  async draw() {
    const [found, { steps }] = await Promise.all([everybody({ anew: true }), isOwner ? get("/api/steps") : { steps: [] }]);
    if (this.gone) return;
    const step = steps.find((one) => one.step === "faces"), held = this.held();
    const shown = found.people.filter((person) => !isAside(person)), away = found.people.filter(isAside);
    const nobody = !found.people.length && !found.groups.length;
    this.content.replaceChildren(h("div", { className: "crowd" }, this.head(away.length),
      step && !found.on ? consentCard(step, () => this.draw()) : this.progress(found.on && step),
      this.asking,
      owners(this.groups(found.groups)),
      shown.length ? crowd(found.groups.length ? t("people.known") : "", shown) : null,
      this.hidden && away.length ? crowd(t("people.aside"), away) : null,
      nobody && found.on && !step?.due ? emptyPage("person", t("people.none.title"), t("people.none.text"), "h2") : null));
    this.regain(held);
    if (isOwner) this.ask().catch(() => {});
    clearTimeout(this.waiting);
    if (found.on && step?.due) this.waiting = setTimeout(() => this.look(step.done).catch(complain), LOOK_MS);
  }

  // What to ask takes longer to know than who there is: nobody waits for it.
  async ask() {
    const { suggestions } = await get("/api/people/suggestions?limit=1");
    this.asking.replaceChildren(...suggestions.map(askCard));
  }

  // Faces are being found: what is new is shown, unless somebody is typing a name.
  async look(done) {
    const { steps } = await get("/api/steps"), step = steps.find((one) => one.step === "faces");
    if (this.gone) return;
    const typing = this.content.contains(document.activeElement) && document.activeElement.localName === "input";
    if (step && !typing && (step.done !== done || !step.due)) await this.draw();
    else if (step?.due) this.waiting = setTimeout(() => this.look(done).catch(complain), LOOK_MS);
  }

  head(away) {
    const toggle = () => h("a", { className: "button", href: address("/people", this.hidden ? {} : { hidden: true }) }, icon(this.hidden ? "hide" : "eye"), t(this.hidden ? "people.fewer" : "people.more", { n: away }));
    return h("header", { className: "head" }, h("div", {}, h("h1", {}, t("people")), h("p", { className: "quiet" }, t("people.text"))), away && isOwner ? toggle() : null);
  }

  progress(step) {
    if (!step?.due) return null;
    const all = step.done + step.due;
    return h("div", { className: "card finding", role: "status" }, h("p", {}, t("people.finding", { done: step.done, all })),
      h("progress", { value: step.done, max: all, "aria-label": t("people.finding.label") }));
  }

  groups(groups) {
    if (!groups.length) return null;
    const beside = Math.floor((Math.min(this.content.clientWidth, MOST_PX) - SIDES_PX) / CARD_PX);
    const shown = this.all ? groups : groups.slice(0, Math.max(beside, FIRST)), more = groups.length - shown.length;
    return h("section", { className: "unknown" }, h("header", { className: "head" }, h("h2", {}, t("people.who"), h("small", {}, count("group", groups.length))),
      more > 0 || this.all ? h("a", { href: address("/people", this.all ? {} : { show: "all" }) }, t(this.all ? "people.who.fewer" : "people.who.all", { n: groups.length })) : null),
    h("ul", { className: "nameless" }, shown.map((group) => h("li", { "data-group": group.id }, this.groupCard(group)))));
  }

  groupCard(group) {
    const words = count("face", group.faces);
    const box = new NameBox({ label: t("name.label"), take: (who) => this.name(group, who) });
    return [h("a", { href: address(`/group/${group.id}`), "aria-label": t("group.open", { n: words }) }, round(group)), h("small", { className: "quiet" }, words), box.element,
      h("button", { type: "button", className: "ignore", "aria-label": t("group.ignore.of", { n: words }), title: t("group.ignore.why"),
        onclick: () => say(t("group.ignored"), () => post(`/api/people/groups/${group.id}/ignore`, {})) }, t("group.ignore"))];
  }

  async name(group, who) {
    await say(t("named", { n: count("face", group.faces), name: who.name }), () => post(`/api/people/groups/${group.id}/name`, whose(who)));
  }

  // Where the focus is, as far as it is in a group: a list drawn anew keeps its place for the next name.
  held() {
    /** @type {HTMLElement | null} */
    const card = document.activeElement?.closest?.("[data-group]");
    if (!card || !this.content.contains(card)) return null;
    return { id: card.dataset.group, at: [...card.parentElement.children].indexOf(card), input: document.activeElement.localName === "input" };
  }

  regain(held) {
    if (!held) return;
    const cards = [...this.content.querySelectorAll("[data-group]")];
    const card = cards.find((one) => one.dataset.group === held.id) ?? cards[Math.min(held.at, cards.length - 1)];
    const wanted = card ? find(held.input ? "input" : ".ignore", card) : find(".faces a", this.content);
    wanted?.focus({ preventScroll: Boolean(card) });
  }
}

// What a yes or a no would settle most by; the rest is asked on a page of its own.
function askCard({ one, other }) {
  const pair = [one, other].map((side) => round(side.covers[0] ?? {}, "small"));
  const words = [one, other].map(({ name }) => name).filter(Boolean);
  return h("a", { className: "card ask", href: "#/same" }, h("span", { className: "pair" }, pair),
    h("span", { className: "grow" }, h("b", {}, t("same.title")), h("span", { className: "quiet" }, t(words.length ? "same.tease.named" : "same.tease", { name: words[0] }))), icon("next"));
}

function crowd(title, people) {
  return h("section", {}, title ? h("h2", {}, title) : null, h("ul", { className: "faces" }, people.map((person) =>
    h("li", {}, h("a", { href: address(`/person/${person.id}`), className: person.hidden || person.stranger ? "aside" : null }, round(person),
      h("b", { title: nameOf(person), className: person.name ? null : "quiet" }, nameOf(person)), h("small", {}, count("count", person.photos)))))));
}

