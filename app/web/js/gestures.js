// What is said of photos, people and albums: done, told, and taken back as often as one likes.
import { post } from "./api.js";
import { everybody } from "./faces.js";
import { tell } from "./state.js";
import { count, t } from "./text.js";
import { complain, toast } from "./toast.js";

// Numbers of what was done and not taken back, the last one at the end, and who is to hear of it; one act may have several.
const done = [];

// One after the other: what is taken back was done before.
/** @type {Promise<any>} */
let last = Promise.resolve();
const inTurn = (run) => { last = last.then(run, run); return last; };

// run(): posts it; words: what to say then, or a function that makes them of the answer; after(): tells whoever shows
// it, once it is done and once it is taken back. Answers whether it was done.
/** @param {any} words @param {() => Promise<any>} run @param {() => Promise<any>} after @returns {Promise<any>} */
export const say = (words, run, after = spread) => inTurn(() => doNow(words, run, after));

async function doNow(words, run, after) {
  try {
    const answer = await run();
    const act = { numbers: (answer.gestures ?? [answer.gesture]).filter(Boolean), after };
    done.push(act);
    toast(typeof words === "function" ? words(answer) : words, t("undo"), () => inTurn(() => takeBack(act)));
  } catch (error) {
    complain(error);
    return false;
  }
  await after();
  return true;
}

async function takeBack(act) {
  const at = done.indexOf(act);
  if (at < 0) return;
  done.splice(at, 1);
  try {
    let files = 0;
    for (const gesture of act.numbers.toReversed()) files += (await post("/api/undo", { gesture })).in_trash;
    toast(files ? t("undone.trash", { n: count("files", files) }) : t("undone"));
  } catch (error) {
    complain(error);
  }
  await act.after();
}

// Whoever shows people draws them anew.
export async function spread() {
  everybody({ anew: true }).catch(() => {});
  await tell("people");
}

// Ctrl+Z, while one is not typing.
export function undoLast() {
  return inTurn(async () => { if (done.length) await takeBack(done.at(-1)); });
}
