// Every word the pages show. `t("key", {name: value})` fills {name}.
const TEXT = {
  product: "Photos", title: "{page} – {product}", nav: "Pages",
  skip: "Skip to the photos",
  photos: "Photos", favorites: "Favourites", search: "Search", hidden: "Hidden",
  send: "Send", private: "Private", "private.do": "Make private", correct: "Change information", "correct.copy": "Copy its place", "source.user": "by you", "source.import": "from {name}", "source.model": "guessed",
  slideshow: "Slideshow", albums: "Albums", "album.add": "Add to album", "search.save": "Save this search",
  memories: "Memories", memory: "Memory", today: "Today",
  "memories.before": "The day before", "memories.after": "The day after", "memories.anew": "Find other memories",
  "memories.making": "Looking through your photos for memories of this day",
  "memories.wish": "Make a memory", "memories.wish.example": "Our beach days with Leo", "memories.wish.making": "Looking for it in your photos", "memories.wish.none": "Too few photos of “{wish}”",
  "learnt": "What was learnt", "learnt.more": "More of: {what}", "learnt.less": "Less of: {what}", "learnt.favorites": "What looks like the {n} photos you marked in memories comes first",
  "learnt.said": "From {n} things you did with memories, on this machine alone", "learnt.none": "Nothing yet: it comes of what you open, mark, hide and want less of",
  "memories.none.title": "No memories for this day",
  "memories.none.text": "As the library grows, trips, people and days of other years come together here.",
  "memory.on_this_day": "On this day", "memory.holiday": "Holiday", "memory.trip": "Trip", "memory.day_out": "Day out",
  "memory.first_time": "First time", "memory.person": "Person", "memory.together": "Together", "memory.theme": "Theme",
  "memory.month": "Best of a month", "memory.season": "Best of a season", "memory.year": "Best of a year",
  "memory.then_and_now": "Then and now", "memory.recent": "Recently", "memory.week": "This week",
  "memory.event": "Event", "memory.growing": "Growing up", "memory.pet": "Pet", "memory.pattern": "Little patterns", "memory.wish": "As you asked",
  "player.pause": "Pause", "player.play": "Play", "player.why": "Why this memory", "player.of": "Photo {at} of {all}",
  "player.again": "Play again", "player.send": "Send this memory", "player.next": "Next", "player.less": "Show me less of", "player.hide": "Hide this memory", "player.album": "Keep as an album", "player.hide.photo": "Leave this photo out of memories", "player.hid.photo": "The photo is in no memory any more",
  "player.hid": "Hidden. It is not shown again.", "player.less.done": "Less of that from now on: {what}",
  tags: "Things", "tags.text": "What your photos show, as this computer recognises it.", "tags.rest": "And also",
  "tags.none.title": "Nothing named yet", "tags.none.text": "The things your photos show appear here once they have been looked at.",
  people: "People", "people.text": "Who is in your photos. Names come from you and from your files.", "people.known": "Everybody", "people.aside": "Hidden and strangers",
  "people.none.title": "Nobody yet", "people.none.text": "Names that other photo programs wrote into your files appear here, and faces once they are looked for.",
  "people.more": "Show {n} hidden", "people.fewer": "Leave out hidden", "people.back": "Back to people", "people.finding": "Looking for faces: {done} of {all} photos", "people.finding.label": "Photos looked at for faces",
  "people.who": "Who is this?", "people.who.all": "Show all {n}", "people.who.few": "Show fewer", "group.one": "1 group", "group.many": "{n} groups",
  "group.title": "Who is this?", "group.faces": "Taken for one person", "group.hint": "Pick out whoever does not belong, and say who that is.", "group.open": "See the {n}",
  "group.ignore": "A stranger", "group.ignore.of": "A stranger: {n}", "group.ignore.why": "Not listed and not asked about again", "group.ignored": "A stranger: not asked about again",
  "face.one": "1 face", "face.many": "{n} faces", "face.this": "This face", "name.label": "Add a name", "name.new": "New: {name}", named: "{name}: {n}", undone: "Taken back",
  faces: "Faces", "faces.chosen": "Chosen faces", "faces.clear": "Clear the choice", "faces.more": "Show {n} more", "faces.one": "Face {n} {when}", "faces.photo": "Open the photo", "faces.name": "Somebody else",
  "faces.none": "Not a face", "faces.none.done": "{n}: not a face", "faces.yes": "It is {name}", "faces.not": "Not {name}", "faces.not.done": "{n}: not {name}", "faces.split": "Another person", "faces.split.done": "{n}: another person, without a name yet",
  "faces.cover": "As cover", "faces.cover.done": "This face stands for them now", "faces.guessed": "Is this {name}?", "faces.guessed.hint": "Taken for this person, and not confirmed yet.", "faces.sure": "Confirmed", "faces.nobody": "No face is marked in these photos.", "faces.show": "Faces and names", "text.show": "Text in the photo", text: "Text in it",
  who: "Who is this?", "who.name": "Name", "who.maybe": "{name}?", "who.card": "About this face", draw: "Add a face", "draw.label": "A new face. Arrows move it, with Shift they size it, Enter takes it", "draw.hint": "Draw around the face", drawn: "A face of {name} was added",
  "person.nameless": "No name yet", "person.see": "Photos or faces", "person.rename": "Rename", "person.name": "Add a name", renamed: "Called {name} now", "person.born": "born {when}", "person.with": "Often with",
  "person.first": "The first photo", "person.last": "The latest photo", "person.where": "Where: open the map", "person.none.title": "No photo to show", "person.none.text": "The photos of this person are hidden, or were moved or deleted since.",
  "person.merge": "Merge", "person.merge.title": "Who else is {name}?", "person.merge.text": "Faces and photos of both come together under one name.", "merge.label": "Find a person", "merge.title": "Is this {name} too?", "merge.text": "{name} is there already. If they are one person, faces and photos of both come together.", "merge.yes": "One person", merged: "Together now as {name}",
  "person.more": "More", "person.birth": "Date of birth", "person.birth.why": "Rules out earlier photos, and finds 'when they were two'", "person.birth.text": "A day, a month or a year: 2019-05-31, 2019-05 or 2019. Empty where it is not known.", "person.birth.done": "Date of birth saved",
  "person.cover": "Choose the cover", "person.cover.why": "Pick a face, then 'As cover'", "person.hide": "Hide", "person.hide.why": "Not listed here; the photos stay where they are", "person.hid": "{name} is hidden", "person.hidden.is": "This person is hidden from the lists.",
  "person.remember": "Make memories now", "person.remember.why": "Out of the photos of this person", "person.remember.making": "Looking for memories of {name}", "person.remember.done": "New memories of {name}", "person.remember.none": "No other memories of {name} yet",
  "person.stranger": "A stranger", "person.stranger.why": "Not listed, and not asked about again", "person.strange": "{name}: a stranger", "person.stranger.is": "A stranger: not listed, and not asked about.", "person.back": "Listed again",
  "person.forget": "Forget for good", "person.forget.why": "Deletes what was measured of the faces. Cannot be undone", "person.forget.title": "Forget {name} for good?", "person.forget.text": "What was measured of {faces} in {photos} is deleted, and all that you said of {name}. Names that your files carry stay with the files.", "person.forget.never": "This cannot be undone, and these faces are not looked at again.", "person.forget.yes": "Forget for good", forgotten: "{name} is forgotten",
  keep: "Keep", cancel: "Cancel", ok: "OK",
  "same.title": "Same person?", "same.tease": "A few answers put many faces in their place.", "same.tease.named": "There may be more faces of {name}.", "same.yes": "Same person", "same.no": "Different", "same.skip": "Not sure", "same.yes.done": "Same person", "same.no.done": "Different persons", "same.settles": "Settles {n}", "same.left": "{n} more to ask",
  "same.none.title": "Nothing to ask now", "same.none.text": "When new faces come in, or you name more, there may be more to ask.", "same.none.skipped": "You were not sure of the rest. It is asked again another time.", "same.back": "Back", "answer.one": "1 answered", "answer.many": "{n} answered",
  "consent.title": "Find the people in your photos", "consent.what": "This computer then looks for faces in all photos and keeps 128 numbers for each, which tell one person from another. That is biometric data.", "consent.keeps": "It stays in this library and is sent nowhere. Switched off, the numbers are deleted; names you gave stay on your photos.",
  "consent.yes": "Look for faces", "consent.switch": "Look for faces", "consent.done": "Faces are now being found in the background", "consent.stop": "What was measured of the faces in {n} photos is deleted, and groups without a name are gone. Names you gave stay on your photos.", "consent.see": "See the people", "consent.off": "Faces are not looked for any more",
  duplicates: "Duplicates",
  "links.title": "Links that were not followed", "links.text": "They lead out of your folders into the system's own places, where nobody keeps photos.", failures: "Failures", "failures.text": "These files could not be read. Everything else was.", "failures.none": "Every file could be read", "failures.none.text": "What cannot be read is listed here, with what helps.",
  "failures.again": "Try again now", "failures.retry": "Tried again at each check for new photos.", "failures.changed": "Tried again when it changes.", "failures.all": "Show all {n}",
  "files.one": "1 file", "files.many": "{n} files", "links.one": "1 link", "links.many": "{n} links",
  "advice.extra": "Reading them takes one more package. Run this, then try again:", "advice.permission": "Let this user read the file, then try again.",
  "advice.large": "It is larger than can be decoded safely. A smaller copy beside it would be found.",
  "advice.gone": "The file went away while it was read. Connect its disk, then try again.",
  "advice.support": "Reading this kind needs a part that is not installed: photos-ml doctor names it.",
  "advice.crash": "Decoding it did not end well. Opening and saving it in another program may repair it.",
  "advice.broken": "The file seems damaged or is not what its name says. Open it in another program, or copy it again from where it came.",
  facets: "Narrow down", facet: "Only {name}: {n}", order: "Order", "order.relevance": "Best", "order.newest": "Newest", "order.oldest": "Oldest",
  "seen.0": "Nobody", "seen.1": "One person", "seen.2": "Two people", "seen.3": "Three or more",
  "media.video": "Videos", "media.screenshot": "Screenshots", "media.selfie": "Selfies", "media.panorama": "Panoramas",
  "media.document": "Documents", "media.receipt": "Receipts", "media.handwriting": "Handwriting", "media.whiteboard": "Whiteboards",
  "media.meme": "Memes", "media.drawing": "Drawings", "media.map": "Maps", "media.blank": "Blank",
  "look.looked": "recognised in the picture", "look.file": "from its file", "look.user": "set by you", "look.photo": "This is a photo", "look.done": "Now a photo.",
  "papers": "Documents", "papers.text": "Screenshots, documents, receipts, handwriting and whiteboards are recognised. They never come up in memories, and search always finds them.",
  "papers.grid": "Show them among the photos and on the map",
  "media.live": "Live photos", "media.raw": "RAW", "media.archived": "Archived", "media.rejected": "Rejected", "similar.plus": "and more", "similar.minus": "but less", "similar.go": "Search",
  "similar.plus.hint": "snow, people, at night", "info.map": "Show on the map",
  map: "Map", "map.label": "Map of your photos. Arrow keys move it, plus and minus zoom", "map.list": "In this area",
  "map.closer": "Zoom in", "map.further": "Zoom out", "map.all": "All photos", "map.back": "Back to the map",
  "map.nameless": "Somewhere", "map.empty": "No photos here. Zoom out to find them.",
  "map.none.title": "No places yet", "map.none.text": "Photos that carry a position appear here on a map that needs no network.",
  placeholder: "Search by what you remember",
  clear: "Clear the search",
  suggestions: "Suggestions",
  "kind.person": "Person", "kind.place": "Place", "kind.keyword": "Keyword", "kind.camera": "Camera", "kind.time": "Time", "kind.thing": "Thing",
  "kind.folder": "Folder", "kind.idea": "Try", "kind.latest": "Searched before", "forget.latest": "Forget this search (Delete)",
  undated: "No date", "undated.folder": "No date · {folder}", span: "{first} – {last}",
  photo: "Photo", video: "Video", "photo.of": "{what}, {when}", "photo.favorite": "{label}, favourite",
  "photo.at": "{label}, at {time}", "photo.says": "{label}, says “{said}”", says: "“{said}”", moments: "Moments", "moment.play": "Play from {time}",
  "photo.shots": "{label}, {n} more of this moment",
  rail: "Go to a month", stack: "Stack copies and shots of one moment", size: "Size of the pictures", "size.small": "Small pictures", "size.medium": "Medium pictures", "size.large": "Large pictures",
  "count.one": "1 photo", "count.many": "{n} photos",
  "moment.one": "1 moment", "moment.many": "{n} moments",
  best: "Best matches", rest: "Less likely matches",
  "chip.remove": "Remove {label}",
  "chips": "What the search understood",
  everything: "Everything",
  chosen: "Selected photos", "chosen.one": "1 selected", "chosen.many": "{n} selected", "chosen.clear": "Clear selection",
  "marked.favorite.on": "added to favourites", "marked.favorite.off": "removed from favourites",
  "marked.hidden.on": "hidden. The files stay where they are.", "marked.hidden.off": "shown again",
  "none.title": "Nothing matches well", closer: "Looking closer at the nearest…",
  "none.text": "Here are the nearest photos there are. Fewer or other words may help.",
  "none.fewer": "Here are the nearest photos there are. Fewer words, or taking one of the conditions away, may help.",
  "nothing.title": "No photo meets all of this",
  "nothing.text": "Take one of the conditions above away to look further.",
  "nothing.yet": "There are no photos in the library yet.",
  "nothing.lacking": "The library has no photo with this: {what}.",
  meant: "Did you mean ", strange: "This is a word the model hardly knows: {words}. It may miss photos.", gain: "{photos} without “{label}”",
  "picture.title": "Photos like these pictures", "picture.none": "Drop or paste a picture here, or choose one, to find photos like it. The picture is not saved.",
  "picture.part": "Draw a box on a picture to ask by a part of it. Drop another to have more or less of it.", "picture.choose": "Choose a picture",
  "picture.more": "More like this", "picture.less": "Less like this", "picture.remove": "Take this picture away", "picture.words": "with", "picture.hint": "snow, last winter, Anna",
  "picture.unreadable": "This picture cannot be read.", "similar.part": "Only a part of it",
  "similar.title": "Photos like this one", "similar.titles": "Photos like these", "similar.none": "There is nothing like it yet.",
  "favorites.none.title": "No favourites yet",
  "favorites.none.text": "Press the heart on a photo, and it is listed here. Hearts taken in from other photo programs count too; ratings do not.",
  "hidden.none.title": "No hidden photos", "hidden.none.text": "What you hide waits here, and is seen nowhere else.",
  close: "Close", next: "Next photo", previous: "Previous photo", favorite: "Favourite", hide: "Hide",
  unhide: "Show again", info: "Information", similar: "More like this",
  timeline: "Show in the timeline", original: "Open the original file", "info.jpeg": "Download as JPEG",
  "hid.toast": "Hidden. It stays in its folder.", "shown.toast": "Shown again", undo: "Undo",
  "photo.unreadable": "This photo cannot be shown right now",
  "photo.unreadable.text": "Its file is out of reach or cannot be decoded.",
  "info.problems": "Not all of this file could be read", "info.moment": "Other shots of this moment", "info.similar": "Similar", "info.all": "See all",
  "info.tags": "Shows", "info.why": "Why it was found", reveal: "Show in its folder", "open.with": "Open with another program",
  "info.people": "People", "info.keywords": "Keywords", "info.date": "Date", "info.place": "Place", "info.nodate": "No date known",
  "date.user": "Set by you", "date.import": "From another photo program", "date.exif": "Written by the camera", "date.xmp": "From its XMP record", "date.iptc": "From its IPTC record",
  "date.video": "From the video", "date.sidecar": "From the file beside it", "date.filename": "From the name of the file or folder",
  "date.guess": "Estimated from the photos next to it", "date.about": "about {when}",
  "date.mtime": "The file's own date, so only a guess",
  "info.size": "{width} × {height} · {size}",
  "welcome.title": "Find any photo by what you remember of it",
  "welcome.text": "Choose a folder to begin. Your photos stay where they are, are never changed, and nothing leaves this computer.",
  "welcome.choose": "Choose a folder", "welcome.other": "Choose another folder", "welcome.waits": "Your first photos appear here in a moment.",
  "browse.title": "Choose a folder of photos", "browse.up": "One folder up", "browse.inside": "Folders in it", "browse.none": "There are no folders in it.", "browse.add": "Add “{folder}”",
  "browse.counting": "Counting photos…", "browse.known": "Already in the library", "browse.empty": "No photos in it", "browse.more": "More than {n} photos",
  "folder.index": "Add", "folder.refresh": "Check for new photos", "folder.empty": "No photos were found in it", "folder.offline": "Out of reach now: its photos are kept",
  "index.running": "Adding your photos", "index.of": "{done} of {total}", "index.left": "about {time} left", "time.minutes.one": "a minute", "time.minutes.many": "{n} minutes", "time.hours": "{n} hours", "index.rate": "{rate} a second",
  "index.failed": "{n} failed",
  "index.done": "{n} new photos", "index.done.one": "1 new photo", "index.done.none": "Everything is up to date", "index.empty": "No photos were found there",
  "index.wrong": "Adding photos stopped: {why}",
  "library.text": "Everything is kept on this computer, in {folder}",
  "folders": "Folders", "folders.text": "Photos are read where they are. Nothing in these folders is ever changed.",
  "facts": "Figures", "facts.photos": "Photos", "facts.waiting": "Waiting to be searchable", "facts.failed": "Failed",
  "facts.bytes": "Library size", "facts.model": "Model",
  settings: "Settings", "settings.kept": "Saved",
  "settings.watch": "Add photos as they arrive",
  "folder.add": "Add a folder", "folder.forget": "Remove",
  "forget.title": "Remove this folder from the library?",
  "forget.text": "{folder} and all its files stay on your disk exactly as they are.",
  "forget.keep": "The library forgets what it knows of these photos: search no longer finds them. What you did with them, such as favourites and hidden photos, is kept and is there again if you add the folder again.",
  "forget.acts": "Forget that too",
  traces: "Where it was looked for", "traces.text": "What you forget is to stand nowhere any more: not in the library's file and its free space, its logs, the copies beside it, your backups.",
  "traces.clean": "written anew without it", "traces.deleted": "deleted", "traces.out_of_reach": "out of reach: it may still hold it. Back up anew, or delete it", "traces.in_use": "another program reads it: cleaned when that has ended and the library is opened again",
  "forget.yes": "Remove from the library", "forget.no": "Keep", "forget.done": "{n} photos forgotten. Their files are untouched.",
  "exclude": "Leave out", "exclude.label": "Folder or file to leave out", "exclude.example": "Screenshots, *.png, 2019/Work",
  "exclude.text": "Folders and files to leave out, by name or by path inside a folder. It takes effect at the next check for new photos.",
  "exclude.add": "Leave out",
  "model": "Model", "model.text": "What recognises your photos. A change takes effect once every photo has been looked at again; search works meanwhile.",
  "model.active": "In use", "model.next": "Takes over next", "model.use": "Use",
  "reading": "Reading what you ask", "reading.text": "Rules are instant. The language model is an extra, and helps with long questions.",
  "planner.auto": "As needed", "planner.rules": "Rules", "planner.llm": "Language model",
  "language": "Language you search in", "language.text": "Each search tells its own, and may mix two.", "language.told": "As each search tells",
  "read.in": "Read as {language}", "read.english": "Read it as English instead", "read.told": "Read it in the language it tells instead",
  "home": "Home country", "home.text": "Two letters: whose holidays and seasons you mean. Empty for where most photos are from.",
  "steps": "Analysis", "steps.text": "What is worked out from each photo, in the background, while you do nothing else here.",
  "steps.waiting": "What is worked out from each photo. Paused: {why}.",
  "steps.battery": "Wait while on battery", "steps.busy": "Wait while other programs use the processor",
  "steps.running": "What is worked out from each photo. Running now, in the background.",
  "step.embed": "What a photo shows", "step.tag": "Tags", "step.quality": "How good a picture is", "step.faces": "Faces", "step.kind": "Documents, screenshots, maps", "step.text": "Text in photos", "step.moments": "Scenes of videos",
  "step.done": "{n} done", "step.due": "{n} to do", "step.failed": "{n} failed", "step.cost": "{ms} ms a photo", "step.off": "Off",
  "step.stop": "Switch off: {step}", "step.stop.text": "The results for {n} photos are deleted. Switched on again, it starts from the beginning.",
  "step.stop.yes": "Switch off and delete",
  "picture": "Very large pictures", "picture.text": "How much memory opening one picture may take. Pictures that need more are listed under Failures, and tried again when you allow more.",
  "browsers": "Browsers", "browsers.text": "A browser that you let in stays in for 90 days. Nobody else on this computer or beyond can look.",
  "browsers.more": "Open in another browser", "browsers.link": "Open this address in the other browser. It works once.", "browsers.end": "Sign out everywhere else", "browsers.ended": "All other browsers are signed out.",
  "cache": "Thumbnails", "cache.text": "How much disk space thumbnails may take. Those not seen for longest are deleted first, and made anew when needed.",
  "look": "Appearance", "look.auto": "As the system", "look.light": "Light", "look.dark": "Dark",
  more: "More",
  "keys.title": "Keyboard shortcuts", "keys.short": "Shortcuts",
  "keys.in.everywhere": "Everywhere", "keys.in.grid": "Among photos", "keys.in.photo": "In a photo",
  "keys.in.person": "With one person", "keys.rename": "Rename", "keys.merge": "Merge with another", "keys.cover": "Choose the cover", "keys.aside": "Hide from the lists",
  "keys.in.people": "Among faces", "keys.pick": "Choose", "keys.name": "Name those chosen", "keys.photo": "Open the photo", "keys.same": "Same, different, not sure", "keys.undo": "Take back", "keys.faces": "Faces and names", "keys.text": "Text to select", "keys.draw": "Add a face",
  "keys.in.memory": "In a memory", "keys.in.map": "On the map",
  "keys.search": "Search", "keys.tab": "To the next control", "keys.close": "Close, go back", "keys.help": "This sheet",
  "keys.move": "Move", "keys.ends": "First, last", "keys.open": "Open", "keys.choose": "Select, select all",
  "keys.through": "Select from one to another", "keys.step": "Previous, next",
  "keys.zoom": "Zoom in, out, whole photo", "keys.near": "Near and back", "keys.favorite": "Favourite", "keys.info": "Information",
  "keys.similar": "More like this", "keys.hide": "Hide the photo", "keys.more": "More to do with it", "keys.edit": "Change information", "keys.order": "Move within an album", "keys.pause": "Pause, play", "keys.why": "Why this, less of this",
  "keys.pan": "Move the map", "keys.closer": "Zoom in, out", "keys.whole": "The whole world",
  "problem.title": "That did not work", "problem.gone": "photos-ml is not running any more. Start it again, then reload this page.",
  "problem.session": "This browser is signed out. To get in again, run: photos-ml open",
  retry: "Try again",
};

