"""English words of time."""

from __future__ import annotations

from photos_ml.english import MONTHS
from photos_ml.planner.lang.base import Tables, each, numbered

_MONTHS = numbered(
    "january,jan",
    "february,feb,febuary,feburary",
    "march,mar",
    "april,apr",
    "may",
    "june,jun",
    "july,jul",
    "august,aug",
    "september,sept,sep,septmber",
    "october,oct",
    "november,nov",
    "december,dec,decmber",
)
_WEEKDAYS = {
    **each("monday,mon", (0,)),
    **each("tuesday,tue,tues", (1,)),
    **each("wednesday,wed,weds,wensday", (2,)),
    **each("thursday,thu,thur,thurs", (3,)),
    **each("friday,fri", (4,)),
    **each("saturday,sat", (5,)),
    **each("sunday,sun", (6,)),
}
_SEASONS_ASKED = ("spring", "summer", "autumn", "fall", "winter")
_FEASTS_ASKED = ("christmas", "new year's eve", "easter", "halloween", "thanksgiving")
OFTEN_ASKED = (
    *("today", "yesterday", "on this day", "last night", "on weekends", "in the morning", "in the evening"),
    *(f"{which} {unit}" for unit in ("week", "weekend", "month", "year") for which in ("this", "last")),
    *(f"{number} years ago" for number in ("two", "three", "four", "five", "ten")),
    *(f"{which} {season}" for season in _SEASONS_ASKED for which in ("last", "in", "this")),
    *(f"{which} {feast}" for feast in _FEASTS_ASKED for which in ("last", "at")),
    *(f"{which} {month.lower()}" for month in MONTHS for which in ("last", "in")),
)
"""Times as a half-typed query goes on."""
_UNITS = {
    "day": "days,day",
    "week": "week,weeks,wk,wks",
    "weekend": "weekend,weekends",
    "fortnight": "fortnight,fortnights",
    "month": "month,months",
    "quarter": "quarter,quarters",
    "half": "half,halves",
    "year": "year,years,yr,yrs,calendar year",
    "decade": "decade,decades",
    "century": "century,centuries",
}
_DAYPARTS = {"morning": (5, 12), "afternoon": (12, 17), "evening": (17, 22), "night": (22, 5)}

