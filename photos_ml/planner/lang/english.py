"""English: its lexicon, and the names that are also plain words."""

from __future__ import annotations

from functools import lru_cache

from photos_ml.planner.lang import english_time
from photos_ml.planner.lang.base import Language, Tables, each
from photos_ml.planner.lexicon import Lexicon


@lru_cache(maxsize=1)
def english() -> Language:
    """The English language, built on first use."""
    tables = {**_frame_tables(), **_filter_tables(), **english_time.tables()}
    return Language(
        code="en",
        lexicon=Lexicon(tables),
        day_first=False,
        capital_nouns=False,
        name_words=frozenset(_NAME_WORDS.split()),
        place_words=frozenset(_PLACE_WORDS.split()),
        given_names=frozenset(_GIVEN_NAMES.split()),
        common_words=frozenset(_COMMON_WORDS.split()),
    )


_TITLES = (
    "aunt,auntie,aunty,uncle,grandma,grandpa,grandmother,grandfather,granny,nana,cousin,mr,mrs,ms,miss,dr,sir"
)


def _frame_tables() -> Tables:
    """Words around what the picture shows."""
    return {
        "stop": each(
            "what will,when will,where will,who will,how will,a,an,the,and,or,of,in,on,at,to,"
            "from,with,by,for,is,are,was,were,be,been,being,do,does,did,have,has,had,we,i,"
            "you,they,he,she,it,my,our,your,their,his,her,its,that,this,these,those,there,some,"
            "any,all,then,so,but,"
            "as,when,where,who,which,while,what,how,just,also,too,into,onto,during,am,im,i'm,"
            "i've,we've,let,let's,'s,s,"
            "ones,one,around,about,if,than,anything,something,featuring,showing,containing,"
            "including,plus,via,ever,back,please,pls,plz,thanks,thank,hey,hi,hello,ok,okay,only,"
            "it's,that's,we're,&,near,"
            "through,throughout,across,between,within,towards,"
            "inside,along,up,out,off,like,please,kindly,mine,ours,every,each,really,maybe,"
            "those,were,go,went,went to,got"
        ),
        "filler": each(
            "show me,show us,show,find me,find,get me,get,give me,pull up,bring up,open up,"
            "display,list,look for,looking for,"
            "look up,search for,search,searching for,i want to see,i want,i wanna see,"
            "i would like to see,i would like,i'd like to see,"
            "i'd like,i'm looking for,im looking for,i am looking for,i need the,i need,"
            "i would love to see,i'd love to see,i would love,i need to find,i need to see,"
            "can you find me,can you find,can you show me,can you show,"
            "could you find,could you show me,could you,can you,would you,please,pls,plz,"
            "do i have,do we have,have i got,are there,"
            "is there,where are,where is,where's,wheres,what are,let me see,let's see,lets see,"
            "i want to look at,want to see,"
            "wanna see,need to find,trying to find,i'm trying to find,help me find,go to,"
            "take me to,fetch,see,view,all of,"
            "all the,all my,all our,all,any,every,each,some of,some,a few of,hey,hi,hello,ok,"
            "okay,computer,thanks,thank you,"
            "cheers,a bunch of,bunch of,the ones,those,ones,where you can see,where we can see,"
            "in which you can see,"
            "that show,which show,that shows,that have,that has,that i have,that we have,"
            "that i took,that we took,i took,"
            "we took,i've taken,we've taken,i have taken,that were taken,that was taken,"
            "which were taken,were taken,"
            "was taken,that are,that is,which are,which is,taken by me,we made,i made,i shot,we shot,"
            "on my phone,on my computer,in my library,in my collection,from my library,"
            "from my collection,in the library,"
            "best,the best,do you have,got any,gimme,lemme see,everything,"
            "anything,all i have,all we have,stuff,"
            "do you remember,remember,i remember,"
            "i hope there is,i hope there are,i hope we have,i hope there's,weren't there,wasn't there,"
            "aren't there,isn't there,didn't we have,didn't i have,didn't we take,didn't i take,"
            "do you still have,do we still have,do i still have,have you got,have we got,"
            "what was the name of,what is the name of,what's the name of,when was it that,"
            "it might have been,it may have been,it could have been,it must have been,it must be,it was,"
            "any chance we have,any chance there is,any chance of,is there any chance of,"
            "dig up,dig out,where did i put,where did we put,where did i save,"
            "i could use,did we ever,did i ever,how many,can i see,can we see,could i see,may i see,"
            "you know the one,you know the ones,you know that one,wasn't there one,whatever,"
            "i could swear,i would swear,i'm after,i am after,i only want,i just want,we want"
        ),
        "filler anywhere": each(
            "please,pls,plz,taken with,taken on,taken by,shot with,shot on,that i took,"
            "that we took,i took,we took,which i took,"
            "i have taken,we have taken,i've taken,we've taken,taken by me,taken by us,"
            "in my library,in my collection,on my phone,"
            "that were taken,that was taken,which were taken,were taken,was taken,taken,i shot,"
            "we shot,that i shot,thanks,"
            "i guess,i think,i believe,i suppose,i reckon,must have been,it must have been,"
            "if i remember correctly,if i recall,"
            "i'm not sure,not sure,you know,kind of,sort of,or so,or something,or whatever,"
            "at some point,say,i'm pretty sure,"
            "thank you,where you can see,where you see,in which you see,that show,that shows,"
            "which show,which shows,"
            "for sure,i'm sure,i am sure,i'm quite sure,i'm not sure when,i'm not sure which year,"
            "not sure when,"
            "not sure which year,i don't remember when,i don't remember which year,i forgot when,"
            "i can't remember when,no idea when,i don't know when,i don't know which year,whenever that was,"
            "can you find it,could you find it,can you find that,can you find them,do we have that,"
            "any of them will do,any will do,either is fine,either will do,i mean,i'd say,i would say,"
            "or thereabouts,if possible,if you can,if there are any,if we have any,if you have any,"
            "you know the one,it should be under,it should be in,it must be in,it must be under,"
            "it doesn't matter where,it doesn't matter when,doesn't matter where,doesn't matter when,"
            "doesn't matter,no matter where,no matter when,no idea whose,no idea who,no idea where,"
            "not sure where,don't remember where,can't remember where,don't ask me when,"
            "don't ask me where,if we have that,if we have one,if you have one,"
            "as far as i remember,as far as i know,if you can find it"
        ),
        "taking": each("took,shot,snapped,filmed,recorded,captured"),
        "clause": {
            **each("before,until,till", "before"),
            **each("after", "after"),
            **each("since", "since"),
        },
        "undated": each("before,until,till,since"),
        "clause subject": each("it,he,she,they,we,you,i"),
        "negative": each(
            "not,no,nor,never,nothing,nobody,none,neither,noone,without,except,minus,skip,hide,spare,tired,"
            "missing,absent,sans,excluding,exclude,excluded,lacking,free,cannot,cant,dont,doesnt,isnt,arent,"
            "wasnt,other,apart,aside,but,leave,leaving,instead,rather,nowhere"
        ),
        "title": each(_TITLES),
        "subject": each("it,he,she,they,we,you,i,there,be,the,this,that,not,have"),
        "absent": each(
            "isn't there,isn't in,is not in,is not there,isn't in it,isn't in them,is not in it,"
            "not in it,isn't around,is missing,"
            "is absent,isn't present,doesn't appear,does not appear,isn't visible,isn't on,"
            "is not on,isn't on it,aren't in,"
            "aren't there,are not in,are not there,aren't in it,isnt there,isnt in,isnt in it,"
            "isnt on,arent in,arent there,"
            "is not present,is nowhere,isn't in the picture,isn't in the photo,is not around,"
            "isn't with us,not present"
        ),
        "camera make": each(
            "canon,nikon,sony,fujifilm,fuji,leica,olympus,panasonic,lumix,pentax,gopro,dji,"
            "hasselblad,samsung,huawei,"
            "xiaomi,oneplus,ricoh,kodak,sigma,motorola,nokia,insta360,garmin,casio"
        ),
        "place alias": each("usa,uk,nyc,holland,america,england,scotland,wales,uae,britain,great britain"),
        "capital alias": each("us"),
        "plain after in": each(
            "berlin,france,japan,rome,naples,queens,china,chile,turkey,wales,cologne,mali,phoenix"
        ),
        "goes in": each("in,to,visiting,trip to,across,throughout"),
        "asks": each("what,who,which,when,why,how,whose"),
        "photo noun": each(
            "photo,photos,photograph,photographs,picture,pictures,pic,pics,image,images,img,imgs,"
            "shot,shots,snap,snaps,"
            "snapshot,snapshots,pix,fotos,foto,phots,photoes,pictues,picutres,pitures,photo's,"
            "pic's,pictues,pcitures"
        ),
        "photo compound": each(
            "album,albums,frame,frames,booth,book,books,wall,shoot,shooting,glass,bomb,bombs,"
            "opportunity,editor,paper,window"
        ),
        "photo holder": each(
            "holding,taking,drawing,painting,hanging,take,takes,took a,looking at,framed,"
            "a framed,wall of,snapping,posing for a,"
            "posing for,holding a,taking a,takes a,drawing a,painting a,in a,on a,holding the,"
            "with a,with the,basketball,free,golf,"
            "penalty,jump,shows a,paint a,gun,espresso,flu,tequila,vodka,whiskey,hot,called,"
            "the big,moving,a big,looking at a,"
            "looking at the,looking at old,drinking,doing,taking photos of"
        ),
        "in place": each(
            "in,at,near,around,to,from,into,outside,inside,outside of,close to,next to,by,of,"
            "over,throughout,across,visiting,"
            "through,along,visit to,trip to,trips to,holiday in,vacation in,taken in,taken at,"
            "made in,shot in,back in,within,"
            "somewhere in,all over,on"
        ),
        "place lead": each(
            "in,at,near,around,to,from,into,outside,inside,close to,visiting,throughout,across,"
            "within,on,all over"
        ),
        "at home": each("at,near,from,around"),
        "person lead": each("with,of,and,or,&,for,showing,featuring,including,without,by,see,only,just"),
        "place compound": each(
            "style,styled,pizza,dinner,plate,plates,sandwich,cheese,sprouts,hat,flag,flags,shirt,"
            "jersey,map,maps,poster,posters,"
            "inspired,themed,dressing,fries,toast,roll,rolls,bowl,egg,eggs,sausage,sausages,"
            "style's,yankees,giants,cake,cakes,"
            "themed,team,accent,rug,rugs,hilton,dress,duck,chicken,beef,ham,salami,salad,jacket,"
            "marathon t,times newspaper,- style,"
            "wine,beer,noodles,tea,cat,dog,terrier,hamster,lights show,pig,bull,postcard,souvenir,magnet"
        ),
        "camera cue": each(
            "shot with,taken with,taken on,taken using,shot on,shot using,made with,"
            "captured with,captured on,photographed with,"
            "taken by,from,with,on,using,via,by,off,took with,took on,we took with,i took with,"
            "i took on,shots with,photos with"
        ),
        "camera owner": each(
            "my,the,our,a,an,his,her,that,my old,my new,the old,the new,her old,his old,new,old"
        ),
        "camera noun": each("camera,cam,phone,dslr,smartphone,cell phone,mobile phone,body,mobile,cellphone"),
        "folder noun": each("folder,folders,album,albums,directory,collection"),
        "folder cue": each("in,from,inside,within,under,out of,of"),
        "folder called": each(
            "folder called,album called,folder named,album named,folder,album,the folder,the album,directory"
        ),
        "tag cue": each(
            "tagged,tagged with,tagged as,with tag,with the tag,with keyword,with the keyword,"
            "keyword,keywords,tag,labelled,labeled,labelled as"
        ),
        "only before": each("only,just,solely,nobody but,no one but,only of,just of,alone with,nothing but"),
        "only after": each(
            "alone,by himself,by herself,by themselves,on her own,on his own,only,on their own,"
            "all alone,solo,by itself,and nobody else,and no one else,and nobody,"
            "and no one,nobody else,no one else,with nobody else,by her self,all by herself,"
            "all by himself"
        ),
        "either": each("either,any of,one of"),
        "exact cue": each(
            "that says,which says,saying,that said,that reads,which reads,with the text,with text,"
            "with the word,with the words,with the title,titled,named,called,entitled,file named,"
            "file called,files named,files called,text,the words,the word,says,reads"
        ),
        "beside names": each("both,both of,together,all together"),
    }


