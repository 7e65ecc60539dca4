"""English words of media, negation, order, number, rating and favourites."""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each


def tables() -> Tables:
    """Kinds of the filter grammar."""
    return {
        "media": {
            **each(
                "video,videos,clip,clips,video clip,video clips,film clips,footage,vid,vids,"
                "recordings,home movies,home videos,home video,slow motion,slow - motion,"
                "slowmo,slo - mo,slomo,"
                "slow motion video,slow motion videos,time lapse,time - lapse,timelapse,time lapses,"
                "timelapses",
                "video",
            ),
            **each(
                "screenshot,screenshots,screen shot,screen shots,screen capture,screen captures,"
                "screengrab,screengrabs,"
                "screen grab,screen grabs,screencap,screencaps,screenshoots,screen shoots,sreenshots,"
                "screenshorts",
                "screenshot",
            ),
            **each(
                "selfie,selfies,selfy,selfys,selfie pics,group selfie,group selfies,self portrait,"
                "self portraits,self - portrait,self - portraits",
                "selfie",
            ),
            **each("panorama,panoramas,panoramic,pano,panos,panaroma,panoramics", "panorama"),
            **each(
                "live photo,live photos,live picture,live pictures,live pics,live pic,live shots,"
                "live images,live foto",
                "live",
            ),
            **each(
                "raw file,raw files,raw photo,raw photos,raw image,raw images,raw pictures,"
                "raw picture,raw shots,raws,"
                "raw format,dng,dngs,dng files,raw pics,cr2,cr2 files,nef,nef files,cr3,arw,in raw",
                "raw",
            ),
            **each(
                "archived,archived photo,archived photos,archived picture,archived pictures,archived pics,"
                "archived images",
                "archived",
            ),
            **each(
                "rejected,rejects,rejected photo,rejected photos,rejected picture,rejected pictures,"
                "rejected pics,rejected images,rejected shots,marked as rejected,flagged as rejected",
                "rejected",
            ),
        },
        "look": {
            **each("documents,scans,scanned documents,paperwork,letters and forms", "document"),
            **each("receipts,bills,till receipts", "receipt"),
            **each("handwriting,handwritten notes,handwritten letters,handwritten pages", "handwriting"),
            **each("whiteboards,whiteboard photos,whiteboard pictures", "whiteboard"),
            **each("memes", "meme"),
            **each("drawings,sketches", "drawing"),
            **each("maps", "map"),
            **each("blank photos,blank pictures,empty photos,accidental photos,pocket photos", "blank"),
        },
        "look of a thing": each("on,under,over,above,hanging,lying,covering,everywhere,spread,in the"),
        "media compound": each(
            "game,games,stick,sticks,call,calls,store,conference,gamer,gaming,tape,tapes,"
            "projector,controller,theater,theatre,camera,star,screen,night,monitor,arcade,console"
        ),
        "still only": each(
            "photos only,only photos,pictures only,only pictures,photos not videos,"
            "pictures not videos,just photos,just pictures,photos but not videos,"
            "still photos,stills,still pictures,photos no videos,only pics,pics only,"
            "photos without videos,no videos,not videos,no video,not video,without videos,"
            "but not videos,but no videos,excluding videos,except videos,and no videos,"
            "all but videos,anything but videos,everything but videos,everything except videos,"
            "all except videos,except the videos,without the videos,not the videos,but not the videos,"
            "excluding the videos,minus videos,minus the videos,no vids,no clips,no video clips",
            "photo",
        ),
        "not": each(
            "without,without any,without the,no,not,but not,but no,but without,except,except for,"
            "excluding,minus,w / o,with no,having no,"
            "and not,and no,not with,but never,never,don't show,dont show,"
            "do not show,don't show me,dont show me,do not show me,don't give me,dont give me,"
            "not including,not any,"
            "leave out,leaving out,aside from,other than,apart from,not of,exclude,excl,excl.,"
            "- no,that don't have,that dont have,"
            "that do not have,that isn't,that are not,that aren't,that is not,which is not,"
            "who is not,who isn't,isn't,aren't,isn't of,aren't of,that isn't of,that aren't of,"
            "that wasn't,that weren't,"
            "not showing,lacking,free of,nor,none of,not containing,don't include,do not include,"
            "dont include,sans,"
            "not wearing,with no one wearing,without wearing,where there are no,"
            "where there is no,with zero,not any of,"
            "w/o,that has no,that have no,which have no,i don't want,i dont want,i do not want,"
            "you can't see,you cannot see,you cant see,we can't see,one can't see,but skip,skip the ones,"
            "anything but,everything but,all but,everyone but,everybody but,anyone but,anybody but,"
            "anything except,everything except,all except,everyone except,everybody except,"
            "anyone except,anybody except,everything apart from,all apart from,all of us but,"
            "all of us except,all of them but,all of them except,neither,neither of,"
            "any year but,every year but,every year except,any year except,all years but,all years except,"
            "skip anything,skip any,skip all,and skip,please skip,spare me,leave away,rather than,instead of"
        ),
        "elsewhere": each(
            "outside,outside of,away from,far from,far away from,anywhere but,anywhere but in,"
            "anywhere except,anywhere except in,anywhere other than,anywhere other than in,anywhere outside,"
            "anywhere outside of,anywhere away from,everywhere but,everywhere but in,everywhere except,"
            "everywhere except in,everywhere other than,everywhere outside,somewhere other than,"
            "somewhere outside,not taken in,not taken at,not in,not from,not at"
        ),
        "not before filter": each("nothing,non,non -,apart,aside"),
        "not trap": each(
            "serif,serifs,souci,"
            "able,hers,theirs,yours,parking,smoking,entry,trespassing,swimming sign,exit,stopping sign,"
            "longer,doubt,"
            "matter,idea,problem,way,only,one,fishing sign,"
            "vacancy,diving,turn,u turn,u - turn,just,sure,yet,so,really,signal,long,many"
        ),
        "group of people": {
            **each("group photo,group photos,group picture,group pictures,group shot,group shots", 4),
            **each(
                "group portrait,group portraits,group pic,group pics,the whole group,everyone together", 4
            ),
        },
        "people noun": each(
            "people,persons,person,faces,face,friends,kids,children,men,women,of us,people in it"
        ),
        "how many lead": {
            **each("exactly,just,only", 0),
            **each("at least,not fewer than,no fewer than,not less than,no less than,minimum", 1),
            **each("more than", 2),
            **each("at most,no more than,not more than,up to,maximum", -1),
            **each("fewer than,less than", -2),
        },
        "age lead": each(
            "when she was,when he was,when they were,when she turned,when he turned,when she was only,"
            "when he was only,at age,at the age of,aged,age,at,as a,as an,when she was a,when he was a,as,"
            "turning,turns,turned"
        ),
        "age opener": each("when,while,back when,the day,the week,the month,the year,the summer"),
        "age verb": each("was,was only,was just,turned,was a,was an,was still a,was about,was around"),
        "age range": each("between,from,aged,ages,aged between,from age,from ages"),
        "first years": {
            **each("in her first year,in his first year,in their first year,first year of life", (0, 0)),
            **each("when he was in his first year,when she was in her first year", (0, 0)),
            **each("in her second year,in his second year", (1, 1)),
        },
        "years of age": each("years old,year old,years,year - old,years of age,yo,y / o,yrs old,yrs"),
        "parts of a year of age": {
            **each("months old,month old,months,month - old,months of age,mths old", 12),
            **each("weeks old,week old,weeks,week - old,weeks of age", 52),
            **each("days old,day old,day - old,days of age", 365),
        },
        "stage of life": {
            **each("baby,newborn,infant", (0, 1)),
            **each("toddler", (1, 3)),
            **each("child,kid,little girl,little boy", (3, 11)),
            **each("teenager,teen", (13, 19)),
        },
        "nobody": each(
            "nobody,no one,no - one,noone,no people,nobody in it,nobody in them,no one in it,"
            "no one in them,no humans,no persons,"
            "without people,without anyone,without anybody,without any people,without persons,"
            "without humans,not people,no person",
            "people",
        ),
        "and nobody": each("and nobody else,and no one else,nobody else,no one else"),
        "not end": each(
            "but,in,on,at,near,during,from,with,since,before,after,until,taken,shot,where,when,"
            "while,because,by,around,under,between,over,for,sorted,only,just,please,that"
        ),
        "not keep": each(
            "in the background,in background,in the foreground,in it,in them,on it,on them,"
            "in the frame,in frame,in sight,in the picture,in the photo,in the shot,on a leash,"
            "in the pictures,in the photos,in view,on the picture"
        ),
        "not fluff": each(
            "any,the,a,an,of,wearing,with,having,any of,it's,being,showing,some,other,"
            "people wearing,is,are,ones with,ones of,ones,anything,everything,everything with,"
            "anything with,one with,one of,one from,one showing,one in,one at,ones showing,ones from,"
            "ones in,ones at,ones where,one where,those with,those of,those from,those where,those in,"
            "those showing,ones that show,ones that have,those that show,those that have,"
            "which are,that are,from"
        ),
        "order": {
            **each(
                "the other day,not long ago,when was i last,when were we last,when did i last see,"
                "when did we last see,when did i last,when did we last,when was the last time i saw,"
                "when was the last time we saw,when was the last time i was,when was the last time we were,"
                "when was the last time,the last time i saw,the last time we saw,the last time i was,"
                "the last time we were,last time i saw,last time we saw,last time i was,last time we were,"
                "newest,latest,most recent,newest first,latest first,most recent first,recent first,"
                "recent,recently,"
                "sorted by newest,sort by newest,sort by date descending,by newest,newest to oldest,"
                "lately,newest ones,newest on top,"
                "reverse chronological,sorted newest first,order by newest,sort newest first,"
                "most recently,sorted by newest first,latest ones",
                "newest",
            ),
            **each(
                "oldest,earliest,oldest first,earliest first,chronological,chronologically,"
                "in chronological order,chronological order,"
                "sorted by oldest,sort by oldest,by oldest,oldest to newest,oldest ones,"
                "sorted oldest first,order by oldest,sort oldest first,"
                "sorted by date,sort by date,ordered by date,in order of date,by date,"
                "from oldest to newest,in date order,sorted by oldest first",
                "oldest",
            ),
        },
        "limit lead": {
            **each(
                "top,max,maximum,at most,no more than,up to,limit,only,just,limit to,a maximum of,"
                "limited to,not more than,max.",
                "",
            ),
            **each("first", "oldest"),
            **each("last,latest,newest,most recent", "newest"),
            **each("oldest,earliest", "oldest"),
        },
        "limit adjective": each("best,nicest,greatest,loveliest,prettiest,finest,funniest,random,or so"),
        "order of many": {
            **each("last,very last,the very last,new", "newest"),
            **each("first,very first,the very first", "oldest"),
        },
        "limit alone": each("top"),
        "one of these": each("that,this,the"),
        "order tail": each("first"),
        "one photo": {
            **each(
                "the last,last,the latest,the newest,the most recent,latest,newest,most recent,"
                "my last,our last,my latest,our latest,my newest,her latest,his latest",
                "newest",
            ),
            **each(
                "the first,the oldest,the earliest,the very first,first,oldest,earliest,my first,"
                "our first,very first,my oldest,my earliest",
                "oldest",
            ),
        },
        "photo singular": each("photo,picture,pic,image,photograph,snap,snapshot,shot"),
        "limit noun": each(
            "photo,photos,picture,pictures,pic,pics,image,images,shots,snaps,results,items,ones,"
            "photographs,hits,matches,snapshots,videos,selfies,screenshots,video,selfie,result"
        ),
        "star": each(
            "star,stars,- star,- stars,stars rating,star rating,stars or more,stars and up,"
            "stars or better,stars and above,stars or above,stars or higher,+ stars,+ star,"
            "or more stars,or better,"
            "star and above,star and up,star or more,star or better,star or above,star or higher,"
            "star photos,star pictures,star pics,star shots,star images,star rated,star ratings,"
            "stars rated,plus stars,or higher"
        ),
        "rating lead": each(
            "at least,minimum,min,rated,rating,rated at least,rating of,with rating,"
            "rating of at least,rating at least,with at least,rated with,with a rating of,"
            "minimum of,rating >=,rating above,more than,tagged,marked,marked as,marked with,"
            "rated exactly,exactly"
        ),
        "rating said": {
            **each(
                "top rated,top - rated,highest rated,highest - rated,best rated,best - rated,highly rated", 4
            ),
        },
        "rating more": each(
            "or more,and more,or above,and above,or higher,and higher,or better,and up,or up"
        ),
        "rating needs no star": each(
            "rated,rating,rated at least,rating of,with rating,rating of at least,"
            "rating at least,rated with,with a rating of"
        ),
        "star compound": each(
            "hotel,hotels,restaurant,restaurants,resort,meal,flag,general,spangled,review,"
            "reviews,wars,trek,service,chef,anise,fish,tattoo,shaped,pattern"
        ),
        "lacking": {
            **each(
                "undated,not dated,no date,no dates,without date,without a date,without dates,with no date,"
                "without any date,missing date,missing dates,missing a date,date missing,date unknown,"
                "unknown date,unknown dates,that have no date,lacking a date",
                "date",
            ),
            **each(
                "not geotagged,no geotag,no geotags,without geotag,without geotags,ungeotagged,no gps,"
                "without gps,with no gps,no gps data,without gps data,no location,no locations,"
                "without location,without a location,without locations,without any location,with no location,"
                "missing location,missing locations,missing a location,location missing,location unknown,"
                "unknown location,"
                "no location data,without location data,without coordinates,no coordinates,without a place,"
                "with no place,not on the map,that have no location,lacking a location",
                "place",
            ),
            **each(
                "no people named,nobody named,no one named,no names,without names,without a name,"
                "without any names,with no names,without named people,unnamed people,unnamed faces,"
                "untagged people,untagged faces,people without names,faces without names,unknown faces,"
                "unknown people,"
                "people without a name,faces without a name,faces not named,no people tagged,"
                "nobody tagged,no one tagged,without tagged people,no named people",
                "people",
            ),
            **each(
                "unrated,not rated,not yet rated,no rating,no ratings,without rating,without a rating,"
                "without ratings,with no rating,without any rating,missing rating,that have no rating",
                "rating",
            ),
            **each(
                "uncaptioned,not captioned,no caption,no captions,without caption,without a caption,"
                "without captions,with no caption,missing caption,no description,no descriptions,"
                "without description,without a description,without descriptions,with no description,"
                "missing description,undescribed,not described",
                "caption",
            ),
        },
        "lacking adjective": each(
            "undated,ungeotagged,unrated,uncaptioned,undescribed,not geotagged,not rated"
        ),
        "favorite": each(
            "favorites,favourites,favs,faves,favorited,favourited,my favorites,my favourites,"
            "my favs,my faves,marked as favorite,"
            "marked as favourite,marked favorite,hearted,starred,i hearted,i favorited,"
            "i favourited,i loved,liked by me,the ones i like,loved ones marked,favoutites,"
            "favorits,"
            "favortes,favourits,i marked as favorite,i marked as favourite,marked as a favorite,"
            "flagged as favorite,marked as favorites,that i liked,i liked,we liked,"
            "photos i like,photos i love,pictures i like,pictures i love,ones i like,ones i love,"
            "the ones i love"
        ),
        "favorite adjective": each(
            "favorite,favourite,fav,fave,best loved,my favorite,my favourite,our favorite,"
            "our favourite,my fav,my fave,her favorite,favorit"
        ),
    }
