"""Portuguese words that are no content, or only say what a photo is."""

from __future__ import annotations

SMALL = (
    "a,ao,aos,à,às,ante,com,de,do,da,dos,das,desde,em,no,na,nos,nas,num,numa,nuns,numas,entre,até,para,pra,"
    "pro,por,"
    "pelo,pela,pelos,pelas,sobre,sob,o,os,as,um,uma,uns,umas,e,ou,que,se,me,te,lhe,meu,minha,meus,minhas,"
    "teu,tua,seu,"
    "sua,seus,suas,nosso,nossa,nossos,nossas,dele,dela,deles,delas,eu,tu,você,vocês,ele,ela,eles,elas,nós,"
    "gente,é,"
    "são,era,eram,foi,foram,está,estão,estava,estávamos,estive,ser,estar,há,havia,tem,tinha,este,esta,"
    "estes,estas,"
    "esse,essa,esses,essas,isto,isso,aquele,aquela,quando,onde,como,qual,quais,quem,muito,mais,também,todo,"
    "toda,"
    "todos,todas,algum,alguma,alguns,algumas,já,fomos,aparece,aparecem,durante,só,lá,tiradas,feitas,fui,"
    "estivemos,estiveram,tivemos,vamos,vou,tenho,temos,andámos"
)
PHOTOS = "foto,fotos,imagem,imagens,fotografia,fotografias,fotinha,fotinhas,photo,photos,retrato,retratos"
