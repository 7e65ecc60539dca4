"""Spanish words that are no content, or only say what a photo is."""

from __future__ import annotations

SMALL = (
    "a,al,ante,bajo,con,de,del,desde,en,entre,hacia,hasta,para,por,sobre,tras,el,la,los,las,lo,un,una,unos,"
    "unas,"
    "y,e,o,u,que,se,me,nos,te,le,les,mi,mis,tu,tus,su,sus,nuestro,nuestra,nuestros,nuestras,yo,tú,él,ella,"
    "ellos,"
    "ellas,nosotros,es,son,era,eran,fue,fueron,está,están,estaba,estábamos,estuvimos,estuve,ser,estar,hay,"
    "había,"
    "ha,he,hemos,han,este,esta,estos,estas,ese,esa,esos,esas,aquel,aquella,cuando,donde,como,qué,cuál,cuándo,"
    "dónde,quién,cómo,muy,más,también,todo,toda,todos,todas,algún,alguna,algunos,algunas,ya,fuimos,sale,"
    "salen,"
    "aparece,aparecen,haciendo,foto de,solo,cerca,durante,dentro,fuera,junto,tomadas,hechas,estuvo,"
    "estuvieron,fui,fuiste,iba,íbamos,vamos,voy,tengo,tenemos,tuvimos"
)
PHOTOS = "foto,fotos,imagen,imágenes,fotografía,fotografías,fotito,fotitos,photo,photos,pics"
