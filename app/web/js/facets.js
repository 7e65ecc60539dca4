// What the results consist of, each a step to fewer of them; and the order they come in.
import { h, icon } from "./dom.js";
import { placeName, tagName } from "./names.js";
import { go } from "./state.js";
import { number, t } from "./text.js";

const EACH = 3, MANY = "3", ORDERS = ["relevance", "newest", "oldest"];

// How a value of a facet narrows a plan; null where the plan has it already.
const NARROW = {
  years: (plan, year) => (plan.taken ? null : { taken: [{ from: `${year}-01-01`, to: `${year}-12-31` }] }),
  countries: (plan, place) => (plan.places ? null : { places: [place] }),
  cities: (plan, place) => (plan.places?.includes(place) ? null : { places: [place] }),
  people: (plan, name) => (plan.people?.all?.includes(name) ? null : { people: { ...plan.people, all: [...(plan.people?.all ?? []), name] } }),
  faces: (plan, n) => (plan.faces ? null : { faces: { min: Number(n), ...(n === MANY ? {} : { max: Number(n) }) } }),
  cameras: (plan, camera) => (plan.camera ? null : { camera }),
  kinds: (plan, kind) => (plan.media || kind === "photo" ? null : { media: [kind] }),
};
const ICONS = { years: "date", countries: "place", cities: "place", people: "person", faces: "person", cameras: "camera", kinds: "photos", tags: "keyword" };

export const tagsOf = (params) => (params.get("tags") ?? "").split(",").filter(Boolean);

export function facetRow(found, query, tags) {
  const steps = Object.entries(NARROW).flatMap(([facet, narrow]) => {
    const counts = Object.entries(found.facets?.[facet] ?? {});
    if (facet === "years") counts.sort(([a], [b]) => b.localeCompare(a));
    return counts.slice(0, EACH).map(([name, n]) => [facet, name, n, narrow(found.plan, name)]).filter(([, , , more]) => more);
  });
  for (const [tag, n] of Object.entries(found.facets?.tags ?? {}).filter(([name]) => !tags.includes(name)).slice(0, EACH)) {
    steps.push(["tags", tag, n, {}]);
  }
  // What all of them have narrows nothing.
  const useful = steps.filter(([, , n]) => n < found.total || found.total === 1);
  if (useful.length < 2) return null;
  return h("ul", { className: "facets", "aria-label": t("facets") }, useful.map(([facet, name, n, more]) =>
    h("li", {}, h("button", { type: "button", className: "chip plain", "data-facet": facet, "aria-label": t("facet", { name: nameOf(facet, name), n }),
      onclick: () => narrowed(query, { ...found.plan, ...more }, facet === "tags" ? [...tags, name] : tags) }, icon(ICONS[facet]), nameOf(facet, name), h("small", {}, number(n))))));
}

const NAMES = { kinds: (kind) => t(`media.${kind}`), faces: (n) => t(`seen.${n}`), tags: tagName, countries: placeName, cities: placeName };
const nameOf = (facet, name) => NAMES[facet]?.(name) ?? name;

const narrowed = (query, plan, tags) => go("/search", { q: query, plan: JSON.stringify({ ...plan, evidence: undefined }), tags: tags.join(",") });

export function orderChoice(found, query, tags) {
  const now = found.plan.order ?? "relevance";
  return h("div", { className: "segments small", role: "radiogroup", "aria-label": t("order") }, ORDERS.map((order) =>
    h("label", {}, h("input", { type: "radio", name: "order", value: order, checked: order === now,
      onchange: () => narrowed(query, { ...found.plan, order: order === "relevance" ? undefined : order }, tags) }), t(`order.${order}`))));
}
