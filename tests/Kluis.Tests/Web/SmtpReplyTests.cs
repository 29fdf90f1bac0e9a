using System.Text;
using Kluis.Tests.Hostile;
using Kluis.Web;

namespace Kluis.Tests.Web;

public sealed class SmtpReplyTests
{
    [Fact]
    public async Task An_answer_of_many_lines_is_read_with_its_words()
    {
        var reader = ReaderOf("250-mail.example greets you\r\n250-STARTTLS\r\n250 AUTH LOGIN PLAIN\r\n221 bye\r\n");
        var reply = (await reader.ReadAsync(default))!;
        Assert.Equal((250, 3, true, "AUTH LOGIN PLAIN"), (reply.Code, reply.Lines.Count, reply.IsGood, reply.Find("auth")));
        Assert.Null(reply.Find("PLAIN"));
        Assert.True(reader.HasMore);
        Assert.Equal(221, (await reader.ReadAsync(default))!.Code);
        Assert.Null(await reader.ReadAsync(default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("250")]
    [InlineData("250 ok")]
    [InlineData("250 ok\n")]
    [InlineData("25 ok\r\n")]
    [InlineData("650 ok\r\n")]
    [InlineData("250+ok\r\n")]
    [InlineData("250-one\r\n251 two\r\n")]
    [InlineData("250-one\r\n")]
    [InlineData(" 250 ok\r\n")]
    public async Task What_is_no_answer_is_none(string text) => Assert.Null(await ReaderOf(text).ReadAsync(default));

    [Fact]
    public async Task An_answer_without_end_is_not_read_for_ever()
    {
        Assert.Null(await ReaderOf(string.Concat(Enumerable.Repeat("250-more\r\n", 10_000))).ReadAsync(default));
        Assert.Null(await ReaderOf("250 " + new string('x', 1_000_000) + "\r\n").ReadAsync(default));
    }

    [Fact]
    public async Task Damaged_answers_are_read_or_refused_and_never_throw()
    {
        var mutation = new Mutation(20260302, "\r\n", "250 ", "250-", "5", "\0", "-", " ", "é");
        var whole = Encoding.ASCII.GetBytes("250-mail.example\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n");
        var (read, refused) = (0, 0);
        for (var i = 0; i < Mutation.Cases(20_000); i++)
        {
            var reply = await new SmtpReplyReader(new MemoryStream(mutation.Of(whole))).ReadAsync(default);
            Assert.True(reply is null || (reply.Code is >= 200 and <= 599 && reply.Lines.Count is > 0 and <= 100), $"case {i}");
            _ = reply is null ? refused++ : read++;
        }
        Assert.True(read > 0 && refused > 0, $"{read} read, {refused} refused");
    }

    static SmtpReplyReader ReaderOf(string text) => new(new MemoryStream(Encoding.ASCII.GetBytes(text)));
}
