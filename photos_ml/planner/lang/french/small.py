"""French words that are no content, or only say what a photo is."""

from __future__ import annotations

SMALL = (
    "à,au,aux,avec,chez,dans,de,du,des,en,entre,par,pour,sur,sous,vers,le,la,les,un,une,et,ou,où,que,qui,"
    "quoi,se,me,"
    "nous,vous,te,lui,leur,leurs,mon,ma,mes,ton,ta,tes,son,sa,ses,notre,nos,votre,vos,je,tu,il,elle,on,ils,"
    "elles,"
    "est,sont,était,étaient,étions,suis,être,ai,as,a,avons,avait,ont,ce,cet,cette,ces,quand,comment,quel,"
    "quelle,"
    "quels,quelles,très,plus,aussi,tout,toute,tous,toutes,quelque,quelques,y,déjà,voit,apparaît,lors,pendant,"
    "dont,là,seulement,juste,prise,prises,pris,sommes,étais,allés,allées,allé,allée,fait,faites,avaient,"
    "chaque"
)
PHOTOS = "photo,photos,image,images,photographie,photographies,cliché,clichés,foto,fotos"
