// Talking to the service this page came from, and to nothing else.
import { t } from "./text.js";

class Problem extends Error {
  constructor(status, detail, hint) {
    super(detail);
    this.status = status;
    this.hint = hint;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, t("problem.gone"), "");
  }
  if (response.ok) return response.json();
  const said = await response.json().catch(() => ({}));
  if (response.status === 401) throw new Problem(401, t("problem.session"), "");
  throw new Problem(response.status, said.detail ?? "", said.hint ?? "");
}

export const get = (path, signal) => ask(path, { signal });
export const post = (path, body, signal) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });

// An address with these values behind it; those that are null or empty are left out.
export function getBy(path, values) {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== "");
  return get(`${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`);
}

// Of a video, what it shows at a second; else its poster.
export const thumbnail = (photo, size = "grid", second = null) => `/api/photos/${photo}/thumbnail/${size}${second === null ? "" : `?second=${second}`}`;
export const original = (photo) => `/api/photos/${photo}/original`;