def _filter_tables() -> Tables:
    return {
        "media": {
            **each(
                "video,videos,clip,clips,video clip,video clips,film clips,footage,vid,vids,"
                "recordings,home movies,home videos,home video",
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
        },
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
            "all except videos",
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
            "who is not,who isn't,isn't,aren't,"
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
            "skip anything,skip any,skip all,and skip,please skip,spare me,leave away,rather than,instead of"
        ),
        "not before filter": each("nothing"),
        "not trap": each(
            "parking,smoking,entry,trespassing,swimming sign,exit,stopping sign,longer,doubt,"
            "matter,idea,problem,way,only,one,fishing sign,"
            "vacancy,diving,turn,u turn,u - turn,just,sure,yet,so,really,signal,long,many"
        ),
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
                "the other day,not long ago,"
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
        "order of many": {**each("last,new", "newest"), **each("first", "oldest")},
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
            "star photos,star pictures,star pics,star shots,star images,star rated,star ratings,"
            "stars rated,plus stars,or higher"
        ),
        "star noun": each("star photos,star pictures,star pics,star shots,star images"),
        "rating lead": each(
            "at least,minimum,min,rated,rating,rated at least,rating of,with rating,"
            "rating of at least,rating at least,with at least,rated with,with a rating of,"
            "minimum of,rating >=,rating above,more than"
        ),
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


