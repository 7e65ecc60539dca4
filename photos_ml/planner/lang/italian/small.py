"""Italian words that are no content, or only say what a photo is."""

from __future__ import annotations

SMALL = (
    "a,ad,al,allo,alla,ai,agli,alle,con,col,da,dal,dallo,dalla,dai,dagli,dalle,di,del,dello,della,dei,"
    "degli,delle,in,"
    "nel,nello,nella,nei,negli,nelle,su,sul,sullo,sulla,sui,sugli,sulle,per,tra,fra,il,lo,la,i,gli,le,un,"
    "uno,una,e,"
    "ed,o,od,che,chi,si,mi,ci,vi,ti,mio,mia,miei,mie,tuo,tua,suo,sua,suoi,sue,nostro,nostra,nostri,nostre,"
    "io,tu,lui,"
    "lei,noi,loro,è,sono,era,erano,essere,eravamo,sto,sta,ho,hai,ha,abbiamo,hanno,questo,questa,questi,"
    "queste,quel,"
    "quella,quelle,quelli,quando,dove,come,quale,quali,cosa,molto,più,anche,tutto,tutta,tutti,tutte,"
    "qualche,già,"
    "durante,ne,cui,solo,fatte,scattate,siamo,siete,andati,andate,andato,andata,stati,state,stato,stata,"
    "eri,ero"
)
PHOTOS = "foto,immagine,immagini,fotografia,fotografie,scatto,scatti,photo,photos,fotos"