_HOLIDAYS = {
    "christmas": "christmas,xmas,x-mas,christmastime,christmas time,chrismas,cristmas,christmass,noel,yule",
    "christmas eve": "christmas eve,xmas eve",
    "holiday season": "holiday season,the holiday season,festive season,festive period,over the holidays,"
    "during the holidays,over the festive period",
    "christmas day": "christmas day,xmas day",
    "boxing day": "boxing day,st stephen's day,st stephens day",
    "new year's eve": "new year's eve,new years eve,new year eve,nye,new year's,new years,new year,"
    "silvester,hogmanay",
    "new year's day": "new year's day,new years day,new year day",
    "epiphany": "epiphany,three kings day",
    "burns night": "burns night",
    "australia day": "australia day",
    "waitangi day": "waitangi day",
    "st david's day": "st david's day,st davids day",
    "world book day": "world book day",
    "songkran": "songkran",
    "st george's day": "st george's day,st georges day",
    "may bank holiday": "may bank holiday,early may bank holiday",
    "spring bank holiday": "spring bank holiday,late may bank holiday,whit monday bank holiday",
    "august bank holiday": "august bank holiday,summer bank holiday",
    "remembrance sunday": "remembrance sunday",
    "st andrew's day": "st andrew's day,st andrews day",
    "maundy thursday": "maundy thursday",
    "mothering sunday": "mothering sunday",
    "groundhog day": "groundhog day",
    "valentine's day": "valentine's day,valentines day,valentine's,valentines,valentine day,valentine,vday",
    "women's day": "women's day,womens day,international women's day,international womens day",
    "st patrick's day": "st patrick's day,st patricks day,saint patrick's day,saint patricks day,"
    "saint patrick,"
    "st. patrick's day,st . patrick's day,st patrick's,paddy's day,st paddy's day,st patricks,"
    "st paddys day,paddys day",
    "april fools": "april fools,april fools day,april fool's day,april fools' day,april fool's",
    "earth day": "earth day",
    "anzac day": "anzac day",
    "king's day": "king's day,kings day,koningsdag",
    "may day": "may day,international workers' day,international workers day,int'l workers day,"
    "workers' day,workers day",
    "cinco de mayo": "cinco de mayo",
    "syttende mai": "syttende mai,17 mai",
    "juneteenth": "juneteenth,freedom day,jubilee day",
    "st john's eve": "st john's eve,san juan,st john's day",
    "canada day": "canada day",
    "fourth of july": "july 4,fourth of july,4th of july,july 4th,july fourth,independence day,"
    "the fourth of july",
    "bastille day": "bastille day",
    "swiss national day": "swiss national day",
    "german unity day": "german unity day,day of german unity",
    "halloween": "halloween,hallowe'en,holloween,helloween,all hallows eve",
    "all saints": "all saints,all saints' day,all saints day",
    "day of the dead": "day of the dead,dia de los muertos,dia de muertos",
    "bonfire night": "bonfire night,guy fawkes night,guy fawkes",
    "st martin's day": "st martin's day,martinmas",
    "veterans day": "veterans day,veteran's day,veterans' day,armistice day",
    "remembrance day": "remembrance day",
    "st nicholas day": "st nicholas day,saint nicholas day,st nicholas",
    "st lucia's day": "st lucia's day,st lucia day,lucia day",
    "easter": "easter,easter weekend,eastertime,easter time",
    "easter sunday": "easter sunday,easter day",
    "easter monday": "easter monday",
    "good friday": "good friday",
    "holy week": "holy week,semana santa",
    "palm sunday": "palm sunday",
    "carnival": "carnival,carnaval",
    "mardi gras": "mardi gras,shrove tuesday,fat tuesday,pancake day",
    "ash wednesday": "ash wednesday",
    "ascension": "ascension day,ascension",
    "pentecost": "pentecost,whitsun",
    "corpus christi": "corpus christi",
    "mlk day": "mlk day,martin luther king day,martin luther king jr day,martin luther king jr. day",
    "presidents day": "presidents day,president's day,presidents' day",
    "mother's day": "mother's day,mothers day,mothers' day",
    "memorial day": "memorial day",
    "father's day": "father's day,fathers day,fathers' day",
    "labor day": "labor day,labour day",
    "columbus day": "columbus day,indigenous peoples day,indigenous peoples' day",
    "thanksgiving": "thanksgiving,thanksgiving day,thanks giving,thanks giving day,thanksgivings day,"
    "turkey day",
    "black friday": "black friday",
    "cyber monday": "cyber monday",
    "advent": "advent",
    "oktoberfest": "oktoberfest,octoberfest",
    "midsummer": "midsummer,midsummer's eve,midsommar,midsummer eve",
    "chinese new year": "chinese new year,lunar new year,spring festival",
    "diwali": "diwali,deepavali,divali",
    "holi": "holi",
    "hanukkah": "hanukkah,chanukah,hanukah",
    "purim": "purim",
    "sukkot": "sukkot,sukkoth",
    "dussehra": "dussehra,dasara,dussera",
    "raksha bandhan": "raksha bandhan,rakhi,rakshabandhan",
    "ganesh chaturthi": "ganesh chaturthi,ganpati,ganesh chaturti",
    "janmashtami": "janmashtami",
    "onam": "onam",
    "passover": "passover,pesach",
    "rosh hashanah": "rosh hashanah,rosh hashana",
    "yom kippur": "yom kippur",
    "ramadan": "ramadan,ramadhan,ramazan,ramzan,ramathan",
    "eid al-fitr": "eid al - fitr,eid al fitr,eid,eidul fitr,festival of breaking the fast",
    "eid al-adha": "eid al - adha,eid al adha,eid al - azha,eidul azha,eid ul adha,festival of sacrifice",
    "islamic new year": "islamic new year,arabic new year,hijri new year",
    "vesak": "vesak,vesak day",
    "mid-autumn festival": "mid - autumn festival,mid autumn festival,moon festival",
    "dragon boat festival": "dragon boat festival",
}
_THINGS = {
    "christmas": "tree,trees,lights,light,market,markets,decoration,decorations,decor,ornament,"
    "ornaments,sweater,"
    "sweaters,jumper,jumpers,card,cards,cookie,cookies,wreath,wreaths,stocking,stockings,"
    "present,presents,gift,gifts,"
    "bauble,baubles,pudding,cracker,crackers,star,angel,crib,hat,hats,pyjamas,pajamas,"
    "bells,story,carol,carols,cake",
    "easter": "egg,eggs,bunny,bunnies,basket,baskets,lily,lilies,rabbit,bonnet,chocolate,island,lamb",
    "halloween": "costume,costumes,party,parties,pumpkin,pumpkins,candy,mask,masks,decoration,decorations",
    "valentine": "card,cards,heart,hearts,gift,roses",
    "new year": "resolution,resolutions,card,cards",
    "thanksgiving": "turkey,turkeys",
    "advent": "calendar,calendars,wreath,wreaths",
    "ascension": "island",
    "carnival": "ride,rides,game,games,float,floats,mask,masks,costume,costumes,cruise,ship",
}


