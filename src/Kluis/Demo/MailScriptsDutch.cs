namespace Kluis.Demo;

/// <summary>Dutch e-mails and their answers.</summary>
static class MailScriptsDutch
{
    public static IEnumerable<DemoScript> All { get; } =
    [
        Mail("customer-questions", "Billing", "Vraag over mijn jaarafrekening ({customer})", """
            C: Geachte heer, mevrouw,

            Op {past} ontving ik de jaarafrekening. Volgens uw opgave heb ik {percent} procent meer gas verbruikt dan
            vorig jaar. [Dat lijkt mij onmogelijk: wij hebben in {month} het dak laten isoleren.|Dat kan niet kloppen,
            want wij stoken sinds {month} ook op hout.]

            De stand op de meter is vandaag {meter}. Wilt u dit nakijken?

            Met vriendelijke groet, /
            {name} /
            klantnummer {customer} /
            telefoon {phone}
            A: Beste {name},

            Dank voor uw bericht. De eindstand op uw afrekening was geschat. Met de stand die u noemt komt het bedrag
            {amount} euro lager uit. U krijgt de nieuwe afrekening uiterlijk {future}.

            Met vriendelijke groet, /
            {agent}, Lindewaard Energie
            """),
        Mail("customer-questions", "Billing", "Betaling dubbel afgeschreven", """
            C: Beste klantenservice,

            Deze maand is er twee keer {monthly} euro afgeschreven, op {past} en een dag later. [Kunt u het dubbele
            bedrag terugstorten?|Graag het dubbele bedrag zo snel mogelijk terug.]

            Groeten, /
            {name} ({postcode}, {house})
            A: Beste {name},

            U heeft gelijk: door een storing bij de bank zijn enkele betalingen dubbel verwerkt. Het bedrag is vandaag
            teruggeboekt. Onze excuses voor het ongemak.

            Met vriendelijke groet, /
            {agent}, Lindewaard Energie
            C: Ontvangen, hartelijk dank voor de snelle afhandeling.

            {name}
            """),
        Mail("contract", "Moving house", "Opzegging wegens verhuizing naar het buitenland", """
            C: Geachte mevrouw, mijnheer,

            Hierbij zeg ik mijn contract op. Wij verhuizen op {future} naar het buitenland. De woning, {home} {house},
            wordt overgenomen door {other}, die zelf een leverancier kiest.

            Na de verhuizing ben ik te bereiken op {email}.

            Hoogachtend, /
            {name}, klantnummer {customer}
            A: Beste {name},

            Wij hebben uw opzegging verwerkt. De levering stopt op {future}. Stuurt u die dag een foto van beide meters?
            De eindnota volgt binnen zes weken per mail.

            Een goede reis gewenst, /
            {agent}, Lindewaard Energie
            """),
        Mail("contract", "Sales", "Bedenktijd: ik zie toch af van het aanbod", """
            C: Goedemiddag,

            Op {recent} ging ik telefonisch akkoord met een vast contract voor drie jaar. [Na overleg thuis|Bij nader
            inzien] maak ik gebruik van de bedenktijd van veertien dagen. Wilt u bevestigen dat het contract niet
            doorgaat?

            Vriendelijke groet, /
            {name} /
            {phone}
            A: Beste {name},

            Uw bericht is op tijd ontvangen. Het nieuwe contract is vervallen en uw huidige contract loopt door, alsof
            er niets is gebeurd. U hoeft verder niets te doen.

            Met vriendelijke groet, /
            {agent}, Lindewaard Energie
            """),
        Mail("complaints", "Complaints", "Klacht: monteur niet verschenen", """
            C: L.S.,

            Voor de tweede keer heb ik een vrije dag genomen voor niets. Op {past} zou er tussen 8 en 12 uur een monteur
            komen voor de slimme meter. [Niemand gezien, niemand gebeld.|Er kwam niemand en er belde niemand.]

            Ik verwacht een nieuwe afspraak en een vergoeding van mijn reiskosten.

            {name} /
            {home} {house}, {postcode}
            A: Beste {name},

            Dit had niet mogen gebeuren. Uw klacht staat genoteerd onder {case}. De monteur komt op {future}, als eerste
            van de dag. Wij vergoeden u {small} euro; dat bedrag ziet u op uw volgende nota.

            Met vriendelijke groet, /
            {agent}, afdeling klachten
            """),
        Mail("privacy-requests", "Complaints", "Verzoek om inzage (AVG, artikel 15)", """
            C: Geachte functionaris,

            Op grond van artikel 15 van de AVG verzoek ik u om een kopie van alle persoonsgegevens die u van mij
            verwerkt: gespreksopnamen, chats, e-mails en aantekeningen. Ik hoor ook graag wie mijn gesprekken heeft
            beluisterd.

            Mijn klantnummer is {customer}. Ik bel meestal met {phone}.

            Hoogachtend, /
            {name}
            A: Beste {name},

            Wij hebben uw verzoek ontvangen. Om zeker te weten dat u het bent, sturen wij u een code op het nummer dat
            wij kennen. Binnen een maand ontvangt u alles via een beveiligde pagina, dus niet per gewone mail.

            Met vriendelijke groet, /
            {agent}, Lindewaard Energie
            """),
        Mail("outages", "Outage", "Schade na stroomstoring", """
            C: Beste mensen,

            Na de storing van {past} doet onze [koelkast|warmtepomp|omvormer] het niet meer. Onze buren, onder wie
            {other}, hebben ook schade. Bij wie kan ik die melden?

            Met groet, /
            {name}, {postcode} {house}
            A: Beste {name},

            Wat vervelend. Schade door een storing in het net meldt u bij de netbeheerder, binnen vier weken. Ik stuur u
            het formulier en een bevestiging van de storing mee. Ons kenmerk is {case}.

            Met vriendelijke groet, /
            {agent}, Lindewaard Energie
            """),
    ];

    static DemoScript Mail(string activity, string queue, string subject, string lines) =>
        new(DemoKind.Mail, "nl", activity, queue, subject, lines);
}