_NAME_WORDS = """
    ace amber angel angelica april archer art august autumn baker banks barn basil bear bell bill birdie
    black blossom bob brook brooks brown buck buddy bunny bush candy carol carter case chance charity
    chase cherry chip christian chuck clay cliff colt cook cooper coral crystal daisy dawn day dean
    destiny dolly don drake drew duke dusty earl eve faith fall fern field fields fisher flint flora ford
    forest fox frank gale gardener gem gene ginger grace grant gray green grey guy hall harmony harry hawk
    hazel heath heather herb hill holly honey hope hunter iris ivy jack jade jasmine jay jean jet jewel
    jewell joy june king kitty lake lance lane laurel law leaf lily long lord love major marina mark marsh
    mary-jane mason max may melody mercy merry miles mills myrtle nelly nick noble norm olive opal page
    paris parker pat peach pearl penny pepper phoenix pierce pip piper poppy porter prince raven ray reed
    reef rex rich river rob robbie robin rose rosemary ruby rusty sage saint sandy scout season shade
    short sky skye spring star stella sterling stone storm sue summer sunny tanner taylor tiger trinity
    trip tyler van victor victory violet wade ward warren wheat white will willow win winter wolf woods
    wren young
"""

_PLACE_WORDS = """
    airport al amber angel apple apples april arch archer art as ash at august baby bad baden bagel baker
    ball banana band bar bath bathroom batman battle bay beach bear bears beaver bed bee beer bells bend
    berliner best bethel big bike bill birch bird birthday black blue boat boats boring bow bowling boy
    bra bray breakfast brest brick bridge bright brook brother brown buffalo burger burgundy bus but
    butter butterfly cake campfire camping canyon cape car carpenter cars carthage castle cat cave cedar
    center centre chair champagne cheddar cherry child children chile china church circle city clay cliff
    cliffs climbing cloud clouds coast coffee cognac cold college cologne commerce concert cooper coral
    cork corner cow crane cream creek crewe crow crystal cute cycling dad dale dance dancing dark date day
    deal deer desert desk diamond dinner dog door dress eagle early east eden el elephant elk elm
    embarrass emerald end energy essen evening eye falcon falls family farm farmers father female field
    fields fire fireworks first fish fisher fishing flamingo flint floor flower flowers fog food football
    forest fox friday friend friends front fun funny future game garden giraffe girl glen gold golf good
    gotha gouda grape grass gray green grey ground grove guinea gulf halle ham hamburger happy hat hawk
    heights hell hiking hill hills hof holiday holidays home hope horse hot house hue hull hunting ice in
    independence industry is island islands it jade jam java jersey july june kid kids kiss kitchen la
    ladybird lake las last late le leaves lemon lens liberty light lights line lines lion little long los
    love lunch magpie male mali man mango manly maple marathon marble march mark market may me meadow
    media melon men mid mill miller mist mobile mom monday monkey moon moose more morning most mother
    mountain muck mum museum music my nan new next nice night no normal north not nothing oak ocean of old
    olive on opal orange page paint para parade paradise park parma parrot party past path peach peacock
    pearl peel people pepper pets phoenix pig pine pink pizza plain plains plane play playing plum point
    pond pool port post prairie present price quiche race racing rain rainbow rapids raven reading red
    reindeer rice riding river road robin rock rocks rocky roof room rose rowing ruby rugby rum run
    running sad sailing saint sale salem salt same san sand sandwich sandy santa sapphire saturday school
    sea second seen selfie ship shirt shoes shore short show shows silver singen sister ski skiing sky
    slate sled sleigh smith snow snowman soap soccer sofa south split sport sports spring springs square
    stairs stamps star station stone stones storm street sugar summer sun sunday sunrise sunset superman
    surf surfing surprise swan swim swimming table tall tea temple temples tennis tent third tiger time to
    toast tongue topaz tour tours tower town trail train tree trees trip truth turkey turn uniform union
    university us vacation valley van video view village visit waffle wales walk walking wall warm water
    waterfall waterfalls way we wedding welcome west whale whales wheeler white why wick wiener will wind
    window wine winter wolf woman women wood woods worth you young zebra zoo
"""

