// Photos that are there more than once, side by side with what they differ in. One of each group is kept, the others are hidden, and what was said of them is said of it.
import { get, getBy, post, thumbnail } from "./api.js";
import { emptyPage, find, h, icon } from "./dom.js";
import { say } from "./gestures.js";
import { placeName } from "./names.js";
import { gesturesOf, inParts } from "./parts.js";
import { openSheet } from "./sheet.js";
import { gone, go, on, tell, withPhoto } from "./state.js";
import { bytes, count, number, shortDay, t, timeName, translated, whenName } from "./text.js";
import { complain, toast } from "./toast.js";

const PAGE = 12, MOST = 60, PART = 100, LOOK_MS = 700, KINDS = ["exact", "same picture", "burst"];
const short = (kind) => kind.split(" ")[0];

export async function showDuplicates(content, scroller, params) {
  const page = new DuplicatesPage(content, scroller, params.get("kind"));
  await page.begin();
  const deaf = on("listed", () => page.begin().catch(complain));
  return {
    more: () => page.more(), ids: () => page.ids(), shots: () => [], back: (photo) => find(`[data-photo="${photo}"]`, content)?.focus(),
    destroy: () => { deaf(); page.destroy(); },
  };
}

class DuplicatesPage {
  constructor(content, scroller, kind) {
    this.content = content;
    this.scroller = scroller;
    this.kind = kind;
    this.groups = [];
    this.chosen = new Map();
    this.onScroll = () => {
      if (scroller.scrollTop + scroller.clientHeight * 2 > scroller.scrollHeight) this.more();
    };
    scroller.addEventListener("scroll", this.onScroll, { passive: true });
  }

  destroy() {
    this.gone = true;
    clearTimeout(this.waiting);
    this.scroller.removeEventListener("scroll", this.onScroll);
  }

  ids() { return this.groups.flatMap((group) => group.photos.map((photo) => photo.photo)); }

  ask(offset, limit = PAGE) {
    return getBy("/api/duplicates", { offset, limit, kind: this.kind || null });
  }

  async begin() {
    const turn = this.turn = {};
    const [found, trash] = await Promise.all([this.ask(0), get("/api/duplicates/trash")]);
    if (this.gone || turn !== this.turn) return; // an answer of before what was done since
    this.trash = trash;
    this.loading = null;
    this.next = found.next;
    this.groups = found.groups;
    this.draw(found);
    clearTimeout(this.waiting);
    if (found.state === "making") this.waiting = setTimeout(() => this.begin().catch(complain), LOOK_MS);
    else this.onScroll();
  }

  // The next part of the list; false where there is none.
  more() { return this.next ? this.loading ??= this.load() : false; }

  async load() {
    const { turn } = this, over = () => this.gone || turn !== this.turn;
    try {
      // Groups that were decided on are no longer in the service's list, and it compares anew after each.
      let found = await this.ask(this.groups.length);
      while (found.state === "making" && !over()) {
        await new Promise((resolve) => { setTimeout(resolve, LOOK_MS); });
        found = await this.ask(this.groups.length);
      }
      if (over()) return false;
      this.next = found.next;
      this.groups = this.groups.concat(found.groups);
      this.list.append(...found.groups.map((group) => this.card(group)));
    } catch (error) {
      if (over()) return false;
      this.next = null;
      complain(error);
    }
    this.loading = null;
    return true;
  }

  draw(found) {
    const making = found.state === "making", all = Object.values(found.kinds).reduce((sum, n) => sum + n, 0);
    if (!making && !found.total && !found.error) return this.content.replaceChildren(this.empty());
    this.list = h("div", { className: "groups" }, found.groups.map((group) => this.card(group)));
    this.content.replaceChildren(h("div", { className: "page wide" },
      h("header", {}, h("h1", {}, t("duplicates")), h("p", { className: "quiet" }, making ? t("duplicates.making") : t("duplicates.text", { extra: found.extra, of: found.extra }))),
      making ? h("progress", { "aria-label": t("duplicates.making") }) : null, all ? this.kinds(found, all) : null,
      making ? null : h("div", { className: "chips" },
        found.total > 1 ? h("button", { type: "button", className: "button", onclick: () => this.decideAll(found.total).catch(complain) }, icon("check"), t("duplicates.every")) : null, this.trashButton()),
      this.list, found.error ? h("p", { className: "quiet" }, translated(found.error)) : null));
    return null;
  }

  empty() {
    const page = emptyPage("check", t("duplicates.none"), t("duplicates.none.text"));
    page.append(...[this.trashButton()].filter(Boolean));
    return page;
  }

