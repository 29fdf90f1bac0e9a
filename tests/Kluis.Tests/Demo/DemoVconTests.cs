using System.Buffers.Text;
using System.Text.Json;
using Kluis.Demo;

namespace Kluis.Tests.Demo;

public sealed class DemoVconTests
{
    static readonly DateTimeOffset now = new(2026, 11, 23, 9, 40, 0, TimeSpan.FromHours(1));

    [Fact]
    public void Every_conversation_has_its_own_uuid_of_version_8()
    {
        var uuids = DemoWorld.Conversations(now).Select(c => Top(c, null).GetProperty("uuid").GetString()!).ToList();
        Assert.Equal(200, uuids.Distinct().Count());
        Assert.All(uuids, uuid =>
            Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", uuid));
    }

    [Fact]
    public void The_uuid_tells_the_start()
    {
        var conversation = DemoWorld.Conversations(now).First();
        var hex = DemoUuid.Of(conversation).Replace("-", "", StringComparison.Ordinal)[..12];
        Assert.Equal(conversation.Start.ToUnixTimeMilliseconds(), Convert.ToInt64(hex, 16));
    }

    [Fact]
    public void A_call_carries_its_sound_its_transcript_its_facts_and_who_waited()
    {
        var call = Call(c => c.Facts!.Holds.Count > 0);
        var sound = new DemoAudio([1, 2, 3, 250], "audio/x-wav", 12.5, call.Turns, [new(3, 8)]);
        var vcon = Top(call, sound);
        var dialog = vcon.GetProperty("dialog")[0];
        Assert.Equal("recording", Text(dialog, "type"));
        Assert.Equal(12.5, dialog.GetProperty("duration").GetDouble());
        Assert.Equal("base64url", Text(dialog, "encoding"));
        Assert.Equal(sound.Bytes, Base64Url.DecodeFromChars(Text(dialog, "body")));
        Assert.Equal(call.Queue, Text(dialog, "skill"));
        Assert.Equal(
            ["join", "join", "hold", "unhold", "drop", "drop"],
            dialog.GetProperty("party_history").EnumerateArray().Select(item => Text(item, "event")));
        Assert.Equal(
            call.Turns.Select(turn => turn.Text),
            vcon.GetProperty("analysis")[0].GetProperty("body").GetProperty("turns").EnumerateArray()
                .Select(turn => Text(turn, "text")));
        var facts = vcon.GetProperty("attachments")[0];
        Assert.Equal("call-facts", Text(facts, "purpose"));
        Assert.Equal(call.Facts!.WaitSeconds, facts.GetProperty("body").GetProperty("wait_seconds").GetInt32());
    }

    [Fact]
    public void An_outbound_call_originates_from_the_agent() =>
        Assert.Equal(1, Top(Call(c => c.Direction == "outbound"), null).GetProperty("dialog")[0]
            .GetProperty("originator").GetInt32());

    [Fact]
    public void The_parties_are_the_customer_and_the_agent()
    {
        var call = Call(_ => true);
        var parties = Top(call, null).GetProperty("parties");
        Assert.Equal(2, parties.GetArrayLength());
        Assert.Matches(@"^\+?[0-9]+$", Text(parties[0], "tel"));
        Assert.Equal("customer", Text(parties[0], "role"));
        Assert.Equal(call.Customer.CustomerNumber, Text(parties[0], "customer_number"));
        Assert.Equal("agent", Text(parties[1], "role"));
        Assert.Equal(call.Agent.Id, Text(parties[1], "agent_id"));
    }

    [Theory]
    [InlineData("Chat")]
    [InlineData("Mail")]
    public void Each_message_is_a_dialog_of_its_sender(string kind)
    {
        var written = DemoWorld.Conversations(now).First(c => c.Kind == Enum.Parse<DemoKind>(kind));
        var vcon = Top(written, null);
        var dialogs = vcon.GetProperty("dialog").EnumerateArray().ToList();
        Assert.Equal(written.Turns.Select(turn => turn.Text), dialogs.Select(dialog => Text(dialog, "body")));
        Assert.Equal(
            written.Turns.Select(turn => turn.ByCustomer ? 0 : 1),
            dialogs.Select(dialog => dialog.GetProperty("parties")[0].GetInt32()));
        Assert.All(dialogs, dialog => Assert.Equal("none", Text(dialog, "encoding")));
        Assert.Equal(written.Customer.Email, Text(vcon.GetProperty("parties")[0], "mailto"));
        Assert.False(vcon.TryGetProperty("analysis", out _));
    }

    static DemoConversation Call(Func<DemoConversation, bool> wanted) =>
        DemoWorld.Conversations(now).First(c => c.Kind == DemoKind.Call && wanted(c));

    static JsonElement Top(DemoConversation conversation, DemoAudio? sound)
    {
        using var document = JsonDocument.Parse(DemoVcon.Build(conversation, sound));
        Assert.Equal("0.4.0", Text(document.RootElement, "vcon"));
        return document.RootElement.Clone();
    }

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
