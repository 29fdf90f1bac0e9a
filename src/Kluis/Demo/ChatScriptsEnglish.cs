namespace Kluis.Demo;

/// <summary>English chats.</summary>
static class ChatScriptsEnglish
{
    public static IEnumerable<DemoScript> All { get; } =
    [
        Chat("digital-service", "Billing", "Direct debit date", """
            C: hi, when do you take the money this month? nothing yet
            A: {Dag}, this is {agent}. May I have your customer number?
            C: {customer}
            A: Thank you. The direct debit of {monthly} euros is planned for {future}.
            C: [could it be after the 25th? that's when I get paid|can you move it to the 25th please]
            A: From next month on it will be the 25th. This month it stays {future}.
            C: great, thanks!
            A: You are welcome.
            """),
        Chat("contract", "Moving house", "Moving in with somebody", """
            C: Hello, I'm moving in with {other} on {future} and they already have a contract with you. What about mine?
            A: {Dag}, you are chatting with {agent}. Then yours can end, without a fine. What is your postcode and house
            number?
            C: {postcode} {house}
            A: Got it. Please send the meter reading on the last day.
            C: [It's {meter} today if that helps|Should I send a photo?]
            A: A photo on the day itself is best. The final bill goes to {email}.
            C: Perfect, thank you
            """),
        Chat("digital-service", "Outage", "Meter not visible in the app", """
            C: the app shows no usage since {past}
            A: {Dag}, this is {agent}. I will check the signal of your meter. Your customer number, please?
            C: {customer}, name is {name}
            A: There is no signal. The grid operator has to replace the module, free of charge.
            C: [do I have to be home?|how long does that take?]
            A: Somebody has to open the door, yes. {future} in the morning?
            C: works for me. you can call me on {phone}
            A: Booked. You will get a text message the day before.
            """),
        Chat("privacy-requests", "Complaints", "Copy of my calls", """
            C: Can I get a copy of my phone calls with you? I need the one of {past}
            A: {Dag}, you are chatting with {agent}. Yes, that is your right. Which number did you call from?
            C: {phone}
            A: Thank you. I will send a code to that number to check that it is you.
            C: [got it: 730 118|it says 730118]
            A: Confirmed. You will get the recording by a secure page, within a month and usually much sooner.
            C: And the transcript?
            A: That too, and a list of who listened to it.
            C: impressive, thanks
            """),
    ];

    static DemoScript Chat(string activity, string queue, string subject, string lines) =>
        new(DemoKind.Chat, "en", activity, queue, subject, lines);
}