def tables() -> Tables:
    """Kinds of the date grammar."""
    return {
        **_calendar_tables(),
        **_relation_tables(),
        **_number_tables(),
        "festive": {
            word: table
            for name, table in (
                ("christmas", "things of christmas"),
                ("easter", "things of easter"),
                ("halloween", "things of halloween"),
                ("valentine", "things of valentine"),
                ("thanksgiving", "things of thanksgiving"),
                ("advent", "things of advent"),
                ("ascension", "things of ascension"),
                ("carnival", "things of carnival"),
            )
            for word in (name, name + "'s", name + "s")
        }
        | each("xmas", "things of christmas")
        | each("new year's,new years,new year,year's,years", "things of new year"),
        **{f"things of {name}": each(words) for name, words in _THINGS.items()},
        "seasonal thing": each(
            "dress,dresses,clothes,coat,coats,jacket,jackets,hat,hats,outfit,outfits,boots,shoes,"
            "tires,tyres,sweater,"
            "house,houses,garden,camp,squash,roll,rolls,onion,onions,sale,olympics,solstice,"
            "wonderland,sports,palace,"
            "foliage,colors,colours,leaves,break in,water,mattress,chicken,cleaning,school,fruit,"
            "fruits,flowers,blossom,"
            "blossoms,landscape,landscapes,scene,scenes,scenery,vibes,look,fashion,collection,"
            "bulbs,equinox,of"
        ),
    }