  trashButton() {
    const { files } = this.trash;
    if (!files.length) return null;
    const show = () => import("./trash.js").then(({ showTrashed }) => showTrashed(files)).catch(complain);
    return h("button", { type: "button", className: "button", onclick: show }, t("duplicates.trashed"), h("small", {}, number(files.length)));
  }

  kinds(found, all) {
    const choice = (kind, label, n) => h("label", {}, h("input", { type: "radio", name: "kind", checked: (this.kind ?? "") === kind,
      onchange: () => go("/duplicates", { kind }) }), label, h("small", {}, ` ${number(n)}`));
    return h("div", {}, h("div", { className: "segments", role: "radiogroup", "aria-label": t("duplicates") }, choice("", t("duplicates.all"), all),
      KINDS.filter((kind) => found.kinds[kind]).map((kind) => choice(kind, t(`duplicates.${short(kind)}`), found.kinds[kind]))));
  }

  // The photos of a group that are kept: the best, unless others were chosen.
  kept(group) { return this.chosen.get(group.photos[0].photo) ?? new Set([group.photos[0].photo]); }

  choice(group) {
    const kept = this.kept(group), ids = group.photos.map((photo) => photo.photo);
    return { kind: group.kind, kept: ids.filter((id) => kept.has(id)), others: ids.filter((id) => !kept.has(id)) };
  }

  card(group) {
    const [first] = group.photos, exact = group.kind === "exact";
    const decide = h("button", { type: "button", className: "button decide", onclick: () => this.decide(group, box).catch(complain) });
    const move = h("button", { type: "button", className: "button", onclick: () => this.move(group, box).catch(complain) }, t("duplicates.trash"));
    const show = () => {
      const { others } = this.choice(group);
      decide.replaceChildren(icon("hide"), count("duplicates.hide", others.length));
      decide.disabled = !others.length;
      move.hidden = !this.trash.allowed || !this.spare(group).length;
    };
    const keep = (photo, wanted) => {
      const kept = new Set(this.kept(group));
      if (wanted) kept.add(photo); else kept.delete(photo);
      this.chosen.set(first.photo, kept);
      show();
      return kept.size > 0;
    };
    const box = h("section", { className: "card group" },
      h("header", {}, h("div", {}, h("h2", {}, t(`duplicates.${short(group.kind)}`), h("small", {}, count("count", group.photos.length))),
        h("p", { className: "quiet" }, t(exact ? "duplicates.why.exact" : "duplicates.why", { why: group.why.map(translated).join(", ") }))),
      h("div", { className: "chips" }, h("button", { type: "button", className: "button", title: t("duplicates.apart.why"), onclick: () => this.tellApart(group, box).catch(complain) }, t("duplicates.apart")), move, decide)),
      h("ul", {}, group.photos.map((photo) => h("li", {}, tile(photo, photo === first), keepBox(photo, this.kept(group).has(photo.photo), keep),
        group.photos.length > 2 ? h("button", { type: "button", className: "button small apart", "aria-label": t("duplicates.apart.label", photo), onclick: () => this.tellApart(group, box, photo.photo).catch(complain) }, t("duplicates.apart.single")) : null, facts(photo, group.differ)))));
    show();
    return box;
  }

  // What may be moved to the trash: hidden ones whose every byte is in one that is kept.
  spare(group) {
    const { kept, others } = this.choice(group), of = new Map(group.photos.map((photo) => [photo.photo, photo]));
    return others.map((id) => ({ ...of.get(id), instead: kept.find((one) => of.get(one).same_as === of.get(id).same_as) })).filter(({ instead }) => instead)
      .map((photo) => ({ ...photo, kept: of.get(photo.instead) }));
  }

  async decide(group, box) {
    const choice = this.choice(group), next = box.nextElementSibling ?? box.previousElementSibling;
    const was = await say(({ hidden }) => t("duplicates.done", { n: count("count", hidden.length), of: hidden.length }), () => this.post([choice]), () => this.back(box, choice.others));
    if (was) find(".shot", next ?? this.content)?.focus();
    return was;
  }

  // These are no duplicates, or one of them is none of the others: all stay, and are not proposed again.
  async tellApart(group, box, alone = null) {
    const photos = group.photos.map(({ photo }) => photo), next = box.nextElementSibling ?? box.previousElementSibling;
    const after = alone === null ? () => this.back(box, []) : () => tell("listed");
    const was = await say(t("duplicates.apart.done"), () => post("/api/duplicates/different", { photos, alone }), after);
    if (was) find(".shot", next?.isConnected ? next : this.content)?.focus();
  }

  async post(choices) {
    const answer = await post("/api/duplicates/choices", { groups: choices });
    answer.hidden.forEach((photo) => gone.add(photo));
    return answer;
  }

