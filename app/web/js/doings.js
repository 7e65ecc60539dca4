// What can be done with photos, wherever they were chosen: with those of the grid, or with the one in the viewer.
import { openMenu } from "./menu.js";
import { own } from "./state.js";
import { count, t } from "./text.js";

// around: the list that they stand in; more: what only holds there, as openMenu has it.
export function openDoings(photos, around = photos, more = []) {
  openMenu(count("count", photos.length), [
    { image: "album", words: t("album.add"), run: () => import("./addto.js").then(({ addToAlbum }) => addToAlbum(photos)) },
    { image: "play", words: t("slideshow"), run: () => import("./slideshow.js").then(({ openSlideshow }) => openSlideshow(photos.length > 1 ? photos : around, photos[0])) },
    ...own.map(({ image, words, run }) => ({ image, words, run: () => run(photos) })),
    ...more,
  ]);
}
