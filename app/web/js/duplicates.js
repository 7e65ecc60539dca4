// Photos that are there more than once, the best of each first. A report: nothing is ever deleted from here.
import { getBy, thumbnail } from "./api.js";
import { emptyPage, h, icon } from "./dom.js";
import { markAndSay } from "./marks.js";
import { go, on, tell, withPhoto } from "./state.js";
import { bytes, count, t } from "./text.js";
import { complain } from "./toast.js";

const PAGE = 12, LOOK_MS = 700, KINDS = ["exact", "same picture", "burst"];

export async function showDuplicates(content, scroller, params) {
  const page = new DuplicatesPage(content, scroller, params.get("kind"));
  await page.begin();
  const deaf = on("listed", () => page.begin().catch(complain));
  return {
    more: () => page.more(), ids: () => page.ids(), shots: () => [], back: (photo) => content.querySelector(`[data-photo="${photo}"]`)?.focus(),
    destroy: () => { deaf(); page.destroy(); },
  };
}

class DuplicatesPage {
  constructor(content, scroller, kind) {
    this.content = content;
    this.scroller = scroller;
    this.kind = kind;
    this.groups = [];
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

  ask(offset) {
    return getBy("/api/duplicates", { offset, limit: PAGE, kind: this.kind || null });
  }

  async begin() {
    const found = await this.ask(0);
    if (this.gone) return;
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
    try {
      const found = await this.ask(this.next);
      if (this.gone) return false;
      this.next = found.next;
      this.groups = this.groups.concat(found.groups);
      this.list.append(...found.groups.map(groupCard));
    } catch (error) {
      this.next = null;
      complain(error);
    }
    this.loading = null;
    return true;
  }

  draw(found) {
    const making = found.state === "making", all = Object.values(found.kinds).reduce((sum, n) => sum + n, 0);
    if (!making && !found.total && !found.error) return this.content.replaceChildren(emptyPage("check", t("duplicates.none"), t("duplicates.none.text")));
    this.list = h("div", { className: "groups" }, found.groups.map(groupCard));
    this.content.replaceChildren(h("div", { className: "page wide" },
      h("header", {}, h("h1", {}, t("duplicates")), h("p", { className: "quiet" }, making ? t("duplicates.making") : t("duplicates.text", { extra: found.extra.toLocaleString("en") }))),
      making ? h("progress", { "aria-label": t("duplicates.making") }) : null, all ? this.kinds(found, all) : null, this.list,
      found.error ? h("p", { className: "quiet" }, found.error) : null));
    return null;
  }

  kinds(found, all) {
    const choice = (kind, label, n) => h("label", {}, h("input", { type: "radio", name: "kind", checked: (this.kind ?? "") === kind,
      onchange: () => go("/duplicates", { kind }) }), label, h("small", {}, ` ${n.toLocaleString("en")}`));
    return h("div", {}, h("div", { className: "segments", role: "radiogroup", "aria-label": t("duplicates") }, choice("", t("duplicates.all"), all),
      KINDS.filter((kind) => found.kinds[kind]).map((kind) => choice(kind, t(`duplicates.${kind.split(" ")[0]}`), found.kinds[kind]))));
  }
}

function groupCard(group) {
  const first = group.photos[0], kind = group.kind.split(" ")[0];
  const others = group.photos.slice(1).map((photo) => photo.photo);
  // Taken back, the list is made anew: until then it need not be.
  const hide = () => markAndSay(others, { hidden: true }, () => (box.isConnected ? box.remove() : tell("listed")));
  const box = h("div", { className: "card group" },
    h("header", {}, h("h2", {}, t(`duplicates.${kind}`), h("small", {}, count("count", group.photos.length))),
      h("button", { type: "button", className: "button", onclick: hide }, icon("hide"), t("duplicates.hide"))),
    h("ul", {}, group.photos.map((photo) => h("li", {}, tile(photo, photo === first), facts(photo)))));
  return box;
}

function tile(photo, keep) {
  const label = [t(keep ? "duplicates.keep" : "photo"), photo.name].join(": ");
  return h("button", { type: "button", className: "shot", "data-photo": photo.photo, "aria-label": label, onclick: () => withPhoto(photo.photo) },
    h("img", { src: thumbnail(photo.photo), alt: "", loading: "lazy" }), keep ? h("span", { className: "keep" }, icon("check"), t("duplicates.keep")) : null);
}

function facts(photo) {
  return h("div", {}, h("b", { title: photo.name }, photo.name), h("small", { title: photo.folder }, photo.folder),
    h("small", {}, t("info.size", { width: photo.width, height: photo.height, size: bytes(photo.bytes) })));
}