def _calendar_tables() -> Tables:
    plural_days = {name + "s": value for name, value in _WEEKDAYS.items() if len(name) > 5}
    return {
        "month": _MONTHS,
        "weak month": each("may,march,mar,jan,jun,sep,august"),
        "months": {
            name + "s": month for name, month in _MONTHS.items() if len(name) > 4 or name in ("june", "july")
        },
        "before month": each("in,from,during,of,throughout,for,since,dated"),
        "dot": each("."),
        "weekday": _WEEKDAYS,
        "weak weekday": each("sun,sat,mon,wed"),
        "weekdays": {
            **plural_days,
            **each("weekends,weekend", (5, 6)),
            **each("weekdays,workdays,weekday,workday", (0, 1, 2, 3, 4)),
        },
        "season": {
            **each("spring,springtime", "spring"),
            **each("summer,summertime,sumer,summmer", "summer"),
            **each("autumn,fall,autum", "autumn"),
            **each("winter,wintertime", "winter"),
        },
        "weak season": each("fall"),
        "season adjective": each("hot,mineral,natural,thermal,coil,box,cold,early,late,a"),
        "seasons": {
            **each("springs", "spring"),
            **each("summers", "summer"),
            **each("autumns,falls", "autumn"),
            **each("winters", "winter"),
        },
        "watery seasons": each("springs,falls"),
        "plural unit": each("weekends"),
        "meridiem": {
            **each("am,a . m .,a . m,in the morning", 0),
            **each("pm,p . m .,p . m,in the afternoon,in the evening", 12),
        },
        "o'clock": each("o'clock,oclock,hours,hrs"),
        "unit": {form: unit for unit, forms in _UNITS.items() for form in forms.split(",")},
        "holiday": {form: name for name, forms in _HOLIDAYS.items() for form in forms.split(",")},
        "holidays": {
            **each("christmases,xmases", "christmas"),
            **each("christmas eves,xmas eves", "christmas eve"),
            **each("new year's eves,new years eves,nyes", "new year's eve"),
            **each("fourth of julys,4th of julys,fourths of july", "fourth of july"),
            **each("mother's days,mothers days", "mother's day"),
            **each("father's days,fathers days", "father's day"),
            **each("valentine's days,valentines days", "valentine's day"),
            **each("easters", "easter"),
            **each("thanksgivings", "thanksgiving"),
            **each("halloweens", "halloween"),
        },
        "holiday suffix": each("time,holidays,holiday,season,period,break,vacation"),
        "daypart": _DAYPARTS
        | {
            "evenings time": (17, 22),
            "nighttime": (22, 5),
            "night time": (22, 5),
            "daytime": (5, 17),
            "noon": (12, 13),
            "midday": (12, 13),
            "midnight": (22, 5),
        },
        "surely dayparts": each("mornings,afternoons,evenings"),
        "daypart of an outing": each("out,off"),
        "dayparts": {part + "s": hours for part, hours in _DAYPARTS.items()},
        "numbered thing": each(
            "room,number,no,route,highway,flight,bus,tram,line,page,gate,platform,locker,apartment,suite,"
            "model,boeing,airbus,hall,lane,unit,building,house number"
        ),
        "of a year": each(
            "trip,holiday,holidays,vacation,wedding,party,visit,tour,season,christmas,summer,winter,spring,"
            "autumn,fall,birthday,calendar year"
        ),
        "clock word": {**each("midnight", 24), **each("noon,midday", 12)},
        "hours said": {
            **each(
                "after midnight,past midnight,shortly after midnight,just after midnight,long after midnight,"
                "well after midnight,before dawn,just before dawn,before daybreak,before sunrise,"
                "before the sun came up,in the small hours,small hours,in the early hours,in the wee hours,"
                "wee hours,in the middle of the night",
                (0, 5),
            ),
            **each("around midnight,about midnight", (23, 1)),
            **each("before midnight,just before midnight,shortly before midnight", (22, 24)),
            **each("around noon,about noon,around midday,about midday,toward noon,towards noon", (11, 14)),
            **each("before noon,before midday,before lunch", (5, 12)),
            **each("after noon,after midday,after lunch", (12, 17)),
            **each("lunchtime,lunch time,at lunchtime,at lunch time,around lunchtime", (12, 14)),
        },
        "before daypart": each("at,by,late at,in,during,one,early,late"),
        "before the daypart": each("in,during,at"),
        "this daypart": {f"{which} {part}": hours for which in ("this",) for part, hours in _DAYPARTS.items()}
        | each("tonight", (17, 24)),
        "last night": each("last night,yesterday night"),
        "relative day": {
            **each("today,the day today", 0),
            **each("yesterday,yesteday,yday,the day before,last day", -1),
            **each("the day before yesterday,day before yesterday", -2),
            **each("tomorrow,tmrw,tommorow", 1),
            **each("the day after tomorrow,day after tomorrow", 2),
        },
        "now": each("now,today,the present,current date,present,date,this day,current date,nowadays"),
        "until now": each(
            "to date,till date,until now,up to now,till now,up until now,so far,until today,"
            "till today,up to today"
        ),
        "year to date": each("year to date"),
        "on this day": each(
            "on this day,on this date,this day in history,on this very day,this day in the past,otd"
        ),
        "same day": each("same day,the same day,on the same day,this day,this same day,this date,today"),
        "this time": each("this time,around this time,about this time,at this time,at about this time"),
        "around this time": each("around this time,about this time,at about this time"),
        "of the year": each("of year,of the year"),
        "decade": {
            **each("twenties", 1920),
            **each("thirties", 1930),
            **each("forties", 1940),
            **each("fifties", 1950),
            **each("sixties", 1960),
            **each("seventies", 1970),
            **each("eighties", 1980),
            **each("nineties", 1990),
            **each("noughties,aughts,two thousands", 2000),
            **each("twenty tens,twenty - tens,two thousand and tens", 2010),
            **each("twenty twenties,twenty - twenties", 2020),
        },
        "about suffix": each("ish"),
        "part code": {"q": 4, "h": 2},
        "hour mark": {"am": 0, "pm": 12, "h": None},
        "century prefix": {"eighteen": 18, "nineteen": 19, "twenty": 20},
        "age owner": each("his,her,their,my,your"),
        "measure": each(
            "m,km,meters,metres,meter,feet,ft,miles,mile,dollars,euros,kg,people,piece,pieces,"
            "calories,steps,words,px,p,mah,mm"
        ),
    }


