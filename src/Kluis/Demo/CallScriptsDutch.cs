namespace Kluis.Demo;

/// <summary>Dutch calls about statements and moving. The first of a queue is also a carried file.</summary>
static class CallScriptsDutch
{
    public static IEnumerable<DemoScript> All { get; } =
    [
        Call("customer-questions", "Billing", "Jaarafrekening met zonnepanelen", """
            @greet
            C: {hello} Ik heb de jaarafrekening ontvangen en die kan niet kloppen. Ik heb zonnepanelen en moet toch
            {amount} euro bijbetalen.
            A: [Dat is schrikken, ik kijk het voor u na.|Ik begrijp het, ik loop hem met u door.]
            @identify
            A: Ik zie dat de meterstand van {month} geschat is. Heeft u die zelf doorgegeven?
            C: Ja, via de app, met een foto. Dat was rond {past}.
            A: Dan is uw foto niet goed gekoppeld. Ik laat de afrekening opnieuw maken. U krijgt hem binnen vijf
            werkdagen en hoeft nu niets te betalen.
            C: [Gelukkig. Dan wacht ik dat af.|Fijn, dat lucht op.]
            @bye
            """),
        Call("customer-questions", "Billing", "Termijnbedrag aanpassen", """
            @greet
            C: {hello} Mijn termijnbedrag gaat ineens naar {monthly} euro. [Dat vind ik veel.|Waar komt dat vandaan?]
            @identify
            A: Het nieuwe bedrag volgt uit uw verbruik van {lastyear}. U verbruikte {percent} procent meer dan het jaar
            ervoor.
            C: Dat klopt wel, we hebben een elektrische auto gekocht. Maar kan het iets lager?
            A: U mag het zelf verlagen, tot twintig procent. [Ik raad het u niet aan, want dan betaalt u straks
            bij.|Dan is de kans groot dat u straks moet bijbetalen.]
            C: Nee, laat u het dan maar zo staan.
            @bye
            """),
        Call("customer-questions", "Billing", "Betalingsregeling", """
            @greet
            C: {hello} Ik heb een herinnering gekregen van {amount} euro, maar dat lukt mij deze maand niet. Ik zit
            tijdelijk zonder werk.
            A: Vervelend voor u. Goed dat u belt, we vinden er vast een oplossing voor.
            @identify
            A: Ik kan het bedrag verdelen over zes maanden. U betaalt dan {small} euro per maand extra, zonder kosten.
            C: Dat is wel te doen. Vanaf wanneer?
            A: Vanaf {future}. U krijgt de regeling per mail op {email}.
            C: [Heel fijn dat u meedenkt.|Dat is een hele opluchting.]
            @bye
            """),
        Call("customer-questions", "Billing", "Rekeningnummer wijzigen", """
            @greet
            C: {hello} Ik heb een nieuwe bankrekening en wil dat u daarvan afschrijft.
            @identify
            A: Ik zet het voor u klaar. Voordat u het nummer noemt, zet ik de opname stil. Een ogenblik.
            hold 6
            A: Daar ben ik weer. Het nieuwe nummer eindigt op {ending}, klopt dat?
            C: Ja, dat klopt. Gaat de eerste keer meteen goed?
            A: Vanaf {future} schrijven we van de nieuwe rekening af. Het oude nummer wissen we uit uw gegevens.
            C: [Mooi, dan hoef ik verder niets te doen.|Keurig.]
            @bye
            """),
        Call("customer-questions", "Billing", "Terugbelafspraak over meterstand", """
            A: {Dag}, u spreekt met {agent} van Lindewaard Energie. U had gevraagd of wij terug wilden bellen over uw
            meterstand.
            C: Ja, fijn dat u belt. Met {name}.
            A: Ter controle, mag ik uw postcode en huisnummer?
            C: {postcode}, nummer {house}.
            A: Dank u. Mijn collega van meten heeft uw stand gevonden: {meter}. Hij stond bij de oude meter.
            C: Dat vermoedde ik al. [Een kennis van mij|Iemand uit de straat], {other}, had precies hetzelfde.
            A: Ik heb het gecorrigeerd. De nieuwe nota staat vanaf {future} in de app.
            C: Helemaal goed, bedankt voor het terugbellen.
            A: Graag gedaan. Nog een prettige dag.
            """, "outbound"),
        Call("contract", "Moving house", "Verhuizing doorgeven", """
            @greet
            C: {hello} Wij gaan verhuizen en ik wil graag weten wat ik moet regelen voor de stroom en het gas.
            A: Leuk, gefeliciteerd alvast. [Ik neem het met u door.|Dat regelen we zo.]
            @identify
            A: Op welke datum krijgt u de sleutel?
            C: Op {future}. Het oude huis leveren we een week later op.
            A: Dan loopt uw contract een week op twee adressen. Maakt u op beide dagen een foto van de meter en stuurt u
            die via de app.
            C: En blijft mijn tarief hetzelfde?
            A: Ja, uw contract verhuist met u mee tot de einddatum.
            @bye
            """),
        Call("contract", "Moving house", "Nieuwe bewoner, contract op naam", """
            @greet
            C: {hello} Ik woon sinds {past} op {street} {newhouse} en er staat nog een contract op naam van de vorige
            bewoner.
            A: Dat zet ik op uw naam. Heeft u het overnameformulier met de meterstanden?
            C: Ja. Stroom {meter}, dat hebben we allebei ondertekend.
            @identify
            A: Ik heb uw gegevens. De vorige bewoner krijgt de eindnota, u betaalt vanaf uw eigen datum.
            C: Ik zou niet graag voor {other} betalen.
            A: Dat hoeft ook niet. De bevestiging komt naar {email}.
            @bye
            """),
        Call("contract", "Moving house", "Overlijden van de contractant", """
            @greet
            C: {hello} Mijn vader is op {past} overleden en zijn contract moet stoppen.
            A: Gecondoleerd met uw verlies. Ik help u er rustig doorheen.
            C: Dank u. Er is zoveel te regelen.
            @identify
            A: Ik zie het contract. Wilt u het overnemen of laten eindigen zodra de woning leeg is?
            C: Laten eindigen. De sleutels gaan op {future} terug.
            A: Dan stopt het die dag. De eindnota sturen wij aan de erven, op uw adres. Post aan uw vader houden wij
            tegen.
            C: [Dat waardeer ik zeer.|Fijn, dat scheelt mijn moeder veel verdriet.]
            A: Heel veel sterkte gewenst.
            C: Dank u wel. Dag.
            """),
    ];

    static DemoScript Call(
        string activity, string queue, string subject, string lines, string direction = "inbound") =>
        new(DemoKind.Call, "nl", activity, queue, subject, lines, direction);
}
