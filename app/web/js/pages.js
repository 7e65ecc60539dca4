// Every page, one line each, in the order of the navigation. A page is one module, loaded when it is first shown:
// open({content, scroller, params, rest}) draws it and answers {ids(), all(): those that are chosen with them as well, shots(photo), back(photo), destroy()}.
// `unnamed`: it calls no tag and no place by its name, and need not wait for them.
// `group`: where its link stands ("" for none); `tab`: kept in the bar of a phone. A path that ends in "/" takes
// what follows as `rest`.
import { isOwner, may } from "./may.js";
import { showPlace, showTimeline } from "./timeline.js";

const ALL = [
  { path: "/", name: "photos", icon: "photos", group: "see", tab: true, unnamed: true, open: (at) => showTimeline(at.content, at.scroller, "all") },
  { path: "/favorites", name: "favorites", icon: "heart", group: "see", unnamed: true,
    open: (at) => showTimeline(at.content, at.scroller, "favorites") },
  { path: "/albums", name: "albums", icon: "album", group: "see", open: async (at) => (await import("./albums.js")).showAlbums(at.content) },
  { path: "/memories", name: "memories", icon: "memories", group: "see", tab: true,
    open: async (at) => (await import("./memories.js")).showMemories(at.content, at.params) },
  { path: "/map", name: "map", icon: "map", group: "see", tab: true, open: async (at) => (await import("./map.js")).showMap(at.content, at.params) },
  { path: "/people", name: "people", icon: "person", group: "see", open: async (at) => (await import("./people.js")).showPeople(at.content, at.params) },
  { path: "/tags", name: "tags", icon: "keyword", group: "see", open: async (at) => (await import("./tags.js")).showTags(at.content) },
  { path: "/duplicates", name: "duplicates", icon: "similar", group: "tidy",
    open: async (at) => (await import("./duplicates.js")).showDuplicates(at.content, at.scroller, at.params) },
  { path: "/failures", name: "failures", icon: "problem", group: "tidy", open: async (at) => (await import("./failures.js")).showFailures(at.content) },
  { path: "/hidden", name: "hidden", icon: "hide", group: "tidy", unnamed: true, open: (at) => showTimeline(at.content, at.scroller, "hidden") },
  { path: "/private", name: "private", icon: "lock", group: "tidy", open: async (at) => (await import("./private.js")).showPrivate(at.content, at.scroller) },
  { path: "/settings", name: "settings", icon: "settings", group: "tidy",
    open: async (at) => (await import("./settings.js")).showSettings(at.content) },
  { path: "/more", name: "more", icon: "more", group: "phone", tab: true, open: async (at) => (await import("./more.js")).showMore(at.content, PAGES) },
  { path: "/person/", name: "people", icon: "person", group: "",
    open: async (at) => (await import("./person.js")).showPerson(at.content, at.scroller, Number(at.rest), at.params) },
  { path: "/group/", name: "people", icon: "person", group: "", open: async (at) => (await import("./group.js")).showGroup(at.content, Number(at.rest)) },
  { path: "/same", name: "people", icon: "person", group: "", open: async (at) => (await import("./same.js")).showSame(at.content, at.params) },
  { path: "/album/", name: "albums", icon: "album", group: "", open: async (at) => (await import("./album.js")).showAlbum(at.content, at.scroller, at.rest) },
  { path: "/latest/", name: "albums", icon: "album", group: "", open: async (at) => (await import("./album.js")).showLatest(at.content, at.scroller, at.rest) },
  { path: "/folders", name: "albums", icon: "folder", group: "", open: async (at) => (await import("./folders.js")).showFolders(at.content) },
  { path: "/folder", name: "albums", icon: "folder", group: "", open: async (at) => (await import("./folders.js")).showFolder(at) },
  { path: "/place", name: "map", icon: "map", group: "", open: showPlace },
  { path: "/search", name: "search", icon: "search", group: "",
    open: async (at) => (await import("./search.js")).showSearch(at.content, at.scroller, at.params) },
  { path: "/like", name: "similar", icon: "similar", group: "",
    open: async (at) => (await import("./search.js")).showLike(at.content, at.scroller, at.params) },
  { path: "/picture", name: "similar", icon: "similar", group: "",
    open: async (at) => (await import("./search.js")).showPicture(at.content, at.scroller, at.params) },
  { path: "/similar/", name: "similar", icon: "similar", group: "",
    open: async (at) => (await import("./search.js")).showSimilar(at.content, at.scroller, Number(at.rest), at.params) },
];

// Those that are there for whoever looks: what stands in "tidy" is the owner's.
export const PAGES = ALL.filter(({ group, name }) => (group === "tidy" ? isOwner : name !== "people" || may("people")));

// The page of an address, and what of the path it takes; the photos for an address that is none.
export function pageOf(path) {
  const page = PAGES.find((one) => (one.path.length > 1 && one.path.endsWith("/") ? path.startsWith(one.path) : path === one.path));
  return page ? { page, rest: path.slice(page.path.length) } : { page: PAGES[0], rest: "" };
}
