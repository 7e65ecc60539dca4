// Where photos were taken: clusters with a cover on an offline map, the same as a list beside it.
import { get, getBy, thumbnail } from "./api.js";
import { emptyPage, focused, h, icon, nothingBelow } from "./dom.js";
import { Globe, holds } from "./globe.js";
import { placeName } from "./names.js";
import { address, go, on, where } from "./state.js";
import { count, number, t } from "./text.js";
import { complain } from "./toast.js";

const LETTER_PX = 7.6, CALM_MS = 140, BEYOND = 0.35, WORDS_AT = 7;

export async function showMap(content, params) {
  const page = new MapPage(content, params);
  await page.begin();
  const deaf = on("listed", () => page.ask(true));
  return nothingBelow(() => { deaf(); page.destroy(); });
}

class MapPage {
  constructor(content, params) {
    this.content = content;
    this.person = params.get("person");
    this.wanted = (params.get("at") ?? "").split(",").map(Number);
    this.clusters = [];
    this.markers = new Map();
    this.rows = new Map();
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.layer = h("div", { className: "markers", "aria-hidden": "true" });
    const tool = (image, label, run) =>
      h("button", { type: "button", className: "round", "aria-label": t(label), title: t(label), onclick: run }, icon(image));
    this.root = h("div", { className: "globe", tabIndex: 0, role: "group", "aria-label": t("map.label") }, this.canvas, this.layer,
      h("div", { className: "maptools" }, tool("plus", "map.closer", () => this.globe.zoomBy(1)), tool("without", "map.further", () => this.globe.zoomBy(-1)),
        tool("map", "map.all", () => this.globe.fit(this.bounds))));
    this.list = h("ul", {});
    this.whose = h("h2", {}, t("map.list"));
    this.panel = h("section", { className: "mapped", "aria-label": t("map.list") }, this.whose, this.list);
    content.replaceChildren(h("div", { className: "map" }, h("h1", { className: "sr" }, t("map")), this.root, this.panel));
    this.globe = new Globe(this.root, this.canvas, { moved: () => this.moved() });
  }

  async begin() {
    const [found] = await Promise.all([getBy("/api/map", { zoom: 0, person: this.person }), this.globe.load()]);
    this.bounds = found.bounds;
    if (this.person) this.nameIt().catch(() => {});
    if (!found.photos) return this.empty();
    this.globe.resize();
    const [lat, lon, zoom] = this.wanted;
    if (this.wanted.length === 3 && this.wanted.every(Number.isFinite)) this.globe.look(lat, lon, zoom);
    else this.globe.fit(found.bounds);
    await this.ask(true);
    performance.mark("map");
    return null;
  }

  // The map of one person says whose it is, and leads back.
  async nameIt() {
    const { name } = await get(`/api/people/${this.person}`);
    this.whose.replaceChildren(h("a", { className: "chip plain", href: address(`/person/${this.person}`) }, icon("person"), name || t("person.nameless")));
  }

  empty() {
    this.content.replaceChildren(emptyPage("map", t("map.none.title"), t("map.none.text")));
  }

  destroy() {
    clearTimeout(this.calm);
    this.globe.destroy();
  }

  // Between two answers the clusters move with the map; then it is asked what is in view now.
  moved() {
    this.layMarkers();
    clearTimeout(this.calm);
    this.calm = setTimeout(() => this.ask(false), CALM_MS);
  }

  async ask(anew) {
    if (!this.globe.width) return null;
    const zoom = Math.floor(this.globe.zoom), seen = this.globe.box();
    this.keepAddress();
    const inside = this.asked?.zoom === zoom && holds(this.asked, seen);
    if (inside && !anew) return this.drawList();
    const box = this.globe.box(BEYOND);
    this.asked = { zoom, ...box };
    try {
      const found = await getBy("/api/map", { zoom, ...box, person: this.person });
      if (this.asked.zoom !== zoom || this.asked.west !== box.west || !this.root.isConnected) return null;
      const before = new Map(this.zoom === zoom ? this.clusters.map((cluster) => [JSON.stringify(cluster), cluster]) : []);
      this.clusters = found.clusters.map((cluster) => before.get(JSON.stringify(cluster)) ?? cluster);  // what is there as it was stays as it is
      this.zoom = zoom;
      this.drawMarkers();
      this.drawList();
    } catch (error) {
      this.asked = null;
      complain(error);
    }
    return null;
  }

