namespace Kluis.Demo;

/// <summary>Dutch calls about outages, complaints, rights and sales.</summary>
static class CallScriptsDutchMore
{
    public static IEnumerable<DemoScript> All { get; } =
    [
        Call("outages", "Outage", "Stroomstoring in de straat", """
            @greet
            C: {hello} Wij zitten al {hours} uur zonder stroom. De hele straat is donker.
            A: Dat is vervelend. Is er iemand bij u die afhankelijk is van apparatuur, zoals zuurstof?
            C: Nee gelukkig niet, maar de vriezer staat wel vol.
            @identify
            A: Ik zie dat de netbeheerder een kabelbreuk heeft gemeld. Ze verwachten over twee uur klaar te zijn.
            C: Krijg ik daar bericht van?
            A: Ja, wij sturen u een sms zodra de stroom terug is. [Houdt u de vriezer zo lang mogelijk dicht.|Laat u de
            vriezer dicht, dan blijft alles nog uren koud.]
            @bye
            """),
        Call("outages", "Outage", "Gaslucht in huis", """
            @greet
            C: Ja hallo, ik ruik gas in de keuken. Wat moet ik doen?
            A: Doet u de ramen open, geen licht aan of uit, en gaat u met iedereen naar buiten. Belt u dan meteen het
            landelijke storingsnummer.
            C: We staan nu buiten, met de kinderen.
            A: Heel goed. Ik meld het ook aan de netbeheerder. Wat is het adres?
            C: {home} {house}, postcode {postcode}. De naam is {name}.
            A: Er is een monteur onderweg. Gaat u niet naar binnen voordat hij er is.
            C: [Nee, dat doen we niet.|Begrepen, we wachten bij de buren.]
            A: Ik bel u over een halfuur op {phone} om te horen of het goed is gegaan.
            C: Dank u wel.
            """),
        Call("outages", "Outage", "Slimme meter wordt niet uitgelezen", """
            @greet
            C: {hello} In de app zie ik al sinds {past} geen verbruik meer.
            @identify
            A: Uw slimme meter geeft geen signaal. Brandt het lampje aan de onderkant?
            C: Momentje, ik loop naar de meterkast. Nee, het is uit.
            A: Dan is de zender kapot. [Ik vraag de netbeheerder om een afspraak.|Dat lost de netbeheerder kosteloos
            op.] Schikt {future} in de ochtend?
            C: Ja, ik werk thuis. De stand is trouwens {meter}.
            A: Dank u, die noteer ik vast, dan loopt uw nota gewoon door.
            @bye
            """),
        Call("complaints", "Complaints", "Klacht over de eindnota", """
            @greet
            C: {hello} Dit is de derde keer dat ik bel over de eindnota van mijn oude woning. Ik heb nog steeds
            {amount} euro tegoed.
            A: Drie keer is te vaak. Dat spijt mij. Ik maak er nu een officiële klacht van.
            @identify
            hold 5
            A: Dank voor het wachten. De terugbetaling bleef hangen omdat de laatste meterstand ontbrak.
            C: Die heb ik op {past} doorgegeven. Luistert u het gesprek maar terug.
            A: Dat doet mijn collega vandaag nog. Uw klachtnummer is {case}.
            C: [Ik hou u eraan.|Dat hoop ik dan maar.]
            A: U hoort het morgen. Fijne dag nog.
            """),
        Call("complaints-about-staff", "Complaints", "Oneens met een mondelinge afspraak", """
            @greet
            transfer Sales
            C: {hello} Uw collega heeft mij op {past} een vast tarief beloofd, en nu krijg ik een variabel contract.
            A: Dat is niet de bedoeling. Ik zoek het uit.
            @identify
            A: In het dossier staat variabel. Ik vraag de opname op. Dat mag ik alleen met een reden, dus ik leg uw
            klacht vast.
            C: Graag, want dan hoort u het zelf. Ik wil de opname ook ontvangen.
            A: Dat kan. U krijgt een kopie via een beveiligde pagina. Tot die tijd verandert er niets aan uw contract.
            C: [Dat lijkt mij redelijk.|Goed, dan wacht ik op uw bericht.]
            @bye
            """),
        Call("privacy-requests", "Complaints", "Wat bewaart u van mij?", """
            @greet
            C: {hello} Ik wil graag weten welke gegevens u van mij bewaart, ook de opnamen van mijn telefoongesprekken.
            A: Dat is een inzageverzoek. Daar heeft u recht op en het kost u niets.
            @identify
            A: Ik stuur u een code op het nummer dat wij kennen, dan weten we zeker dat u het bent.
            C: Hij is binnen. En kunt u daarna alles wissen wat niet nodig is?
            A: Ik noteer ook een wisverzoek. U krijgt binnen een maand antwoord, via een beveiligde pagina.
            C: [Dat is duidelijk.|Mooi, dan weet ik genoeg.]
            @bye
            """),
        Call("contract", "Sales", "Overstappen naar een dynamisch contract", """
            @greet
            C: {hello} Ik las over dynamische tarieven. Is dat iets voor mij?
            A: Dat hangt van uw verbruik af. Kunt u de wasmachine of de auto op een ander moment laten draaien?
            C: De auto wel, die laadt 's nachts.
            A: Dan scheelt het u misschien {small} euro per maand. Op dure uren betaalt u wel meer.
            @identify
            C: En als het tegenvalt?
            A: U kunt elke maand opzeggen. [Ik stuur u het aanbod, u hoeft nu niets te beslissen.|Leest u het aanbod
            eerst rustig door.]
            C: Dat is prettig. Doet u dat maar.
            @bye
            """),
        Call("contract", "Sales", "Terugleverkosten zonnepanelen", """
            @greet
            C: {hello} Ik betaal sinds kort {small} euro terugleverkosten. Bij het afsluiten is daar niets over gezegd.
            @identify
            A: Het staat op bladzijde twee van uw aanbod van {past}. Maar ik begrijp dat het u overvalt.
            C: Wat kan ik eraan doen?
            A: Meer zelf gebruiken op zonnige uren. Of een contract zonder deze kosten, met een lagere vergoeding.
            C: Kunt u dat voor mij uitrekenen?
            A: Zeker. [Ik mail de vergelijking vandaag naar {email}.|U heeft de berekening vanmiddag in uw mail.]
            @bye
            """),
    ];

    static DemoScript Call(string activity, string queue, string subject, string lines) =>
        new(DemoKind.Call, "nl", activity, queue, subject, lines);
}
