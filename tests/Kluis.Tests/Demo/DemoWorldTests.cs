using System.Text.RegularExpressions;
using Kluis.Demo;

namespace Kluis.Tests.Demo;

public sealed partial class DemoWorldTests
{
    static readonly DateTimeOffset monday = new(2026, 11, 23, 9, 40, 0, TimeSpan.FromHours(1));
    static readonly string[] kinds =
        ["recording", "transcript", "chat", "mail", "attachment", "call-metadata", "derived", "profile"];
    static readonly string[] purposes =
    [
        "service", "quality", "coaching", "complaint", "evidence", "dispute", "rights-request", "incident",
        "legal-claim",
    ];
    static readonly string[] roles =
    [
        "agent", "team-lead", "quality", "privacy-officer", "dpo", "administrator", "auditor", "integrator",
    ];

    public static TheoryData<DateTimeOffset> Moments =>
    [
        monday,
        new DateTimeOffset(2026, 3, 29, 3, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2028, 2, 29, 23, 59, 59, TimeSpan.FromHours(-8)),
        new DateTimeOffset(2027, 1, 2, 0, 0, 0, TimeSpan.FromHours(1)),
    ];

    [Fact]
    public void The_same_moment_gives_the_same_conversations()
    {
        var first = DemoWorld.Conversations(monday).Select(Bytes);
        var second = DemoWorld.Conversations(monday).Select(Bytes);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Another_moment_gives_other_conversations() =>
        Assert.NotEqual(
            DemoWorld.Conversations(monday).Select(Bytes),
            DemoWorld.Conversations(monday.AddDays(1)).Select(Bytes));

    [Fact]
    public void There_are_two_hundred_conversations_of_sixty_customers()
    {
        var all = Conversations();
        Assert.Equal(200, all.Count);
        Assert.Equal(60, DemoWorld.Customers.Count);
        Assert.Equal(60, all.Select(c => c.Customer).Distinct().Count());
        Assert.Equal(120, all.Count(c => c.Kind == DemoKind.Call));
        Assert.Equal(40, all.Count(c => c.Kind == DemoKind.Chat));
        Assert.Equal(40, all.Count(c => c.Kind == DemoKind.Mail));
    }

    [Fact]
    public void The_first_forty_are_a_mix_with_customers_on_every_channel()
    {
        var first = Conversations().Take(40).ToList();
        Assert.Equal(24, first.Count(c => c.Kind == DemoKind.Call));
        Assert.Equal(8, first.Count(c => c.Kind == DemoKind.Chat));
        Assert.Equal(8, first.Count(c => c.Kind == DemoKind.Mail));
        Assert.InRange(first.Count(c => c.Language == "en"), 6, 20);
        Assert.Equal(5, first.Select(c => c.Queue).Distinct().Count());
        Assert.Contains(first.GroupBy(c => c.Customer), of => of.Select(c => c.Kind).Distinct().Count() == 3);
    }

    [Fact]
    public void Every_script_is_played_and_no_two_conversations_are_alike()
    {
        var all = Conversations();
        var scripts = Enum.GetValues<DemoKind>()
            .SelectMany(kind => DemoScripts.For(kind, "nl").Concat(DemoScripts.For(kind, "en"))).ToList();
        Assert.True(scripts.Count >= 40, $"{scripts.Count} scripts");
        Assert.All(scripts, script => Assert.Contains(all, c =>
            c.Kind == script.Kind && c.Language == script.Language
            && c.SubjectLine.StartsWith(script.Subject.Split('{')[0], StringComparison.Ordinal)));
        Assert.Equal(200, all.Select(c => string.Join('\n', c.Turns.Select(turn => turn.Text))).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void Conversations_lie_in_the_opening_hours_of_the_past_two_months(DateTimeOffset now)
    {
        foreach (var conversation in DemoWorld.Conversations(now))
        {
            Assert.InRange(conversation.Start, now.AddDays(-67), now);
            Assert.True(conversation.Start.AddSeconds(conversation.Turns[^1].At!.Value) < now);
            Assert.InRange(conversation.Start.TimeOfDay, new(8, 30, 0), new(17, 0, 0));
            Assert.False(conversation.Start.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        }
    }

    [Fact]
    public void Every_number_is_a_number_of_ten_digits_in_a_range_that_nobody_is_given()
    {
        var numbers = DemoWorld.Customers.Select(customer => National(customer.Phone)).ToList();
        Assert.All(numbers, number => Assert.Matches("^0(6|30|50)000[0-9]+$", number));
        Assert.All(numbers, number => Assert.Equal(10, number.Length));
        Assert.Equal(60, numbers.Distinct().Count());
        var forms = DemoWorld.Customers.Select(customer => Digits().Replace(customer.Phone, "9")).Distinct();
        Assert.True(forms.Count() >= 8);
    }

    [Fact]
    public void Customers_can_be_told_apart_and_written_to()
    {
        Assert.Equal(60, DemoWorld.Customers.Select(customer => customer.CustomerNumber).Distinct().Count());
        Assert.Equal(60, DemoWorld.Customers.Select(customer => customer.Email).Distinct().Count());
        Assert.All(DemoWorld.Customers, customer =>
        {
            Assert.Matches(@"^[a-z]+\.[a-z]+@(post|thuis|mail)\.example$", customer.Email);
            Assert.Matches("^[0-9]{8}$", customer.CustomerNumber);
            Assert.Matches("^[1-9][0-9]{3} [A-Z]{2}$", customer.Postcode);
            Assert.Matches("^[1-9][0-9]*(a|-2)?$", customer.HouseNumber);
        });
    }

    [Fact]
    public void Every_text_is_filled_and_of_a_sensible_length()
    {
        foreach (var conversation in Conversations())
        {
            Assert.InRange(conversation.SubjectLine.Length, 5, 80);
            Assert.InRange(conversation.Turns.Count, 2, 20);
            Assert.All(conversation.Turns.Select(turn => turn.Text).Append(conversation.SubjectLine), text =>
            {
                Assert.InRange(text.Trim().Length, 1, 900);
                Assert.DoesNotMatch(@"[{}\[\]|@]\w*( |$)|  | /$|, ,|\(\)", text);
            });
        }
    }

    [Fact]
    public void What_a_conversation_names_exists()
    {
        var queues = DemoWorld.Agents.Select(agent => agent.Queue).ToHashSet();
        foreach (var conversation in Conversations())
        {
            Assert.Contains(conversation.Activity, DemoWorld.Activities.Select(activity => activity.Key));
            Assert.Equal(conversation.Queue, conversation.Agent.Queue);
            Assert.Equal(conversation.Language, conversation.Customer.Language);
            Assert.Equal(conversation.Kind == DemoKind.Call, conversation.Facts is not null);
            Assert.All(conversation.Facts?.Transfers ?? [], transfer => Assert.Contains(transfer.FromQueue, queues));
            var moments = conversation.Turns.Select(turn => turn.At).ToList();
            Assert.Equal(moments.Order(), moments);
        }
    }

    [Fact]
    public void The_register_has_a_term_for_every_kind_and_no_transcript_outlives_its_sound() =>
        Assert.All(DemoWorld.Activities, activity =>
        {
            Assert.Equal(kinds.Order(), activity.Terms.Keys.Order());
            Assert.All(activity.Terms.Values, term => Assert.Matches("^P[0-9]+[DY]$", term));
            Assert.Equal(activity.Terms["recording"], activity.Terms["transcript"]);
            Assert.NotEmpty(activity.Purposes);
            Assert.Empty(activity.Purposes.Except(purposes));
            Assert.Matches("^A6_1_[a-f]$", activity.LegalBasis);
        });

    [Fact]
    public void Every_role_has_a_user_and_every_agent_id_an_agent()
    {
        Assert.Equal(roles.Order(), DemoWorld.Users.Select(user => user.Role).Distinct().Order());
        var agents = DemoWorld.Agents.ToDictionary(agent => agent.Id);
        Assert.All(DemoWorld.Users, user => Assert.All(user.AgentIds, id => Assert.Equal(user.Name, agents[id].Name)));
        Assert.Equal(DemoWorld.Users.Count, DemoWorld.Users.Select(user => user.Email).Distinct().Count());
    }

    static List<DemoConversation> Conversations() => [.. DemoWorld.Conversations(monday)];

    static string Bytes(DemoConversation conversation) => Convert.ToHexString(DemoVcon.Build(conversation, null));

    static string National(string phone)
    {
        var plain = new string([.. phone.Where(letter => letter == '+' || char.IsAsciiDigit(letter))]);
        return plain.StartsWith("+31", StringComparison.Ordinal) ? "0" + plain[3..]
            : plain.StartsWith("0031", StringComparison.Ordinal) ? "0" + plain[4..]
            : plain;
    }

    [GeneratedRegex("[0-9]")]
    private static partial Regex Digits();
}
