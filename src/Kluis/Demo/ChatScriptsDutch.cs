namespace Kluis.Demo;

/// <summary>Dutch chats: customers write shorter and less carefully than they speak.</summary>
static class ChatScriptsDutch
{
    public static IEnumerable<DemoScript> All { get; } =
    [
        Chat("contract", "Moving house", "Verhuizen via de chat", """
            C: hoi, ik ga [{future} verhuizen|per {future} verhuizen], kan ik dat hier regelen?
            A: {Dag}, u chat met {agent}. Dat kan zeker. Mag ik uw klantnummer of uw postcode met huisnummer?
            C: {customer}
            A: Dank u. Naar welk adres verhuist u?
            C: {street} {newhouse}, mijn partner {other} staat daar ook op het huurcontract
            A: Dat is geen probleem, het contract blijft op uw naam. Krijgt u de sleutel op {future}?
            C: ja klopt
            A: Dan gaat de levering die dag in. U krijgt de bevestiging op {email}.
            C: [top dankjewel|super, bedankt!|dank u wel 👍]
            A: Graag gedaan. Veel woonplezier!
            """),
        Chat("digital-service", "Billing", "Wanneer wordt er afgeschreven?", """
            C: wanneer schrijven jullie af deze maand? ik zie nog niks
            A: {Dag}, met {agent}. Ik kijk het voor u na. Wat is uw klantnummer?
            C: {customer}, {name}
            A: De afschrijving van {monthly} euro staat gepland voor {future}.
            C: [ok, kan dat ook op de 25e? dan is mijn salaris binnen|kan dat een paar dagen later? dan heb ik salaris]
            A: Ja hoor. Vanaf volgende maand is het de 25e. Deze maand blijft {future}.
            C: prima
            A: Kan ik nog iets anders voor u doen?
            C: nee dit was het
            """),
        Chat("digital-service", "Billing", "Rekeningnummer in de chat", """
            C: Goedendag, mijn nieuwe rekeningnummer is {iban}, graag aanpassen
            A: {Dag}, u chat met {agent}. Dank u. Stuurt u zulke gegevens liever niet via de chat; in de app kan het
            veiliger.
            C: o sorry, dat wist ik niet. Wordt het hier bewaard?
            A: De chat bewaren wij 120 dagen. Ik vraag of dit bericht eerder gewist kan worden.
            C: [graag|Heel graag, dank u]. Mijn klantnummer is {customer}
            A: Ik zie u staan. Wilt u het nummer in de app invullen onder Mijn gegevens? Dan gaat het in op {future}.
            C: Gedaan, bedankt voor de hulp
            """),
        Chat("outages", "Outage", "Storing of stoppen?", """
            C: bij ons is de stroom uit maar bij de buren niet
            A: {Dag}, met {agent}. Dan zit het meestal in huis. Staat er in de meterkast een schakelaar naar beneden?
            C: [ja eentje, de aardlek denk ik|ja de tweede van links]
            A: Haalt u alle stekkers in die ruimte eruit en zet u de schakelaar dan omhoog.
            C: hij blijft staan!!
            A: Mooi. Steekt u de apparaten nu één voor één terug. Valt hij weer uit, dan is dat apparaat kapot.
            C: het is de waterkoker haha
            A: Dan weet u het zeker. Gebruikt u hem niet meer. Mag ik uw klantnummer nog, voor de notitie?
            C: {customer}, bedankt!
            """),
        Chat("outages", "Outage", "Werkzaamheden aan het net", """
            C: Ik kreeg een brief over werkzaamheden op {future}. Zitten wij dan zonder stroom?
            A: {Dag}, u chat met {agent}. Wat is uw postcode en huisnummer?
            C: {postcode} {house}
            A: Ja, tussen 9.00 en 15.00 uur. Het gas blijft gewoon werken.
            C: mijn moeder heeft een traplift, zij woont op hetzelfde adres. wat nu?
            A: Goed dat u het zegt. De netbeheerder kan een accu meegeven. Zal ik dat aanvragen?
            C: [ja graag, op naam van {other}|graag! de naam is {other}]
            A: Aangevraagd. U wordt gebeld op {phone} om een tijd af te spreken.
            C: Wat een service, dank u
            """),
        Chat("complaints", "Complaints", "Al weken geen antwoord", """
            C: Ik heb op {past} een klacht ingediend en nog steeds niks gehoord. [Belachelijk.|Wat is dit voor service?]
            A: {Dag}, met {agent}. Dat had anders gemoeten, mijn excuses. Heeft u het klachtnummer?
            C: {case}
            A: Dank u, ik zie hem. Er werd gewacht op een meterstand die u al had gestuurd.
            C: dus het ligt bij jullie
            A: Ja. Ik heb hem nu doorgezet. U hoort uiterlijk {future} de uitkomst, van mij persoonlijk.
            C: [oke, ik wacht af|we zullen zien]
            """),
        Chat("privacy-requests", "Complaints", "Chat laten verwijderen", """
            C: Kunt u al mijn oude chats verwijderen? Er staat van alles in over mijn gezondheid
            A: {Dag}, u chat met {agent}. Dat is een wisverzoek. Ik leg het voor u vast. Wat is uw klantnummer?
            C: {customer}. en mijn mailadres is {email}
            A: U krijgt zo een code op het nummer dat wij van u hebben. Wilt u die hier invullen?
            C: 4 8 1 9 0 2
            A: Dank u, dat klopt. U krijgt binnen een maand bericht, met een bewijs van wat er gewist is.
            C: [fijn dat dat zo makkelijk kan|ok bedankt]
            """),
    ];

    static DemoScript Chat(string activity, string queue, string subject, string lines) =>
        new(DemoKind.Chat, "nl", activity, queue, subject, lines);
}