  // Once a group is decided on its card goes; taken back, the list is made anew.
  async back(box, hidden) {
    if (!box.isConnected) {
      await this.shown(hidden);
      return;
    }
    this.groups = this.groups.filter((group) => group.photos[0].photo !== Number(find(".shot", box).dataset.photo));
    box.remove();
    if (!this.groups.length && !this.next) await this.begin();
    else this.onScroll();
  }

  async move(group, box) {
    const { moveToTrash } = await import("./trash.js");
    moveToTrash(this.spare(group), () => this.decide(group, box), () => tell("listed"));
  }

  // All groups of this kind, those not loaded yet as well: looked at first, then asked, then done in parts.
  async decideAll(total) {
    const bar = h("progress", { max: total, value: 0, "aria-label": t("duplicates.looking") }), body = h("div", { className: "form" }, h("p", {}, t("duplicates.looking")), bar);
    let open = true;
    const shut = openSheet(t("duplicates.every"), null, body), close = () => { open = false; shut(); };
    const groups = [];
    for (let next = 0; next !== null;) {
      const found = await this.ask(next, MOST);
      if (!body.isConnected || this.gone) return;
      if (found.state !== "ready") { close(); toast(t("duplicates.changed")); return; }
      groups.push(...found.groups);
      bar.value = groups.length;
      next = found.next;
    }
    const choices = groups.map((group) => this.choice(group)).filter(({ kept, others }) => kept.length && others.length);
    const others = choices.reduce((sum, choice) => sum + choice.others.length, 0), kept = choices.reduce((sum, choice) => sum + choice.kept.length, 0);
    const yes = h("button", { type: "button", className: "button main", onclick: () => { if (open) { close(); this.all(choices); } } }, t("duplicates.every.yes", { others }));
    body.replaceChildren(h("p", {}, t("duplicates.every.text", { groups: choices.length, kept, others })),
      h("div", { className: "chips" }, yes, h("button", { type: "button", className: "button", onclick: close }, t("cancel"))));
    yes.focus();
  }

  all(choices) {
    const hidden = choices.flatMap((choice) => choice.others), run = () => inParts(choices, (part) => this.post(part), PART).then(gesturesOf);
    let done = false;
    return say(t("duplicates.done", { n: count("count", hidden.length), of: hidden.length }), run, () => { done = !done; return this.shown(done ? [] : hidden); });
  }

  // These are shown again: the list is made anew.
  async shown(photos) {
    photos.forEach((photo) => gone.delete(photo));
    await tell("listed");
  }
}

function tile(photo, best) {
  const label = [t(best ? "duplicates.best" : "photo"), photo.name].join(": ");
  return h("button", { type: "button", className: "shot", "data-photo": photo.photo, "aria-label": label, onclick: () => withPhoto(photo.photo) },
    h("img", { src: thumbnail(photo.photo), alt: "", loading: "lazy" }), best ? h("span", { className: "keep" }, icon("check"), t("duplicates.best")) : null);
}

function keepBox(photo, checked, keep) {
  const box = h("input", { type: "checkbox", checked, "aria-label": `${t("keep")}: ${photo.name}`, onchange: () => {
    if (!keep(photo.photo, box.checked)) keep(photo.photo, box.checked = true); // of every group one is kept
  } });
  return h("label", { className: "keeps" }, box, t("keep"));
}

// What is known of one; what is not the same of all stands out, and what is nothing to tell them apart by is left out.
function facts(photo, differ) {
  const fact = (names, text) => (text ? h("small", { className: names.some((name) => differ.includes(name)) ? "differs" : "", title: text }, text) : null);
  const differs = (name, text) => (differ.includes(name) ? fact([name], text) : null);
  const when = photo.taken ? [whenName(photo, shortDay), timeName(photo)].filter(Boolean).join(", ") : t("duplicates.undated");
  return h("div", {}, h("b", { title: photo.name }, photo.name), fact(["folder"], photo.folder),
    fact(["pixels"], `${photo.width} × ${photo.height}`), fact(["bytes"], bytes(photo.bytes)), fact(["date"], when),
    photo.sharpness === null ? null : fact(["sharpness"], t("duplicates.sharpness", { n: Math.round(100 * photo.sharpness) })),
    differs("place", placeName(photo.place)), differs("camera", photo.camera), differs("people", photo.people.join(", ")), differs("keywords", photo.keywords.join(", ")),
    differs("caption", photo.caption), fact(["rating", "favorite"], [photo.favorite && t("favorite"), photo.rating && `${t("say.rating")} ${t("say.stars", { n: photo.rating })}`].filter(Boolean).join(" · ")));
}