  // Back from a cluster, the map is as one left it.
  keepAddress() {
    if (where().path !== "/map") return;
    const { lat, lon } = this.globe.middle();
    history.replaceState(history.state, "", address("/map", { at: [lat.toFixed(4), lon.toFixed(4), this.globe.zoom.toFixed(2)].join(","), person: this.person }));
  }

  drawMarkers() {
    const before = this.markers;
    this.markers = new Map(this.clusters.map((cluster) => [cluster, before.get(cluster) ?? this.marker(cluster)]));
    this.layer.replaceChildren(...[...this.markers.values()].reverse());
    this.layMarkers();
  }

  marker(cluster) {
    const label = cluster.place ? h("span", { className: "name" }, placeName(cluster.place).split(",")[0]) : null;
    return h("button", { type: "button", tabIndex: -1, className: "marker", title: placeName(cluster.place) || t("map.nameless"), onclick: () => this.open(cluster) },
      h("img", { src: thumbnail(cluster.photo), alt: "", draggable: false }),
      cluster.photos > 1 ? h("b", {}, number(cluster.photos)) : null, label);
  }

  layMarkers() {
    this.layer.classList.toggle("named", this.globe.zoom >= WORDS_AT || this.clusters.length < 12);
    for (const [cluster, marker] of this.markers) {
      const [x, y] = this.globe.place(cluster);
      const out = x < -60 || y < -60 || x > this.globe.width + 60 || y > this.globe.height + 60;
      marker.hidden = out;
      if (out) continue;
      marker.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
      const name = marker.querySelector(".name"), half = (name?.textContent.length ?? 0) * LETTER_PX / 2 + 12;
      const seen = x >= 0 && x <= this.globe.width;  // else the name would stand there alone
      if (name) name.style.marginLeft = seen ? `${(Math.min(Math.max(x, half), this.globe.width - half) - x).toFixed(0)}px` : "";  // not cut off at the edge
    }
  }

  drawList() {
    const box = this.globe.box();
    const seen = this.clusters.filter(({ lat, lon }) => holds(box, { west: lon, east: lon, south: lat, north: lat }));
    const point = (cluster, pointed) => this.markers.get(cluster)?.classList.toggle("pointed", pointed);
    const row = (cluster) => h("li", {}, h("a", { href: this.address(cluster),
      onmouseenter: () => point(cluster, true), onmouseleave: () => point(cluster, false),
      onfocus: () => point(cluster, true), onblur: () => point(cluster, false) },
    h("img", { src: thumbnail(cluster.photo), alt: "" }),
    h("span", {}, h("b", {}, placeName(cluster.place) || t("map.nameless")), h("small", {}, count("count", cluster.photos)))));
    this.rows = new Map(seen.map((cluster) => [cluster, this.rows.get(cluster) ?? row(cluster)]));
    const rows = seen.length ? [...this.rows.values()] : [h("li", { className: "quiet" }, t("map.empty"))], held = focused();
    if (rows.length === this.list.children.length && rows.every((one, i) => one === this.list.children[i])) return;
    this.list.replaceChildren(...rows);
    if (this.list.contains(held)) held.focus({ preventScroll: true });
  }

  values(cluster) { return { around: cluster.photo, zoom: this.zoom, name: cluster.place, person: this.person }; }
  address(cluster) { return address("/place", this.values(cluster)); }
  open(cluster) { go("/place", this.values(cluster)); }
}
