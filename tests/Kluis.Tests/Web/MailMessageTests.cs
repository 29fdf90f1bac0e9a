using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Kluis.Tests.Hostile;
using Kluis.Web;

namespace Kluis.Tests.Web;

/// <summary>What is written is read back by a reader that we did not write: the e-mail package of Python.</summary>
public sealed class MailMessageTests
{
    const string Reader =
        """
        import sys, json, email, email.policy
        mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
        assert not mail.defects, mail.defects
        print(json.dumps({"names": list(mail.keys()), "subject": str(mail["Subject"]), "to": str(mail["To"]), "id": str(mail["Message-ID"]),
            "date": mail["Date"].datetime.isoformat(), "text": mail.get_content()}))
        """;

    static readonly string[] Names =
        ["Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"];

    [Theory]
    [InlineData("A request waits", "Somebody asks you something.")]
    [InlineData("Een verzoek wacht op u: één persoon vraagt om inzage in ál zijn gesprekken van het jaar 2026, en u beslist", "één\ntwee \n\n.\n..\nFrom here\n=3D=\ttab\t")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "😀")]
    [InlineData("=?utf-8?B?eA==?=", "")]
    [InlineData("", "x")]
    public async Task Subject_and_text_come_back_as_they_were(string subject, string text)
    {
        var mail = await ReadAsync(Write(subject, text));
        Assert.Equal((subject, text.TrimEnd('\n') + "\n"), (mail.GetProperty("subject").GetString(), mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n")));
        Assert.Equal("2026-03-02T09:00:00+00:00", mail.GetProperty("date").GetString());
        Assert.Equal("a@b.example", mail.GetProperty("to").GetString());
    }

    [Theory]
    [InlineData("x\r\nBcc: thief@example.org")]
    [InlineData("x\nBcc: thief@example.org\n\nBody")]
    [InlineData("x\r\n\r\nBody")]
    [InlineData("x\u2028Bcc: y\u0085Bcc: z\u0000\u000b\u000c")]
    public async Task A_subject_begins_no_header_of_its_own(string subject)
    {
        var mail = await ReadAsync(Write(subject, "x"));
        Assert.Equal(Names, mail.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public void Any_text_gives_short_lines_of_seven_bits()
    {
        var mutation = new Mutation(7, "\r\n", "\n", "\r", ".", "=", "é", "😀", " ", "\t");
        for (var i = 0; i < Mutation.Cases(20_000); i++)
        {
            var text = Encoding.UTF8.GetString(mutation.Of(Encoding.UTF8.GetBytes("Er wacht een verzoek op u.\nMet groet, uw kluis\n")));
            var message = Write(text, text);
            Assert.All(message.Split("\r\n"), line => Assert.True(line.Length <= 76 && line.All(each => each is '\t' or (>= ' ' and <= '~')), $"case {i}"));
            Assert.EndsWith("\r\n", message, StringComparison.Ordinal);
            Assert.Equal(Names.Length, message[..message.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n").Count(line => line[0] != ' '));
        }
    }

    [Theory]
    [InlineData("a@b.example", "a@b.example")]
    [InlineData(" f.zandbergen+kluis@lindewaard.example ", "f.zandbergen+kluis@lindewaard.example")]
    [InlineData("a@münchen.example", "a@xn--mnchen-3ya.example")]
    [InlineData("o'brien@b.example", "o'brien@b.example")]
    [InlineData("a@b.example\r\nDATA", null)]
    [InlineData("a@b.example>\r\nRCPT TO:<c@d.example", null)]
    [InlineData("a@b.example> SIZE=1", null)]
    [InlineData("a b@c.example", null)]
    [InlineData("\"a b\"@c.example", null)]
    [InlineData("é@c.example", null)]
    [InlineData("a@", null)]
    [InlineData("@b", null)]
    [InlineData("a..b@c.example", null)]
    [InlineData("a@b..c", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_address_is_of_the_one_form_that_every_server_takes(string? text, string? address) => Assert.Equal(address, MailAddress.Read(text));

    static string Write(string subject, string text) => MailMessage.Write(Guid.Empty, "kluis@lindewaard.example", "a@b.example", subject, text, FakeTime.Start);

    static async Task<JsonElement> ReadAsync(string message)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Python is missing: apt-get install python3.");
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Reader]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await python.StandardInput.WriteAsync(message);
        python.StandardInput.Close();
        return JsonDocument.Parse(await python.StandardOutput.ReadToEndAsync()).RootElement;
    }
}
