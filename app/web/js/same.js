// 'Same person?': two at a time, what an answer settles most by first. Y, N and S answer, Ctrl+Z takes back.
import { get, post } from "./api.js";
import { emptyPage, find, focused, h, icon, nothingBelow } from "./dom.js";
import { faceImage } from "./faces.js";
import { say } from "./gestures.js";
import { address, on } from "./state.js";
import { count, t } from "./text.js";
import { complain } from "./toast.js";

const MOST = 100;

export async function showSame(content, params) {
  const page = new SamePage(content, Number(params.get("person")) || null);
  await page.ask();
  const deaf = on("people", () => page.ask().catch(complain));
  const key = (event) => page.key(event);
  document.addEventListener("keydown", key);
  return nothingBelow(() => { page.gone = true; deaf(); document.removeEventListener("keydown", key); });
}

class SamePage {
  constructor(content, person) {
    this.content = content;
    this.person = person;
    this.skipped = new Set();
    this.answered = 0;
    this.gone = false;
  }

  // Each answer changes what is worth asking next.
  async ask() {
    const { suggestions } = await get(`/api/people/suggestions?limit=${this.person || this.skipped.size ? MOST : 12}`);
    if (this.gone) return;
    const mine = ({ kind, id }) => kind === "person" && id === this.person;
    const left = suggestions.filter((pair) => !this.skipped.has(keyOf(pair)) && (!this.person || mine(pair.one) || mine(pair.other)));
    this.pair = left[0];
    this.draw(left.length);
  }

  draw(left) {
    const held = focused()?.dataset?.answer;
    const back = this.person ? address(`/person/${this.person}`) : "#/people";
    const head = h("header", { className: "head" }, h("a", { className: "round", href: back, "aria-label": t("people.back"), title: t("people.back") }, icon("back")), h("h1", {}, t("same.title")),
      this.answered ? h("span", { className: "quiet" }, count("answer", this.answered)) : null);
    if (!this.pair) {
      this.content.replaceChildren(h("div", { className: "crowd same" }, head, emptyPage("check", t("same.none.title"), t(this.skipped.size ? "same.none.skipped" : "same.none.text"), "h2"),
        h("div", { className: "answers" }, h("a", { className: "button main", href: back }, t("same.back")))));
      find(".answers a", this.content).focus();
      return;
    }
    const { one, other, settles } = this.pair;
    const answer = (word, letter, run, main = "") => h("button", { type: "button", className: `button ${main}`, "aria-keyshortcuts": letter, "data-answer": word, onclick: run }, t(`same.${word}`), h("kbd", { "aria-hidden": "true" }, letter));
    this.content.replaceChildren(h("div", { className: "crowd same" }, head, h("div", { className: "sides" }, side(one), side(other)),
      h("p", { className: "quiet", role: "status" }, [t("same.settles", { n: count("face", settles) }), left > 1 ? t("same.left", { n: left - 1 }) : ""].filter(Boolean).join(" · ")),
      h("div", { className: "answers" }, answer("no", "N", () => this.answer(false)), answer("skip", "S", () => this.skip()), answer("yes", "Y", () => this.answer(true), "main"))));
    if (held) find(`[data-answer="${held}"]`, this.content).focus({ preventScroll: true });
  }

  async answer(same) {
    const pair = this.pair;
    if (!pair) return;
    this.pair = null; // one answer a question
    this.answered += 1;
    const sides = [pair.one, pair.other].map(({ kind, id }) => ({ kind, id }));
    const done = await say(t(same ? "same.yes.done" : "same.no.done"), () => post("/api/people/answer", { one: sides[0], other: sides[1], same }));
    if (!done) await this.ask().catch(complain);
  }

  skip() {
    if (!this.pair) return;
    this.skipped.add(keyOf(this.pair));
    this.ask().catch(complain);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector(".sheet")) return;
    const run = { y: () => this.answer(true), n: () => this.answer(false), s: () => this.skip() }[event.key.toLowerCase()];
    run?.();
  }
}

const keyOf = ({ one, other }) => [one, other].map(({ kind, id }) => kind + id).sort().join(" ");

function side({ kind, id, name, faces, covers }) {
  const who = kind === "person" ? address(`/person/${id}`) : address(`/group/${id}`);
  return h("section", { className: "side" }, h("a", { href: who, "aria-label": name || t("group.open", { n: count("face", faces) }) }, h("span", { className: "few" }, covers.map(({ cover, box }) => faceImage(cover, box)))),
    h("b", { className: name ? null : "quiet" }, name || t("person.nameless")), h("small", { className: "quiet" }, count("face", faces)));
}
