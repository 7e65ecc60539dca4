"""English words that are also names, and names' neighbours among plain words; each list is one string."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NAME_WORDS = """
    ace amber angel angelica april archer art ash august autumn baker bandit banks barn baron basil
    bean bear bell bill birch birdie biscotti biscuit black blaze blossom bob boots briar brook brooks
    brown brownie buck bud buddy bunny bush buster button candy caramel carol carter case cash champ
    chance charity chase cherry chip christian chuck cinnamon clay cliff clover coco coconut colt cook
    cookie cooper coral cosmo crystal cub cupcake daisy dash dawn day dean destiny dev dino dolly don
    dot dove drake drew duchess duck duke dusty earl echo ember eve faith fall fern field fields fig
    fisher flick flint flora ford forest fox frank fudge gale gardener gem gene ginger goose grace
    grant gray green grey guy hall harmony harry haven hawk hazel heath heather herb hill holly honey
    honor hope hunter indigo iris ivory ivy jack jade jasmine jay jean jelly jersey jet jewel jewell
    joy june juniper king kit kitty kiwi lake lance lane lark latte laurel law leaf lily linden long
    lord lotus love lucky major mango maple marina mark mars marsh marshmallow mary-jane mason max may
    meadow melody mercy merit merry midnight miles mills mocha mochi moss muffin myrrh myrtle nelly
    neon nick noble noodle norm north nova nugget nutmeg oats ocean olive onyx opal orchid oreo pacific
    page paisley pansy paris parker pat patch peach peanut pearl pebbles penny pepper petal phoenix
    pickle pickles pierce pip piper pixie poet pop popcorn poppy porter prince princess puck pudding
    pumpkin queen quill rain raven ray rebel reed reef reign rex rhythm rich ridge river rob robbie
    robin rocket rogue rose rosemary royal ruby rusty saffron sage sailor saint sandy scout season
    shade shadow shiloh short silver skip sky skye slate smokey snow snowball snowy socks solo sonnet
    sonny sorrel sparrow spike spot spring star stella sterling stone storm stormy story sue sugar
    summer summit sunday sunny sunshine taco tank tanner tawny taylor teddy temple thunder tiger timber
    toffee topaz trinity trip true truffle tulip twiggy twix tyler vale valor van velvet venus victor
    victory violet wade waffles ward warren wheat whisky white wilder will willow win winner winter
    wolf woods woody wren young zen zephyr zion
"""
"""First names that are also plain words."""

PLACE_WORDS = """
    airport al amber angel apple apples april arch archer art as ash at august baby bad baden bagel baker
    ball banana band bar bath bathroom batman battle bay beach bear bears beaver bed bee beer bells bend
    berliner best bethel big bike bill birch bird birthday black blue boat boats boring bow bowling boy bra
    bray breakfast brest brick bridge bright brook brother brown buffalo burger burgundy bus but butter
    butterfly cake campfire camping canyon cape car carpenter cars carthage cascade cascades castle cat cave
    cedar center centre chair champagne cheddar cherry child children chile china church circle city clay
    cliff cliffs climbing cloud clouds coast coffee cognac cold college cologne commerce concert cooper coral
    cork corner cow crane cream creek crewe crow crystal cute cycling dad dale dance dancing dark date day
    deal deer desert desk diamond dinner dog door dress eagle early east eden el elephant elk elm embarrass
    emerald end energy essen evening eye falcon falls family farm farmers father female field fields fire
    fireworks first fish fisher fishing flamingo flint floor flower flowers fog food football force forest
    fox friday friend friends front fun funny future game garden giraffe girl glen gold golf good gotha gouda
    grape grass gray green grey ground grove guinea gulf halle ham hamburger happy hat hawk heights hell
    hiking hill hills hof holiday holidays home hope horse hot house hue hull hunting ice in independence
    industry is island islands it jade jam java jersey july june kid kids kiss kitchen la lac ladybird lake
    las last late le leaves lemon lens liberty light lights line lines lion little long los love lunch magpie
    male mali man mango manly maple marathon marble march mark market mascara may me meadow media melon men
    mid mill miller mist mobile mom monday monkey mono moon moose more morning most mother mountain muck mum
    museum music my nan new next nice night no normal north not nothing oak ocean of old olive on opal orange
    page paint para parade paradise park parma parrot party past path peach peacock pearl peel people pepper
    perm pets phoenix pig pine pink pizza plain plains plane play playing plum point pond pool port post
    prairie present price quiche race racing rain rainbow rapids raven reading red reindeer reunion rice
    riding river road robin rock rocks rocky roof room rose rowing ruby rugby rum run running sad sailing
    saint sale salem salt same san sand sandwich sandy santa sapphire saturday school sea second seen selfie
    ship shirt shoes shore short show shows silver singen sister ski skiing sky slate sled sleigh smith snow
    snowman soap soccer sofa south split sport sports spring springs square stairs stamps star station stone
    stones storm street sugar summer sun sunday sunrise sunset superman surf surfing surprise swan swim
    swimming table tall tea temple temples tennis tent third tiger time to toast tongue topaz tour tours
    tower town trail train tree trees trip truth turkey turn uniform union university us vacation valley van
    video view village visit waffle wales walk walking wall warm water waterfall waterfalls way we wedding
    welcome west whale whales wheeler white why wick wiener will wind window wine winter wolf woman women
    wood woods worth you young zebra zoo
