// Favourites and hidden photos, said of one photo or of many, and taken back.
import { post } from "./api.js";
import { inParts } from "./parts.js";
import { favorites, gone, tell } from "./state.js";
import { count, t } from "./text.js";
import { complain, toast } from "./toast.js";

// marks: {favorite} or {hidden}.
async function markAll(photos, marks) {
  await inParts(photos, (part) => post("/api/marks", { photos: part, ...marks }));
  const note = (set, on) => on !== undefined && photos.forEach((photo) => (on ? set.add(photo) : set.delete(photo)));
  note(favorites, marks.favorite);
  note(gone, marks.hidden);
  tell("marked");
}

// Does it, says so, and offers to take it back; after(): once it is done, and once it is taken back.
export async function markAndSay(photos, marks, after) {
  const [[name, on]] = Object.entries(marks);
  const mark = (said) => markAll(photos, { [name]: said }).then(after).catch(complain);
  await mark(on);
  toast(`${count("count", photos.length)}: ${t(`marked.${name}.${on ? "on" : "off"}`)}`, t("undo"), () => mark(!on));
}
