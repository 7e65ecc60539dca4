// All photos, the favourites, the hidden ones or those of a place, by month.
import { get } from "./api.js";
import { emptyPage, h, icon } from "./dom.js";
import { Grid } from "./grid.js";
import { rowAt } from "./layout.js";
import { placeName } from "./names.js";
import { Rail } from "./rail.js";
import { leaving } from "./rooms.js";
import { stacked } from "./stacked.js";
import { stackButton, Stuck } from "./stuck.js";
import { chosen, favorites, on, tell, videos, where, withPhoto } from "./state.js";
import { count, dayName, monthName, monthsName, t } from "./text.js";
import { complain } from "./toast.js";
import { welcome } from "./welcome.js";

const FEW = 5, MANY = 24, STACKS_MS = 250;

// part: only some of them: {asked} of the service, under {title}; {reload}: who wants to load them anew is told how.
export async function showTimeline(content, scroller, show, part = null) {
  const canvas = h("div", { className: "canvas" });
  const title = part?.title ?? titleOf(show);
  const asked = new URLSearchParams(part?.asked ?? { show });
  const whole = show === "all" && !part;
  let rail = null;
  const left = leaving(content);
  const grid = new Grid(scroller, canvas, {
    open: (i) => withPhoto(grid.items.ids[i]),
    moved: () => { rail?.move(); stuck?.move(); },
  });
  const stuck = new Stuck(grid, whole ? stackButton(() => load().catch(complain)) : null);
  content.replaceChildren(title, stuck.root, canvas);
  let stacks = [], turn = 0;
  // The photos wait for nothing: stacks that take longer come into the grid as it stands.
  const load = async () => {
    const mine = turn += 1, stacking = whole && stacked() ? get("/api/timeline/stacks").then((answer) => answer.stacks) : Promise.resolve([]);
    const found = await get(`/api/timeline?${asked}`);
    let late = true;
    const known = stacking.then((some) => { stacks = some; late = false; }, () => {});
    await Promise.race([known, new Promise((done) => { setTimeout(done, STACKS_MS); })]);
    if (late) known.then(() => { if (mine === turn && !late) draw(found); });
    return mine === turn ? draw(found) : null;
  };
  const draw = (found) => {
    if (left.aborted) return null;
    const items = itemsOf(found, stacks);
    if (!items.ids.length && !part) return empty(content, show);
    if (!canvas.isConnected) content.replaceChildren(title, stuck.root, canvas);
    grid.set(items);
    wholly(stacks);
    rail ??= new Rail(document.getElementById("rail"), scroller, grid);
    rail.draw();
    stuck.move();
    performance.mark("grid");
    return null;
  };
  await load();
  part?.reload?.(load);
  const at = Number(where().params.get("at"));
  if (at && grid.items.place(at) >= 0) grid.focus(grid.items.place(at));
  const resized = () => requestAnimationFrame(() => rail?.draw());
  window.addEventListener("resize", resized);
  const deaf = [on("marked", () => grid.refresh()), on("listed", load)];
  return {
    ids: () => grid.items.ids,
    all: () => grid.items.ids.flatMap((id, i) => [id, ...grid.items.below(i)]),
    shots: (photo) => { const i = grid.items.ids.indexOf(photo); return i < 0 ? [] : grid.items.shots(i); },
    back: async (photo) => {
      // What is no favourite any more goes once it is not looked at.
      if (show === "favorites" && grid.items.ids.some((id) => !favorites.has(id))) await load();
      const i = grid.items.place(photo);
      if (i >= 0) grid.focus(i);
    },
    destroy: () => {
      window.removeEventListener("resize", resized);
      deaf.forEach((stop) => stop());
      grid.destroy();
      rail?.destroy();
    },
  };
}

function titleOf(show) {
  if (show === "all") return h("h1", { className: "sr" }, t("photos"));
  return h("div", { className: "above" }, h("div", { className: "head" }, h("h1", {}, t(show))));
}

// A cluster of the map.
export function showPlace({ content, scroller, params }) {
  const asked = Object.fromEntries(["around", "zoom", "person"].filter((name) => params.has(name)).map((name) => [name, params.get(name)]));
  const back = h("a", { className: "round", href: "#/map", "aria-label": t("map.back"), title: t("map.back"),
    onclick: (event) => { event.preventDefault(); history.back(); } }, icon("back"));
  const title = h("div", { className: "above" }, h("div", { className: "head" }, back, h("h1", {}, placeName(params.get("name")) || t("map.nameless"))));
  return showTimeline(content, scroller, "all", { asked, title });
}

function empty(content, show) {
  if (show === "all") return welcome(content);
  content.replaceChildren(emptyPage(show === "favorites" ? "heart" : "hide", t(`${show}.none.title`), t(`${show}.none.text`)));
  return null;
}

// What was chosen before its stack came is chosen with all of it, as it is shown.
function wholly(stacks) {
  const before = chosen.size;
  for (const stack of stacks) if (stack.some((photo) => chosen.has(photo))) stack.forEach((photo) => chosen.add(photo));
  if (chosen.size > before) tell("chosen");
}

// stacks: photos of one moment, of which only the first is shown.
function itemsOf(found, stacks) {
  const ids = [], ratios = [], days = [], starts = [], sections = [];
  const covered = new Set(stacks.flatMap(([, ...others]) => others)), under = new Map(stacks.map(([first, ...others]) => [first, others]));
  for (const month of found.months) {
    const start = ids.length;
    starts.push(start);
    for (let i = 0; i < month.ids.length; i += 1) {
      if (covered.size && covered.has(month.ids[i])) continue;
      ids.push(month.ids[i]);
      ratios.push(month.ratios[i]);
      days.push(month.days[i]);
    }
    month.favorites.forEach((id) => favorites.add(id));
    month.videos.forEach((id) => videos.add(id));
    joined(sections, new Section(start, ids.length, month));
  }
  const below = (i) => under.get(ids[i]) ?? [];
  const names = found.months.map(({ month }) => month);
  const when = (i) => (days[i] ? dayName(`${names[rowAt(starts, i)]}-${String(days[i]).padStart(2, "0")}`) : "");
  return { ids, ratios, sections, when, favorite: (id) => favorites.has(id), video: (id) => videos.has(id), shots: below, below,
    place: (photo) => ids.findIndex((id) => id === photo || under.get(id)?.includes(photo)) };
}

// A month, several of them, or a folder of photos without a date: what it is called is asked once it is in view.
class Section {
  constructor(start, end, { ids, month, folder }) {
    this.start = start;
    this.end = end;
    this.photos = ids.length;
    this.month = month;
    this.first = month;
    this.folder = folder;
  }

  get heading() { return this.folder ? t("undated.folder", { folder: this.folder }) : spanName(this.first, this.month); }

  get note() { return count("count", this.photos); }
}

// Months with few photos share a heading with the next of their year: rows stay full.
function joined(sections, next) {
  const last = sections.at(-1);
  const few = last && (last.end - last.start < FEW || next.end - next.start < FEW) && next.end - last.start <= MANY;
  if (few && last.month.slice(0, 4) === next.month.slice(0, 4) && last.month.length === 7 && next.month.length === 7) {
    last.end = next.end;
    last.photos += next.photos;
    last.first = next.first;
  } else {
    sections.push(next);
  }
}

function spanName(first, last) {
  return first === last ? monthName(last) : monthsName(first, last);
}
