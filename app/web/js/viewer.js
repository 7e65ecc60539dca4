// One photo, as large as the window: step, zoom, pan, what is known of it, what is like it.
import { Boxes } from "./boxes.js";
import { get, isPrivate, note, original, post, thumbnail } from "./api.js";
import { h, icon, keepFocus } from "./dom.js";
import { infoPanel } from "./info.js";
import { isOwner, may, owners } from "./may.js";
import { Moments } from "./moments.js";
import { placeName } from "./names.js";
import { favorites, go, gone, on, tell, withPhoto } from "./state.js";
import { t, timeName, whenName } from "./text.js";
import { complain, toast } from "./toast.js";
import { Stage } from "./stage.js";
import { Words, textOf } from "./words.js";

let showInfo = false;
const OWNERS = new Set(["d", "e", "h"]);  // keys of what no phone does

export class Viewer {
  // page: the page below, which knows what comes next; closed(photo) when the viewer is left.
  constructor(page, closed) {
    this.page = page;
    this.closed = closed;
    this.title = h("div", { className: "title", role: "heading", "aria-level": "1" });
    this.heart = this.button("heart", "favorite", () => this.favorite(), "heart");
    this.hide = this.button("hide", "hide", () => this.toggleHidden());
    this.faces = this.button("person", "faces.show", () => this.toggleFaces(), "wide");
    this.text = this.button("words", "text.show", () => this.toggleText());
    this.infoButton = this.button("info", "info", () => this.toggleInfo());
    this.back = this.button("back", "previous", () => this.step(-1), "step back");
    this.on = this.button("next", "next", () => this.step(1), "step on");
    const tools = h("div", { className: "tools" }, this.button("back", "close", () => this.close()), this.title, may("favorite") ? this.heart : "",
      isPrivate() ? "" : this.button("similar", "similar", () => go(`/similar/${this.photo}`), "wide"), may("people") ? this.faces : "", this.text, owners(this.hide) ?? "", this.button("more", "more", () => this.more()), this.infoButton);
    this.place = h("div", { className: "stage" });
    this.stage = new Stage(this.place, { step: (by) => this.step(by), zoomed: (near) => this.root.classList.toggle("zoomed", near),
      down: () => this.close(), up: () => { if (!showInfo) this.toggleInfo(); } });
    this.root = h("div", { className: "viewer", role: "dialog", "aria-modal": "true", "aria-label": t("photo") }, this.place);
    this.boxes = new Boxes(this.place, this.stage, () => this.drawPeople());
    this.moments = new Moments(this.root, this.stage);
    this.words = new Words(this.place, this.stage, () => this.drawText());
    this.deaf = [on("people", () => this.askNames().catch(complain)), on("corrected", () => this.askAgain().catch(complain))];
    this.place.append(tools, this.back, this.on);
    this.listener = (event) => this.key(event);
    document.addEventListener("keydown", this.listener);
    document.getElementById("overlay").append(this.root);
    tools.querySelector("button").focus();
  }

  button(name, label, run, more = "") {
    return h("button", { type: "button", className: `round ${more}`, "aria-label": t(label), title: t(label), onclick: run }, icon(name));
  }

  destroy() {
    document.removeEventListener("keydown", this.listener);
    this.boxes.destroy();
    this.moments.stop();
    this.words.destroy();
    this.deaf.forEach((stop) => stop());
    this.stage.destroy();
    this.root.remove();
  }

  close() { this.closed(this.photo); }

  async show(photo) {
    this.photo = photo;
    this.known = this.marked = null;
    const ids = this.page.ids(), i = ids.indexOf(photo), second = this.page.second?.(photo) ?? null;
    this.back.disabled = i <= 0;
    this.on.disabled = i < 0 || i >= ids.length - 1;
    this.stage.show(photo, second);
    this.boxes.show(photo);
    this.moments.stop();
    this.words.show(photo, this.page.said?.(photo) ?? []);
    this.drawMarks();
    try {
      const known = await get(`/api/photos/${photo}`);
      if (this.photo !== photo) return;
      this.known = { ...known, ...(this.marked === photo ? { favorite: favorites.has(photo) } : {}) };
      this.stage.know(known, second);
      this.moments.show(known);
      this.words.draw();
      this.drawTitle();
      this.drawMarks();
      this.drawInfo();
      note(`/api/photos/${photo}/looked-at`, {}).catch(() => {});
    } catch (error) {
      complain(error);
    }
    for (const near of [ids[i + 1], ids[i - 1]]) if (near) new Image().src = thumbnail(near, "large");
  }

  drawTitle() {
    const { taken, name, date_source: source } = this.known, place = placeName(this.known.place);
    const when = taken && source !== "mtime" ? [whenName(this.known), timeName(this.known)].filter(Boolean).join(", ") : name;
    this.title.replaceChildren(when, h("small", {}, place));
    this.root.setAttribute("aria-label", [when, place].filter(Boolean).join(", "));
  }

  toggleFaces() {
    this.boxes.toggle();
    this.drawMarks();
  }

  toggleText() {
    this.words.toggle();
    this.drawText();
  }

  // There is a button for it where there is text, and the text itself beside the photo.
  drawText() {
    const { lines } = this.words, place = this.root.querySelector(".info .text");
    this.text.hidden = !lines.length;
    this.text.setAttribute("aria-pressed", String(this.words.isShown));
    if (!place) return;
    place.hidden = !lines.length;
    place.replaceChildren(h("h3", {}, t("text")), textOf(lines));
  }