_GIVEN_NAMES = """
    adelaide anna april august aurora austin ben bill brooklyn camden carol carson carter chad charlotte
    chelsea corona diego elizabeth florence georgia grace hunter jack jackson jason jefferson jordan june
    lee lily lima lincoln logan lynn madison mark mary mason may nancy olympia paul phoenix rose santiago
    savannah sofia sydney taylor tom troy tyler victoria washington will
"""

_COMMON_WORDS = """
    macro bokeh portrait portraits
    aboard alice alive alley ally ample ants apple apples arms army arrive aunt aunts aura babies baby
    bake baking band banner basic battle battles beach beads bean beans bears bedding been bell bells
    belly bench berlin berries berry better between bike bikes biking bill bills bird birds bite blister
    board boast boats boss bottle bottles brain brand bread bride brides bridge bridges bright bring broad
    brother brothers brown brush building bunch bunnies bunny burden bush butter cabal cabin cable cables
    cake cakes camel camels cameo camera cameras camp camps canal candle candles cannon canoe canoes
    canyon captain caption card cards cart carts castle castles cattle cave caves cellar cello cellos
    certain chain chains chair chairs chalk champ chance charm chart charts cheek cheese cherries cherry
    chicken child children chimp chin china chip chips choose chosen church claire clara clare classic
    claws clean cleaning cliff cliffs clinic clip clips cloud clouds coast coats collar color colors
    colour colours come comic comics common cosmic couple couples cousin cousins cover covers creek crowd
    crowds crown crowns crush curtain daily dairy daisies daisy dally dance dancer dances danger daniel
    danish daughter david dawn deal delay denial denis dinner dirty dish dishes diver diving dollar
    dollars dome donkey double down dozen drain drama dramas drive driver driving drown earth easter
    eastern eight emmas even event events every example fable fairies fairy fame family farm farms father
    fathers feeding feel fellow fence ferries ferry field fight file files fill find fine finish firm fish
    fishes flare flight flower flowers foam folding form forms fountain france free fridge friend friends
    frozen funny game garden gardens gemmas genus giving glare goats golden goose gown grain grand
    grandmas grandpa greek green greens grown guard guards hamster hand handle harden heads heart hearts
    heat height helen helene hello hidden hide hike hikes hiking hill hills holding home honey horse
    horses hose hoses house houses janes japan jaw jazz jeans jello jelly joint juicy jules julia julie
    july kettle kin kind king kings kitchen kite kitten knife ladies lady lake lakes lamp lamps land lane
    later laughter laura lauras law lawn leads lean leave leaves lemma lemon lemons letter life light
    lights like likes liking lilac lilies line linen lines little live liver lives living llama llamas
    loads lobster logic loose loss lotion louis louise lover lovers lower lucas luck lucky lucy lunch
    madden magic maintain major making malice manner manor maples margin margins maria marie marina marine
    mario marked marker market marking marlin marry marten martin martini mayor meal meals mean meat melon
    melons menu merlin merry meter meters metre metres middle mild mile miles milk mill mind mine minor
    mirror mitten money monkey monster moose moss mother mothers motion mountain mouse mouses museum music
    musuem name naples nation nations night nine nose noses notion ocean oceans olive olives open orange
    oven over oyster paddle paint paints pairs palace palaces panic panther pants parked parking parts
    party pasta paw paws pears penis people peoples person persons peter pewter picnic pile piles pill
    pillar pillow pillows pine pines pint pizza places planes plants plastic plaza point points police
    polices portion position poster posters potion power price pride print prints prize puddle purple push
    queen queens rain rally ranger rattle reading real reel relay ridden riddle ride rides ridge right
    ring rings river rivers roads roam roast rome romes room rose roses rush saddle safari sahara salmon
    salsa same sample sand sandal sandals sara sarah sauce saucer save saw scandal screen seal seals seed
    seeds seller sellers settle share shark sharks sharp shave sheep sheet shield ship ships shirt shirts
    shiver shop shops short shorts shot shots shower showers side sides sight silk silver simmer simon
    simple sing sings sister sisters site skill skin skins skirt skirts slave sleep slice slide slides
    sliver slower small smile smiles soccer some space spaces spanish spice sport sports spot spots spring
    sprint stable stables staff stairs stalk stall stalls stamp stamps stand star stare stars station
    stations steel steep stellar still stone stones store stores stories storm storms story strange
    stranger street streets string strings stuff style styles sudden summer summit summon sunny swamp
    sweat sweater sweet swimmer swimming swing swings sword swords system table tables taking talk talks
    temple temples tennis there these third thirty three tide tides tile tiles title titles toads toast
    topic toss tower towers town towns train tree trees trimming tropic tropics trouble tulip tulips
    turkey turtle turtles uncle valley vandal venice venue volley waiter walk walks warden water waters
    wave waves weave wedding weed weeds week weeks weight western wheat wheel where while white whole wide
    wield wife wild willow wind wine wing wings winner winter wish wooden word words work works world
    woven yard yards yawn yellow yield
"""