// The words of a page stand in the module that shows them, and come with it.
export const learn = (words) => Object.assign(TEXT, words);

export function t(key, values = {}) {
  const text = TEXT[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// A long time in words: '12 minutes', '4.5 hours'.
export function spell(seconds) {
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? count("time.minutes", minutes) : t("time.hours", { n: (seconds / 3600).toFixed(1) });
}

export function count(key, n) {
  return t(`${key}.${n === 1 ? "one" : "many"}`, { n: n.toLocaleString("en") });
}

const MONTH = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", {
  weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
});

// Dates are the camera's own wall-clock time: read as UTC, shown as UTC, so that no zone shifts them.
const read = (iso) => new Date(iso.length > 10 ? `${iso.slice(0, 19)}Z` : `${iso}T00:00:00Z`);

// '2026-07', '2026', '2020s' or ''.
export const monthName = (month) => (month.length === 7 ? MONTH.format(read(`${month}-01`)) : month || t("undated"));
export const dayName = (iso) => DAY.format(read(iso.slice(0, 10)));
export const shortDay = (iso) => SHORT.format(read(iso));
export const momentName = (iso) => MOMENT.format(read(iso));
// '11-21' or '2024-11-21'.
const YEARLY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });
export const dayOfYear = (day) => (day.length > 5 ? dayName(day) : YEARLY.format(read(`2024-${day}`)));
// A date as far as it is known: fine() says one that is known to the day.
export function whenName({ taken, precision, date_source: source }, fine = momentName) {
  if (source === "guess") return t("date.about", { when: whenName({ taken, precision, date_source: null }, dayName) });
  if (precision === "month") return monthName(taken.slice(0, 7));
  if (precision === "year") return taken.slice(0, 4);
  return precision === "decade" ? `${taken.slice(0, 3)}0s` : fine(taken);
}
// The time of day, '' where none is known.
export const timeName = ({ taken, precision }) => (precision === "second" || precision === "minute" ? clock(taken) : "");
const clock = (iso) => iso.slice(11, 16);

// A place in a video: '0:24', '1:02:03'.
export function playTime(second) {
  const [minutes, rest] = [Math.floor(second / 60), String(Math.floor(second % 60)).padStart(2, "0")];
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export function bytes(n) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let rest = n, power = 0;
  while (rest >= 1000 && power < units.length - 1) { rest /= 1000; power += 1; }
  return `${rest.toFixed(rest < 10 && power > 0 ? 1 : 0)} ${units[power]}`;
}