def _relation_tables() -> Tables:
    return {
        "the": each("the,that,our"),
        "a": each("a,an,one"),
        "owner": each("my,your,his,her,our,their,its"),
        "with": each("with,of"),
        "in": each(
            "in,on,at,during,of,from,over,throughout,around,about,circa,back in,sometime in,"
            "taken in,taken on,"
            "taken during,made in,shot in,dated,some time in,for,somewhere in,way back in,taken,"
            "the whole of,whole of,all of,the entirety of,approximately,approx,roughly,made on,made at,"
            "made during,done in,done on,sometime,some time,all through,earlier,earlier on,"
            "around about,"
            "late at,early one,late one,one early,one late"
        ),
        "about": each(
            "exactly,precisely,around,about,circa,roughly,approximately,maybe,probably,like,sometime,the"
        ),
        "from": each("from"),
        "within": each("within"),
        "to": each("to,till,til,through,thru,up to,to the"),
        "hyphen": each("-,–,—,~"),
        "slash": each("/"),
        "genitive": each("of"),
        "comma": {",": True},
        "of": each("of,in,from,of the,in the,for,on,"),
        "and": each("and,&,as well as,and also"),
        "or": each("or,and / or"),
        "since": each(
            "since,ever since,as of,starting from,starting in,starting on,starting,beginning,"
            "beginning on,beginning in,beginning from,"
            "as early as,no earlier than,not before,nothing before,nothing older than,"
            "not older than,from and after,since around"
        ),
        "after": each(
            ">,post,post -,right after,just after,shortly after,soon after,after,"
            "later than,following,any time after,anytime after,more recent than,"
            "no earlier than and after"
        ),
        "before": each("<,before,prior to,earlier than,pre,pre -,any time before,anytime before,ahead of"),
        "until": each(
            "until,till,til,untill,up to,up until,by,no later than,as late as,not after,"
            "nothing after,nothing later than,nothing newer than"
        ),
        "between": each("between,betwen,in between"),
        "onward": each(
            "onwards,onward,and onwards,and on,or later,and later,and greater,and higher,"
            "or newer than that,and after,or after,and newer,or newer,forward,and up,and beyond"
        ),
        "onward at the end": each("on"),
        "backward": each("or earlier,and earlier,or before,and before,or older,and older,and prior,or prior"),
        "longer ago than": each("more than,over,at least,well over"),
        "less long ago than": each("less than,under,not even"),
        "hours": each("hours,hour,hrs,hr"),
        "amount": {
            **each("half a year,half year", (6, "month")),
            **each("a year and a half,year and a half,one and a half years", (18, "month")),
            **each("half a decade", (5, "year")),
            **each("a decade and a half", (15, "year")),
        },
        "older than": each("older than"),
        "newer than": each("newer than,younger than"),
        "to the day": each("today,on this day,this day,to the day,on the same day,exactly"),
        "ago": each("ago,back,before now,earlier,prior"),
        "before last": each("before last,before the last"),
        "this": {**each("this,current,the current,the same,same,this current", 0)},
        "last": each("last,previous,prior,preceding,lst", -1),
        "next": each("next,upcoming,coming,the coming,following", 1),
        "past": each("past,last past"),
        "some time in": each("in,from"),
        "week of": each("of,from,in,starting,starting on,beginning,beginning on,commencing,around,for", "of"),
        "every": each("every,each,any,all"),
        "each one": each("every,each"),
        "decade ending": each("s,'s"),
        "edge": {
            **each("the end of,end of,the very end of", "end"),
            **each("the start of,start of,the beginning of,beginning of,the very start of", "start"),
        },
        "week commencing": each("w / c,week commencing,the week commencing,week starting,the week starting"),
        "decade suffix": each("decade,era"),
        "decade thing": each(
            "themed,theme,- themed,style,styled,party,parties,music,outfit,outfits,costume,"
            "costumes,dress,hair,hairstyle,car,cars,"
            "fashion,night,vibe,vibes,disco,rock,diner,furniture,decor"
        ),
        "part": {
            **each(
                "early,beginning,start,the start,the beginning,very early,early in,earlier in,first part",
                "early",
            ),
            **each(
                "mid,middle,the middle,midway through,mid way through,halfway through,in the middle", "mid"
            ),
            **each("late,end,the end,later in,very late,late in,latter part,tail end", "late"),
        },
    }


def _number_tables() -> Tables:
    ordinals = numbered(
        "first",
        "second",
        "third",
        "fourth,forth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    )
    numbers = numbered(
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    )
    return {
        "ordinal": ordinals | {"thirtieth": 30},
        "number": numbers,
        "tens": {
            "twenty": 20,
            "thirty": 30,
            "forty": 40,
            "fifty": 50,
            "sixty": 60,
            "seventy": 70,
            "eighty": 80,
            "ninety": 90,
        },
        "thousands": {"two thousand": 2000},
        "zero": each("zero,oh,o,hundred and,hundred"),
        "some": {
            **each("a,an", 1),
            **each("a couple of,a couple,couple of,couple,the couple of", 2),
            **each("a few,few,several,some", "few"),
            **each("half a dozen", 6),
            **each("a dozen", 12),
        },
    }
