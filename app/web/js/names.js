// What tags and places are called in the language of the app; others are as the library has them.
import { get } from "./api.js";
import { LANGUAGE } from "./text.js";

let known = { tags: {}, places: {}, queries: {} };

export const learnNames = async () => { known = await get("/api/words").catch(() => known); };

// Code and name in itself of each language that queries are read in.
export const queryLanguages = () => Object.entries(known.queries);

// 'Deutsch', 'alemán': a language by its code, in the language of the app.
export const languageName = (code) => new Intl.DisplayNames([LANGUAGE], { type: "language" }).of(code);

// A country by its code; one that has none is called what it calls itself.
const REGIONS = new Intl.DisplayNames([LANGUAGE], { type: "region" });
export const regionName = (code) => (/^[A-Z]{2}$/.test(code) ? REGIONS.of(code) : code);

export const tagName = (tag) => known.tags[tag] ?? tag;

// The tag that a word is the name of; the word itself for none.
export const tagCalled = (word) => Object.keys(known.tags).find((tag) => known.tags[tag].toLowerCase() === word.toLowerCase()) ?? word;

// 'Lissabon, Portugal' of 'Lisbon, Lisbon, Portugal'.
export function placeName(place) {
  const parts = (place ?? "").split(", ").map((part) => known.places[part] ?? part);
  return parts.filter((part, i) => part !== parts[i - 1]).join(", ");
}
