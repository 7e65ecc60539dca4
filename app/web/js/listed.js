// Photos in an order of their own, as the grid wants them.
import { favorites, videos } from "./state.js";
import { count, dayName } from "./text.js";

// ids: in their order; months: what is known of them, as the timeline has it.
export function inOrder(ids, months) {
  const known = new Map();
  for (const month of months) {
    month.ids.forEach((id, i) => known.set(id, { ratio: month.ratios[i], when: month.days[i] ? `${month.month}-${String(month.days[i]).padStart(2, "0")}` : "" }));
    month.favorites.forEach((id) => favorites.add(id));
    month.videos.forEach((id) => videos.add(id));
  }
  const shown = ids.filter((id) => known.has(id));
  return {
    ids: shown, ratios: shown.map((id) => known.get(id).ratio),
    sections: shown.length ? [{ start: 0, end: shown.length, heading: count("count", shown.length), note: "" }] : [],
    when: (i) => (known.get(shown[i]).when ? dayName(known.get(shown[i]).when) : ""),
    favorite: (id) => favorites.has(id), video: (id) => videos.has(id),
  };
}