"""
"""Place names that are also plain words."""

GIVEN_NAMES = """
    adelaide anna april august aurora austin ben bill brooklyn camden carol carson carter chad charlotte
    chelsea corona diego elizabeth florence georgia grace hunter jack jackson jason jefferson jordan june
    lee lily lima lincoln logan lynn madison mark mary mason may nancy olympia paul phoenix rose santiago
    savannah sofia sydney taylor tom troy tyler victoria washington will
"""
"""Place names that are also first names."""

COMMON_WORDS = """
    macro bokeh portrait portraits
    aboard alice alike alive alley ally ample angle angles ants apple apples archive archives arms army
    arrive aunt aunts aura babies baby bake baking band banner basic battle battles beach beads bean
    beans bears bedding been bell bells belly bench berlin berries berry better between bike bikes
    biking bill bills bird birds bite blister board boast boats book books boss bottle bottles brace
    braces brain brand bread bride brides bridge bridges bright bring broad brother brothers brown
    brush building bunch bunnies bunny burden bush butter cabal cabin cable cables cake cakes camel
    camels cameo camera cameras camp camps canal candle candles cannon canoe canoes canyon captain
    caption card cards carry cart carts castle castles cater cattle cave caves cellar cello cellos
    certain chain chains chair chairs chalk champ chance charm chart charter charts cheek cheese
    cherries cherry chicken child children chimp chin china chip chips choose chose chosen church
    claire clara clare classic claws clean cleaning clerk cliff cliffs clinic clip clips cloud clouds
    coast coats coin coins collar colon color colors colour colours come comic comics common cooler
    coolers copper cosmic couple couples cousin cousins cover covers crater creek crowd crowds crown
    crowns crush curry curtain daily dairy daisies daisy dally dance dancer dances danger daniel danish
    daughter david dawn deal delay denial denis dense dinner dirty dish dishes diver diving dollar
    dollars dome donkey double down dozen drain drama dramas drive driver driving drown earth easter
    eastern eight else emmas even event events every example fable fairies fairy fame family farm farms
    faster father fathers feeding feel fellow fence ferries ferry field fight file files fill find fine
    finish firm fish fishes flare flight flower flowers foam folding form forms fountain france free
    fridge friend friends frozen funny gain game garden gardens gemmas genus giving glare goats golden
    goose gorge gown grade grades grain grand grandmas grandpa grave graves great greater greek green
    greens grown guard guards hamster hand handle harden heads heart hearts heat height helen helene
    hello henna hidden hide hike hikes hiking hill hills hilly holding home honey horse horses hose
    hoses house houses hunger hurry janes japan jaw jazz jeans jello jelly joint juicy jules julia
    julie july kettle kin kind king kings kitchen kite kitten knife ladies lady lake lakes lamp lamps
    land lane later laughter laura lauras law lawn leads lean leave leaves lemma lemon lemons letter
    life light lights like likes liking lilac lilies line linen lines little live liver lives living
    llama llamas loads lobster logic loose loss lotion louis louise lover lovers lower lucas luck lucky
    lucy lunch madden magic maintain major making male males malice manner manor maples margin margins
    maria marie marina marine mario marked marker market marking marlin marry marten martin martini
    mayor meal meals mean meat melon melons menu merlin merry meter meters metre metres middle mild
    mile miles milk mill mind mine minor mirror mitten money monkey monster moose moss mother mothers
    motion mountain mouse mouses muddy museum music musuem name naples nation nations night nine nose
    noses notion ocean oceans olive olives open orange oven over oyster paddle page pages paint paints
    pairs palace palaces panic panther pants parked parking parts party pasta paw paws pears peer penis
    people peoples person persons peter pewter picnic pile piles pill pillar pillow pillows pine pines
    pint pizza places planes plants plastic plaza point points police polices poodle portion position
    poster posters potion power price pride print prints prize puddle puppies puppy purple push queen
    queens rain rally ranger rattle reading real reel relay ridden riddle ride rides ridge right ring
    rings river rivers roads roam roast rome romes room rose roses rush saddle safari sahara salmon
    salsa same sample sand sandal sandals sara sarah sauce saucer save saw scandal screen seal seals
    seed seeds seller sellers settle seven share shark sharks sharp shave sheep sheet shield shine ship
    ships shirt shirts shiver shop shops short shorts shot shots shower showers side sides sight silk
    silly silver simmer simon simple sing sings sister sisters site skill skin skins skirt skirts slave
    sleep slice slide slides sliver slower small smile smiles soccer sofa sofas some space spaces
    spanish spice sport sports spot spots spring sprint stable stables staff stairs stalk stall stalls
    stamp stamps stand star stare stars station stations steel steep stellar still stone stones store
    stores stories storm storms story strange stranger street streets string strings stuff style styles
    sudden summer summit summon sunny swamp sweat sweater sweet swimmer swimming swing swings sword
    swords system table tables tailor taking talk talks temple temples tennis there these third thirty
    three tide tides tile tiles title titles toads toast topic toss tower towers town towns train tree
    trees trimming tropic tropics trouble tulip tulips turkey turtle turtles uncle valley vandal venice
    venue volley waiter walk walks warden water waters wave waves weave wedding weed weeds week weeks
    weight western wheat wheel where while white whole wide wield wife wild willow wind windy wine wing
    wings winner winter wish wooden word words work works world woven yard yards yawn yellow yield
