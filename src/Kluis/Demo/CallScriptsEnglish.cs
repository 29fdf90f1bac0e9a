namespace Kluis.Demo;

/// <summary>English calls. The first of a queue is also a carried file.</summary>
static class CallScriptsEnglish
{
    public static IEnumerable<DemoScript> All { get; } =
    [
        Call("customer-questions", "Billing", "Annual statement", """
            @greet
            C: {hello} I received the annual statement and it cannot be right. I have solar panels, and still I have to
            pay {amount} euros.
            A: [I understand. I will have a look with you.|Let us go through it together.]
            @identify
            A: The meter reading of {month} looks estimated. Did you send in a reading yourself?
            C: I did, by the app, with a photograph. That was around {past}.
            A: Then it was stored with the old meter. I will have the statement corrected. You will get a new one within
            five working days.
            C: [Good, that is a relief.|Thank you. So I need not pay yet?]
            A: There is nothing to pay until you have it.
            @bye
            """),
        Call("customer-questions", "Billing", "Payment arrangement", """
            @greet
            C: {hello} I got a reminder for {amount} euros, but I cannot pay all of it at once.
            A: Thank you for calling before it is due. We can spread it.
            @identify
            A: Six instalments, without extra costs. The first one is on {future}.
            C: [That helps a lot.|That would be possible for me.] Will it show up anywhere, for a mortgage, I mean?
            A: No, as long as you pay on time we report nothing to anybody.
            C: Then please set it up.
            A: Done. The confirmation goes to {email}.
            @bye
            """),
        Call("customer-questions", "Billing", "Call back about a refund", """
            A: {Dag}, this is {agent} of Lindewaard Energie. You asked us to call you back about a refund.
            C: Yes, that is right. This is {name}.
            A: To be sure, could I have your postcode and house number?
            C: {postcode}, number {house}.
            A: Thank you. The refund of {amount} euros was sent back by the bank, because the account is closed.
            C: Ah, I changed banks in {month}.
            A: You can fill in the new account number in the app. Please do not give it to me on the phone.
            C: [I will do that tonight.|Fair enough, I will do it right away.]
            A: Then you will have the money within three days. Have a nice day.
            """, "outbound"),
        Call("contract", "Moving house", "Moving to another address", """
            @greet
            C: {hello} We are moving to another city next month. What do I have to arrange with you?
            A: Congratulations. It does not take long.
            @identify
            A: On which day do you get the keys?
            C: On {future}. We leave the old house a week later.
            A: Then you have two addresses for one week. Please photograph both meters on the day, and send them in by
            the app.
            C: [And do I keep my present rate?|Will my price stay the same?]
            A: Yes, the contract moves with you until its end date.
            @bye
            """),
        Call("outages", "Outage", "No electricity", """
            @greet
            C: {hello} We have been without electricity for {hours} hours. The whole street is dark.
            A: I am sorry to hear that. Does anyone at home depend on medical equipment?
            C: No, fortunately not.
            @identify
            A: The grid operator has found a broken cable. They expect to be ready in about two hours.
            C: Will somebody let me know?
            A: We will send you a text message as soon as the power is back. [Keep the freezer closed until then.|Please
            leave the freezer shut.]
            @bye
            """),
        Call("complaints", "Complaints", "Complaint about the final bill", """
            @greet
            C: {hello} This is the third time I call about the final bill of my former flat. I should get {amount} euros
            back.
            A: Three times is too many, I apologise. I will register this as a formal complaint.
            @identify
            hold 5
            A: Thank you for waiting. The refund got stuck because the last meter reading was missing.
            C: I gave it to your colleague on {past}. Please listen to that call.
            A: My colleague will, today. Your complaint number is {case}.
            C: [I hope so.|I will wait for it, then.]
            A: You will hear from us tomorrow. Have a nice day.
            """),
        Call("privacy-requests", "Complaints", "Objection to recording", """
            @greet
            C: {hello} Before we go on, I heard that this call is recorded. Can I see what you keep about me?
            A: Of course. That is a request for access, it is free, and you get an answer within a month.
            @identify
            A: I will send a code to the number we know, so that nobody else can ask for your data.
            C: I have it. I also object to my calls being used for training.
            A: I will note both. From now on your calls are not used for quality or training.
            C: [That was easier than I thought.|Perfect.]
            @bye
            """),
        Call("contract", "Sales", "Question about a new contract", """
            @greet
            C: {hello} My fixed contract ends on {future}. What can you offer me?
            A: I can offer one year fixed, or a variable rate that changes every quarter.
            @identify
            C: What would be the difference each month?
            A: With your use it is about {small} euros. Fixed costs more now, but you know where you stand.
            C: [I would rather sleep well, so fixed.|I think I prefer certainty.]
            A: I will send you the offer by mail. You have fourteen days to change your mind.
            C: That sounds fair.
            @bye
            """),
    ];

    static DemoScript Call(
        string activity, string queue, string subject, string lines, string direction = "inbound") =>
        new(DemoKind.Call, "en", activity, queue, subject, lines, direction);
}
