"""German words that are no content, or only say what a photo is."""

from __future__ import annotations

SMALL = (
    "der,die,das,den,dem,des,ein,eine,einen,einem,einer,und,oder,in,im,an,am,auf,bei,"
    "beim,mit,von,vom,zu,zum,zur,aus,"
    "für,über,unter,vor,nach,ich,wir,sie,er,es,du,ihr,mein,meine,meinen,meinem,meiner,"
    "unser,unsere,unseren,unserem,"
    "ist,sind,war,waren,hat,haben,hatte,hatten,wo,wie,was,wann,wer,mir,uns,mich,dir,ins,"
    "ans,aufs,als,da,dort,auch,"
    "bitte,alle,allen,noch,nur,denen,drauf,dabei,davon,sein,seine,worden,wurde,wurden,gemacht,aufgenommen,"
    "unserer,unseres,seiner,seinem,seinen,ihrer,ihrem,ihren,euer,eure,euren,deine,deinen,dein,bin,bist,seid,"
    "man,hier,dann,denn,doch,mal,ob,dass,damit,deren,dessen,jede,jeden"
)
"""Words that are no content by themselves."""
PHOTOS = (
    "foto,fotos,bild,bilder,bildern,aufnahme,aufnahmen,fotografie,fotografien,photo,photos,schnappschüsse"
)
