namespace Kluis.Demo;

/// <summary>English e-mails and their answers.</summary>
static class MailScriptsEnglish
{
    public static IEnumerable<DemoScript> All { get; } =
    [
        Mail("customer-questions", "Billing", "Statement in English, customer {customer}", """
            C: Dear customer service,

            I received my annual statement on {past}, but my Dutch is not good enough to follow page two. [Why do I have
            to pay {amount} euros?|Could you explain where the {amount} euros come from?]

            Kind regards, /
            {name} /
            {phone}
            A: Dear {name},

            You used {percent} per cent more electricity than the year before, and the price per kilowatt-hour rose in
            {month}. I have added a short explanation in English. You may pay in instalments if you wish.

            Kind regards, /
            {agent}, Lindewaard Energie
            """),
        Mail("contract", "Moving house", "End of contract, leaving the Netherlands", """
            C: Hello,

            My assignment here ends and I leave the country on {future}. My flat at {home} {house} goes to a colleague,
            {other}. Please end my contract on that day and send the final bill to {email}.

            Best wishes, /
            {name}
            A: Dear {name},

            Your contract ends on {future}. Please send us a photograph of the meter on that day. If there is money to
            be refunded, we can also pay it to a foreign account.

            Safe travels, /
            {agent}, Lindewaard Energie
            """),
        Mail("complaints-about-staff", "Complaints", "Complaint about a call on {past}", """
            C: To whom it may concern,

            On {past} I was told on the telephone that there would be no fee for switching. [Yesterday I was charged
            {small} euros.|Now I see {small} euros on my bill.] I ask you to listen to that call and to refund the fee.

            Yours sincerely, /
            {name}, customer {customer}
            A: Dear {name},

            Thank you for pointing this out. Your complaint is registered as {case}. We listened to the recording and
            you are right. The fee is refunded today.

            Kind regards, /
            {agent}, complaints
            C: Thank you for taking this seriously.

            {name}
            """),
        Mail("privacy-requests", "Complaints", "Please erase my data", """
            C: Dear Sir or Madam,

            I have not been a customer since {month}. Under Article 17 of the GDPR I ask you to erase my personal data,
            recordings included. If you must keep something, please tell me what and why.

            My number was {customer}, my telephone {phone}.

            Regards, /
            {name}
            A: Dear {name},

            We have received your request. You will get an answer within a month, with a certificate of what was
            destroyed. We must keep invoices for seven years because of tax law; everything else can go.

            Kind regards, /
            {agent}, Lindewaard Energie
            """),
    ];

    static DemoScript Mail(string activity, string queue, string subject, string lines) =>
        new(DemoKind.Mail, "en", activity, queue, subject, lines);
}
