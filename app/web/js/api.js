// Talking to the service this page came from, and to nothing else.
import { early } from "./early.js";
import { isOwner } from "./may.js";
import { t, translated } from "./text.js";

class Problem extends Error {
  constructor(status, detail, hint) {
    super(detail);
    this.status = status;
    this.hint = hint;
  }
}

// Where what is asked of photos is asked: of the library, or of what is private in it while it is unlocked.
let room = "";
const INSIDE = /^\/api\/(photos|timeline|marks|albums|corrections|undo|places|people|faces|export)\b/;

export function enter(inside) { room = inside ? "/private" : ""; }
export const isPrivate = () => room !== "";
export const placed = (path) => (INSIDE.test(path) ? room + path : path);

async function ask(path, options = {}) {
  const response = await answer(path, options);
  return response.json().catch((error) => { throw unread(error); });
}

// An answer that was cut, or of another program on this port.
function unread(error) {
  return error.name === "AbortError" ? error : new Problem(0, t(error instanceof SyntaxError ? "problem.strange" : "problem.gone"), "");
}

async function answer(path, options) {
  let response;
  try {
    response = await ((options.method ? null : early(placed(path))) ?? fetch(placed(path), options));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, t("problem.gone"), "");
  }
  if (response.ok) return response;
  const said = await response.json().catch((error) => { throw unread(error); });
  if (response.status === 401) throw new Problem(401, t(isOwner ? "problem.session" : "problem.revoked"), "");
  throw new Problem(response.status, translated(said.detail ?? ""), translated(said.hint ?? ""));
}

// Why something could not be had: of a script, or of a picture, the answer to a question says it.
export async function whyNot(error) {
  if (!isUnloaded(error)) return error;
  return get("/api/words").then(() => new Problem(0, t("problem.gone"), ""), (why) => why);
}
export const isUnloaded = (error) => error instanceof TypeError && /module/.test(error.message);

export const get = (path, signal) => ask(path, { signal });
// What is noted by the way: of what is done on a phone nothing is.
export const note = (path, body) => (isOwner ? post(path, body) : Promise.resolve({}));
export const post = (path, body, signal) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });

export const bytesOf = async (path) => new Uint8Array(await (await answer(path, {})).arrayBuffer());

// The answer itself, to be read while it comes.
export const stream = (path, body, signal) =>
  answer(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });

// An address with these values behind it; those that are null or empty are left out.
export function getBy(path, values) {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== "");
  return get(`${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`);
}

// Of a video, what it shows at a second; else its poster.
export const thumbnail = (photo, size = "grid", second = null) => placed(`/api/photos/${photo}/thumbnail/${size}${second === null ? "" : `?second=${second}`}`);
export const original = (photo) => placed(`/api/photos/${photo}/original`);
// More than any photo has: as a JPEG of all its pixels.
export const WHOLE_PX = 20000;
export const copyOf = (photo, { side, bare }) => placed(`/api/photos/${photo}/copy?side=${side}&bare=${bare}`);
