// What is said of people: done, told, and taken back as often as one likes.
import { post } from "./api.js";
import { everybody } from "./faces.js";
import { tell } from "./state.js";
import { t } from "./text.js";
import { complain, toast } from "./toast.js";

// Numbers of what was done and not taken back, the last one at the end; one act may have several.
const done = [];

// One after the other: what is taken back was done before.
/** @type {Promise<any>} */
let last = Promise.resolve();
const inTurn = (run) => { last = last.then(run, run); return last; };

// run(): posts it; words: what to say then. Answers whether it was done.
export const say = (words, run) => inTurn(() => doNow(words, run));

async function doNow(words, run) {
  try {
    const answer = await run();
    const numbers = answer.gestures ?? [answer.gesture];
    done.push(numbers);
    toast(words, t("undo"), () => inTurn(() => takeBack(numbers)));
  } catch (error) {
    complain(error);
    return false;
  }
  await spread();
  return true;
}

async function takeBack(numbers) {
  const at = done.indexOf(numbers);
  if (at < 0) return;
  done.splice(at, 1);
  try {
    for (const gesture of numbers.toReversed()) await post("/api/people/undo", { gesture });
    toast(t("undone"));
  } catch (error) {
    complain(error);
  }
  await spread();
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