"""
"""Plain words a small typo must not turn into a name."""

SPELLED = """
    january february march april august september october november december spring summer autumn winter
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays
    saturdays sundays weekend weekends month months yesterday morning mornings afternoon afternoons evening
    evenings christmas halloween easter thanksgiving valentine valentines hanukkah ramadan carnival
    photo photos picture pictures image images video videos screenshot screenshots selfie selfies panorama
    panoramas favorite favorites favourite favourites newest latest oldest between without before
    everyone everybody album folder
"""
"""Words of the phrase tables, each at least five letters long, that are read with one slip in them."""

NO_SLIPS = """
    eater ester mach marsh match moth moths mourning photons simmer sprang sprig sprung sumner
"""
"""Plain words that are one slip away from one of those."""

SHORTHAND: Mapping[str, str] = MappingProxyType(
    {
        "u": "you",
        "ur": "your",
        "n": "and",
        "adn": "and",
        "teh": "the",
        "hte": "the",
        "wiht": "with",
        "fomr": "from",
        "frm": "from",
        "lsat": "last",
        "thsi": "this",
        "yera": "year",
        "yaer": "year",
        "weeek": "week",
        "wek": "week",
        "abt": "about",
        "btwn": "between",
        "b4": "before",
        "befor": "before",
        "wen": "when",
        "thx": "thanks",
        "arent": "aren't",
        "isnt": "isn't",
        "wasnt": "wasn't",
        "werent": "weren't",
        "dont": "don't",
        "doesnt": "doesn't",
        "didnt": "didn't",
        "cant": "can't",
        "couldnt": "couldn't",
        "havent": "haven't",
        "hasnt": "hasn't",
        "im": "i'm",
        "ive": "i've",
        "weve": "we've",
        "thats": "that's",
        "whats": "what's",
        "wheres": "where's",
        "whered": "where'd",
        "whos": "who's",
        "theres": "there's",
        "lets": "let's",
    }
)
"""Words as they are typed in haste."""

MARKERS = """
    a ad after ago all all' an and archives are at ate before between but by capture captures chat
    christmas com did do does ed era estate except fall favorite favorites favourite find first for from
    has have he his how image images in is it just last marco mars me montage montana my newest no non
    not o of oldest on only or our over pasta per photo photos pics picture pictures plus print prints
    she show since solo spring summer that the their them there these they this those to uber until
    video videos we what when where which who winter with without year years you your
"""
"""Words that tell English; none of them is also German but for names and loans."""

STOP_WORDS = """
    a an and are as at be by for from has have her his i in into is it its me my near of on or our
    she some that the their them there they this to us was we were with you your
    photo photos picture pictures image images pic pics shot shots
"""
UNSEEN_WORDS = """
    trip trips travel travels vacation vacations holiday holidays journey visit weekend weekends
    week weeks fortnight getaway
    tour stay day days time together
"""
