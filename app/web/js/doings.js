// What can be done with photos, wherever they were chosen: with those of the grid, or with the one in the viewer.
import { isPrivate } from "./api.js";
import { isOwner } from "./may.js";
import { openMenu } from "./menu.js";
import { own } from "./state.js";
import { count, t } from "./text.js";
import { complain, toast } from "./toast.js";

// around: the list that they stand in; known: what is known of the one in the viewer.
export function openDoings(photos, around = photos, known = null) {
  openMenu(count("count", photos.length), [
    isOwner && { image: "album", words: t("album.add"), run: () => import("./addto.js").then(({ addToAlbum }) => addToAlbum(photos)) },
    isOwner && { image: "edit", words: t("correct"), run: () => import("./correct.js").then(({ correctPhotos }) => correctPhotos(photos, known)) },
    isOwner && (known?.position || known?.place) ? { image: "place", words: t("correct.copy"), run: () => import("./correct.js").then(({ copyPlace }) => copyPlace(photos[0], toast)) } : null,
    { image: "play", words: t("slideshow"), run: () => import("./slideshow.js").then(({ openSlideshow }) => openSlideshow(photos.length > 1 ? photos : around, photos[0])) },
    { image: "send", words: t("send"), run: () => import("./send.js").then(({ sendPhotos }) => sendPhotos(photos)) },
    isPrivate() || !isOwner ? null : { image: "lock", words: t("private.do"), run: () => import("./private.js").then(({ makePrivate }) => makePrivate(photos)).catch(complain) },
    ...own.map(({ image, words, run }) => ({ image, words, run: () => run(photos) })),
  ]);
}