  drawFace() {
    if (!this.known || this.known.media === "video") return;
    this.stage.fit();
    this.boxes.startDrawing();
    this.drawMarks();
  }

  // Who is in the photo may have changed.
  async askNames() {
    const photo = this.photo, { people } = await get(`/api/photos/${photo}`);
    if (photo !== this.photo || !this.known) return;
    this.known = { ...this.known, people };
    this.drawPeople();
  }

  // Said of faces beside the photo too.
  drawPeople() {
    const place = this.root.querySelector(".info .persons");
    if (!place || !this.known) return;
    const chips = this.boxes.people(this.known.people), still = this.known.media !== "video";
    place.replaceChildren(...chips.map((chip) => h("li", {}, chip)),
      ...(still && isOwner ? [h("li", {}, h("button", { type: "button", className: "chip plain add", onclick: () => this.drawFace() }, icon("plus"), t("draw")))] : []));
  }

  drawMarks() {
    this.faces.setAttribute("aria-pressed", String(this.boxes.isShown));
    const favorite = this.known ? this.known.favorite : favorites.has(this.photo);
    this.heart.setAttribute("aria-pressed", String(favorite));
    const hidden = Boolean(this.known?.hidden);
    this.hide.setAttribute("aria-pressed", String(hidden));
    this.hide.setAttribute("aria-label", t(hidden ? "unhide" : "hide"));
    this.hide.title = t(hidden ? "unhide" : "hide");
  }

  drawInfo() {
    this.root.querySelector(".info")?.remove();
    this.infoButton.setAttribute("aria-pressed", String(showInfo));
    if (showInfo && this.known) {
      const shots = this.page.shots(this.photo), why = this.page.why?.(this.photo) ?? [];
      this.root.append(infoPanel(this.known, shots, why, () => this.toggleInfo(), original(this.photo), owners((field) => this.correct(field))));
      this.drawPeople();
      this.drawText();
    }
    this.stage.apply();
  }

  toggleInfo() {
    showInfo = !showInfo;
    const held = this.root.querySelector(".info")?.contains(document.activeElement);
    this.drawInfo();
    if (held) this.infoButton.focus();
  }

  step(by) {
    const ids = this.page.ids(), to = ids[ids.indexOf(this.photo) + by];
    if (to !== undefined && ids.includes(this.photo)) withPhoto(to, { replace: true });
  }

  more() {
    const { photo } = this;
    import("./doings.js").then(({ openDoings }) => openDoings([photo], this.page.ids(), this.known));
  }

  correct(field = "") {
    const { photo, known } = this;
    if (known) import("./correct.js").then(({ correctPhotos }) => correctPhotos([photo], known, field));
  }

  // Something was said of photos: what is shown is asked for anew.
  async askAgain() {
    const { photo } = this, known = await get(`/api/photos/${photo}`);
    if (photo !== this.photo || !this.known) return;
    this.known = known;
    this.drawTitle();
    this.drawMarks();
    this.drawInfo();
  }

  // What is known of the photo may be on its way still: what the user says of it counts.
  async mark(photo, marks) {
    this.marked = photo;
    const known = await post(`/api/photos/${photo}/marks`, marks);
    if (known.favorite) favorites.add(photo);
    else favorites.delete(photo);
    if (known.hidden) gone.add(photo);
    else gone.delete(photo);
    tell("marked", photo);
    if (this.photo === photo && this.known) this.known = known;
    if (this.photo === photo) this.drawMarks();
  }

  async favorite() {
    const now = this.known ? this.known.favorite : favorites.has(this.photo);
    await this.mark(this.photo, { favorite: !now }).catch(complain);
  }

  async toggleHidden() {
    if (!this.known) return;
    const photo = this.photo, hidden = !this.known.hidden;
    try {
      await this.mark(photo, { hidden });
    } catch (error) {
      complain(error);
      return;
    }
    // Taken back, the photo is there again: in its list, and before the eyes that were on it.
    const undo = async () => {
      await this.mark(photo, { hidden: !hidden }).catch(complain);
      await tell("listed");
      if (this.root.isConnected) withPhoto(photo, { replace: true });
    };
    toast(t(hidden ? "hid.toast" : "shown.toast"), t("undo"), undo);
    const ids = this.page.ids(), i = ids.indexOf(photo), to = ids[i + 1] ?? ids[i - 1];
    tell("listed");
    if (to === undefined || i < 0) this.close();
    else withPhoto(to, { replace: true });
  }

  key(event) {
    keepFocus(this.root, event);
    const typing = event.target.closest?.("input");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector(".sheet")) return;
    const run = (isOwner || !OWNERS.has(event.key)) && {
      Escape: () => { if (!this.boxes.stop()) this.stage.isZoomed() ? this.stage.fit() : this.close(); },
      p: () => may("people") && this.toggleFaces(), t: () => this.words.lines.length && this.toggleText(), d: () => this.drawFace(),
      ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1),
      f: () => may("favorite") && this.favorite(), i: () => this.toggleInfo(), h: () => this.toggleHidden(),
      s: () => isPrivate() || go(`/similar/${this.photo}`), a: () => this.more(), e: () => this.correct(),
      " ": event.target.closest?.("button, a, video") ? null : () => this.stage.play(),
      "+": () => this.stage.zoomBy(1.5), "=": () => this.stage.zoomBy(1.5), "-": () => this.stage.zoomBy(1 / 1.5),
      0: () => this.stage.fit(), z: () => (this.stage.isZoomed() ? this.stage.fit() : this.stage.zoomBy(2.5)),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }
}
