// Favourites and hidden photos, said of one photo or of many, and taken back.
import { post } from "./api.js";
import { isOwner } from "./may.js";
import { inParts } from "./parts.js";
import { favorites, gone, tell } from "./state.js";
import { count, t } from "./text.js";
import { complain, toast } from "./toast.js";

const SETS = { favorite: favorites, hidden: gone };

// Does it, says so, and offers to take it back; after(): once it is done, and once it is taken back. marks: {favorite} or {hidden}.
export async function markAndSay(photos, marks, after) {
  const [[name, on]] = Object.entries(marks), set = SETS[name];
  const note = async (now) => {
    photos.forEach((photo) => (now ? set.add(photo) : set.delete(photo)));
    tell("marked");
    await after();
  };
  const back = async (gestures) => {
    if (!isOwner) await inParts(photos, (part) => post("/api/marks", { photos: part, [name]: !on }));
    else for (const gesture of gestures.toReversed()) await post("/api/undo", { gesture });
    await note(!on);
  };
  try {
    const answers = await inParts(photos, (part) => post("/api/marks", { photos: part, ...marks }));
    const gestures = answers.flatMap((answer) => answer.gestures);
    await note(on);
    toast(t(`marked.${name}.${on ? "on" : "off"}`, { n: count("count", photos.length), of: photos.length }), t("undo"), () => back(gestures).catch(complain));
  } catch (error) {
    complain(error);
  }
}
