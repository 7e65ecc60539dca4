// Several photos at once: while some are chosen, a bar in place of the search says how many, and what can be done.
import { find, h, icon } from "./dom.js";
import { markAndSay } from "./marks.js";
import { may, owners } from "./may.js";
import { chosen, favorites, go, on, tell, where } from "./state.js";
import { count, t } from "./text.js";
import { complain } from "./toast.js";

const MOST_ALIKE = 20;

export class Choice {
  constructor(root) {
    const button = (image, label, run) => h("button", { type: "button", className: "button", "aria-label": t(label), title: t(label), onclick: run },
      icon(image), h("span", {}, t(label)));
    this.number = h("b", { role: "status" });
    this.alike = button("similar", "similar.titles", () => go("/like", { photos: [...chosen].join(",") }));
    this.alike.classList.add("wide");
    const act = (run) => () => run([...chosen]);
    this.hide = button("hide", "hide", () => this.mark({ hidden: true }));
    this.unhide = button("eye", "unhide", () => this.mark({ hidden: false }));
    this.root = h("div", { id: "chosen", role: "toolbar", "aria-label": t("chosen"), hidden: true },
      h("button", { type: "button", className: "round", "aria-label": t("chosen.clear"), title: t("chosen.clear"), onclick: clear }, icon("close")),
      this.number, may("favorite") ? button("heart", "favorite", () => this.favorite()) : null, owners(button("album", "album.add", act((photos) => import("./addto.js").then(({ addToAlbum }) => addToAlbum(photos).catch(complain))))),
      owners(this.hide), owners(this.unhide), this.alike, button("more", "more", act((photos) => import("./doings.js").then(({ openDoings }) => openDoings(photos)))));
    root.append(this.root);
    on("chosen", () => this.draw());
  }

  draw() {
    const hidden = where().path === "/hidden";
    this.root.hidden = !chosen.size;
    this.number.textContent = chosen.size ? count("chosen", chosen.size) : "";
    this.hide.hidden = hidden;
    this.unhide.hidden = !hidden;
    this.alike.hidden = hidden || chosen.size > MOST_ALIKE;
  }

  // All of them favourites already: then none of them.
  favorite() {
    const others = [...chosen].filter((photo) => !favorites.has(photo));
    return this.mark({ favorite: others.length > 0 }, others.length ? others : [...chosen]);
  }

  async mark(marks, photos = [...chosen]) {
    const listed = "hidden" in marks || where().path === "/favorites";
    clear();
    await markAndSay(photos, marks, () => listed && tell("listed"));
    // The button that had the focus is gone.
    if (document.activeElement === document.body) find(".tile[tabindex='0']")?.focus({ preventScroll: true });
  }
}

// Whether there was anything to let go of.
export function clear() {
  const any = chosen.size > 0;
  chosen.clear();
  if (any) tell("chosen");
  return any;
}
