"""English words around what the picture shows."""

from __future__ import annotations

from photos_ml.planner.lang.base import Tables, each
from photos_ml.planner.lang.english.words import SHORTHAND

_TITLES = (
    "aunt,auntie,aunty,uncle,grandma,grandpa,grandmother,grandfather,granny,nana,cousin,mr,mrs,ms,miss,dr,sir"
)


def tables() -> Tables:
    """Kinds of words around what the picture shows."""
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
            "somewhere,anywhere,everywhere,those,were,go,went,went to,got,w,w /,ish"
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
            "okay,thanks,thank you,"
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
            "some time,i hope there is,i hope there are,i hope we have,i hope there's,"
            "weren't there,wasn't there,"
            "aren't there,isn't there,didn't we have,didn't i have,didn't we take,didn't i take,"
            "do you still have,do we still have,do i still have,have you got,have we got,"
            "what was the name of,what is the name of,what's the name of,when was it that,"
            "it might have been,it may have been,it could have been,it must have been,it must be,it was,"
            "any chance we have,any chance there is,any chance of,is there any chance of,"
            "dig up,dig out,where did i put,where did we put,where did i save,"
            "i could use,did we ever,did i ever,how many,can i see,can we see,could i see,may i see,"
            "you know the one,you know the ones,you know that one,wasn't there one,whatever,"
            "a while ago,a while back,a long time ago,some time ago,"
            "will you find me,will you find,will you show me,will you show,will you please,would you mind,"
            "where'd i put,where'd we put,where'd i save,what's in,what is in,what's,who's,"
            "what year did,what year was,which year did,which year was,"
            "hope you can find me,hope you can find,i hope you can find,i hope you find,hope you find,"
            "did we take,"
            "did i take,have we taken,have i taken,didn't we,i can't find,i cannot find,i couldn't find,"
            "i could not find,can't find,cannot find,couldn't find,i can't seem to find,can't seem to find,"
            "i am not able to find,i'm not able to find,not able to find,unable to find,i am unable to find,"
            "i look for,i search,i search for,i am searching,i am searching for,i'm searching for,i seek,"
            "i would need,i wish to see,i wish to find,kindly show me,kindly show,kindly find,"
            "give us,send me,pull out,do you know where we put,any chance you have,any chance you've got,"
            "have you got,you got,you have,you got any,do you got,do you have any,"
            "i could swear,i would swear,i'm after,i am after,i only want,i just want,we want"
        ),
        "address": each(
            "computer,hey computer,hi computer,hello computer,ok computer,okay computer,dear computer,"
            "alexa,hey alexa,ok alexa,siri,hey siri,ok siri,google,hey google,ok google,okay google,"
            "hi google,assistant,hey assistant,cortana,hey cortana,bixby,hey bixby,jarvis,hey jarvis"
        ),
        "whole library": each(
            "everything,anything,all,all i have,all we have,stuff,all of it,all of them,any,"
            "all my,all our,all the"
        ),
        "asked thing": each("what"),
        "filler anywhere": each(
            "sent me,sent us,someone sent me,somebody sent me,sent to me,sent to us,somebody sent us,"
            "someone sent us,ever sent me,texted me,emailed me,shared with me,where we stayed,where i stayed,"
            "that we stayed at,we stayed at,i stayed at,that time we stayed,that time i stayed,"
            "that time we were,"
            "we ate,we had,i ate,i had,that we ate,that we had,that i ate,that i had,where we had,"
            "where we ate,"
            "that time,where we were,we went to,i went to,where we went,that we visited,we visited,"
            "i visited,i need back,i was looking for,the one,"
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
            "as far as i remember,as far as i know,if you can find it,think it was,i think it was,think it's,"
            "i think it's,think it is,i think it is,think that was,i think that was,pretty sure it was,"
            "i'm pretty sure it was,it must have been,it should be,it might be,it could be,must be,should be,"
            "must've been,might've been,it was probably,was probably,probably it was,it was maybe,"
            "ages ago,some time ago,long ago,a long time ago,years ago,many years ago,months ago,"
            "way back when,"
            "a while ago,a while back,every year,each year,please help,help please,"
            "pls help,plz help,help pls,help me please,"
            "if that helps,if it helps,i forget when,"
            "i'm fairly sure,fairly sure,i'm guessing,guessing,roughly speaking,"
            "or around then,or about then,around then,or near enough"
        ),
        "asks of looks": each("what,how"),
        "looks": each("look like,looked like,looks like,looking like,look,looked,looks,called"),
        "particle": each("up,out,off,along,back"),
        "praise": each("good,nice,decent,great,proper,lovely,better,cool,usable,random"),
        "taker": each("i,we,you,who,someone,somebody"),
        "taking": each(
            "took,shot,snapped,filmed,recorded,captured,sent,shared,posted,texted,forwarded,emailed,uploaded"
        ),
        "clause": {
            **each("before,until,till", "before"),
            **each("after", "after"),
            **each("since", "since"),
        },
        "undated": each("before,until,till,since"),
        "clause subject": each("it,he,she,they,we,you,i,our,my,his,her,their"),
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
        "asking": each(
            "i,we,you,it,he,she,they,there,i'm,im,i'd,i've,we're,we've,we'd,you're,it's,its,that's,there's,"
            "he's,she's,they're,is,was,were,are,be,been,do,does,did,can,could,would,will,might,may,must,"
            "should,has,have,had,isn't,wasn't,weren't,aren't,didn't,doesn't,don't,"
            "what,which,who,whose,when,where,why,how,whichever,whatever,"
            "show,showing,find,finding,get,give,bring,fetch,pull,dig,look,looking,search,need,want,wanted,"
            "wonder,wondering,remember,think,guess,believe,suppose,swear,sure,know,mean,mind,help,"
            "maybe,perhaps,probably,possibly,somewhere,sometime,anywhere,again,once more,please,thanks,"
            "compared,looked,looks,the time,that time,the day,some time,me,send,sent,"
            "stuff,one,ones,photo,picture,pictures,photos,pics,shot,"
            "good,nice,decent,great,proper,best,cool,lovely,only,just,much,quite,rather,actually,also"
        ),
        "shorthand": SHORTHAND,
        "asks somebody": each("can,could,will,would,do,did,have,are,if,that,where,when,thank,hope"),
        "asks": each("what,who,which,when,why,how,whose"),
        "photo noun": each(
            "photo,photos,photograph,photographs,picture,pictures,pic,pics,image,images,img,imgs,"
            "shot,shots,snap,snaps,"
            "snapshot,snapshots,pix,fotos,foto,phots,photoes,pictues,picutres,pitures,photo's,"
            "pic's,pictues,pcitures"
        ),
        "photo compound": each(
            "on the wall,on the walls,on a wall,on my wall,on our wall,on the fridge,on the refrigerator,"
            "on the mantelpiece,on the mantel,on the shelf,on a shelf,in a frame,in frames,in the game,"
            "of espresso,of tequila,of vodka,of whiskey,of whisky,of rum,of gin,of liquor,of coffee,"
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
            "somewhere in,anywhere in,everywhere in,anywhere near,somewhere near,all over,on"
        ),
        "bound for": each("to,towards,toward"),
        "place lead": each(
            "in,at,near,around,to,from,into,outside,inside,close to,visiting,throughout,across,"
            "within,on,all over"
        ),
        "everyone but": each(
            "everyone but,everybody but,anyone but,anybody but,all of us but,all of them but"
        ),
        "kin": each(
            "brother,sister,son,daughter,husband,wife,cousin,nephew,niece,grandson,granddaughter,"
            "boyfriend,girlfriend,stepson,stepdaughter,friend,neighbour,neighbor,colleague"
        ),
        "done to somebody": each(
            "teaching,helping,hugging,kissing,tickling,cuddling,marrying,visiting,meeting,telling,asking"
        ),
        "of somebody": each(
            "portrait,portraits,drawing,painting,face,birthday,wedding,graduation,close up,up,lots,loads,rest"
        ),
        "at home": each("at,near,from,around"),
        "person lead": each(
            "with,of,and,or,&,for,showing,featuring,including,without,by,see,only,just,except,excluding,minus"
        ),
        "place compound": each(
            "style,styled,pizza,dinner,plate,plates,sandwich,cheese,sprouts,hat,flag,flags,shirt,"
            "jersey,map,maps,poster,posters,"
            "inspired,themed,dressing,fries,toast,roll,rolls,bowl,egg,eggs,sausage,sausages,"
            "style's,yankees,giants,cake,cakes,"
            "themed,team,accent,rug,rugs,hilton,dress,duck,chicken,beef,ham,salami,salad,jacket,"
            "marathon t,times newspaper,- style,"
            "wine,beer,noodles,tea,oranges,peaches,lemons,olives,potatoes,tomatoes,waffle,waffles,"
            "pretzel,pretzels,pastry,pastries,whisky,whiskey,pancake,pancakes,bagel,bagels,porcelain,leather,"
            "powers,cat,dog,terrier,hamster,lights show,pig,bull,postcard,souvenir,magnet"
        ),
        "camera cue": each(
            "shot with,taken with,taken on,taken using,shot on,shot using,made with,"
            "captured with,captured on,photographed with,photographed on,captured by,clicked by,clicked with,"
            "clicked on,clicked from,snapped with,snapped on,snapped by,filmed with,filmed on,recorded with,"
            "recorded on,taken from,shot by,"
            "taken by,from,with,on,using,via,by,off,took with,took on,we took with,i took with,"
            "i took on,shots with,photos with"
        ),
        "camera alias": {"fuji": "fujifilm", "samsung": "galaxy", "google": "pixel", "oly": "olympus"},
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
        "only before": each(
            "only,just,solely,solo,nobody but,no one but,only of,just of,alone with,nothing but"
        ),
        "only after": each(
            "alone,by himself,by herself,by themselves,on her own,on his own,only,on their own,"
            "all alone,solo,by itself,and nobody else,and no one else,and nobody,"
            "and no one,nobody else,no one else,with nobody else,by her self,all by herself,"
            "all by himself"
        ),
        "exact cue": each(
            "that says,which says,saying,that said,that reads,which reads,with the text,with text,"
            "with the word,with the words,with the title,titled,named,called,entitled,file named,"
            "file called,files named,files called,text,the words,the word,says,reads"
        ),
        "oneself": each("me,myself,i,us"),
        "beside names": each("both,both of,either,either of,together,all together"),
        "of a life": each(
            "birthday,bday,b - day,graduation,christening,baptism,recital,homework,haircut,"
            "football,soccer,hockey,"
            "cricket,swimming,ballet,gymnastics,netball,baseball,softball,basketball,volleyball,rugby,tennis,"
            "karate,judo,piano,violin,guitar,school play,school photo,school trip,sports day,first day,"
            "first steps,first birthday,first tooth,first haircut,first christmas,1st birthday,1st day,"
            "u5,u6,u7,u8,u9,u10,u11,u12,u13,u14,u15,u16,u17,u18,"
            "u7s,u8s,u9s,u10s,u11s,u12s,u13s,u14s,u15s,u16s,u17s,u18s,aged,age,as a baby,as a kid,"
            "as a child,as a toddler,when little,newborn"
        ),
        "does": each(
            "asleep,awake,sleeping,laughing,smiling,crying,eating,dancing,riding,running,walking,sitting,"
            "jumping,swimming,reading,hugging,kissing,baking,cooking,graduating,cutting,feeding,holding,"
            "wearing,dressed,playing,singing,waving,driving,drinking,cycling,skiing,surfing,hiking,climbing,"
            "learning,making,building,carrying,getting,doing,having,looking,posing,standing,pulling,pushing,"
            "throwing,catching,kicking,diving,fishing,camping,gardening,grilling,unwrapping,tasting,trying,"
            "snoring,napping,yawning,fell,falls asleep,won,lost,got,was,is,has,had,did,went,met,blew,"
            "opened,held,wore,made,said,stood,sat"
        ),
        "things do": each(
            "blooming,growing,rising,breaking,setting,blossoming,wilting,hanging,floating,fading,shining,"
            "flowing"
        ),
        "where flowers are": each(
            "in a vase,in the vase,in vases,in a pot,in pots,in a bouquet,in bloom,in full bloom,in flower,"
            "in her hair,in his hair,in my hair,in a buttonhole"
        ),
        "article": each("the"),
        "home": each("home"),
        "joining": each(
            "a,an,the,of,in,on,at,to,from,with,by,for,and,or,near,into,onto,under,over,behind,its,his,her"
        ),
        "asking name": each("will,may,hope,grant,win,bless,rob,chase,mark,bill,guy,drew,pat,park,wade"),
        "told of": each("where,when,while"),
    }
