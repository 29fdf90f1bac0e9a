using System.Text;

namespace Kluis.Web;

/// <summary>What a mail server answered (RFC 5321 §4.2): a number, and what stands behind it on each line.</summary>
sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsGood => Code is >= 200 and < 400;

    /// <summary>Whether the first word of a line is this keyword, as in the answer to EHLO.</summary>
    public string? Find(string keyword) =>
        Lines.FirstOrDefault(line => line.Split(' ')[0].Equals(keyword, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// Reads the answers of a server that may be anybody. A line or an answer that is too long, or not of the form, gives null, and
/// the connection is over.
/// </summary>
sealed class SmtpReplyReader(Stream stream)
{
    // RFC 5321 §4.5.3.1.5 has 512; servers take it wider.
    const int LongestLine = 2000, MostLines = 100;

    readonly byte[] buffer = new byte[4096];
    int start, end;

    /// <summary>Something came that nobody has asked for: under STARTTLS that is how commands are slipped in.</summary>
    public bool HasMore => start < end;

    /// <returns>Null when the server hung up, or spoke another language.</returns>
    public async Task<SmtpReply?> ReadAsync(CancellationToken stop)
    {
        var lines = new List<string>();
        var code = 0;
        while (lines.Count < MostLines && await ReadLineAsync(stop) is { } line)
        {
            if (CodeOf(line) is not { } number || (lines.Count > 0 && number != code))
                return null;
            code = number;
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
                return new SmtpReply(code, lines);
        }
        return null;
    }

    static int? CodeOf(string line) =>
        line.Length >= 3 && line[0] is >= '2' and <= '5' && char.IsAsciiDigit(line[1]) && char.IsAsciiDigit(line[2]) && (line.Length == 3 || line[3] is ' ' or '-')
            ? ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0')
            : null;

    async Task<string?> ReadLineAsync(CancellationToken stop)
    {
        var line = new List<byte>();
        while (line.Count <= LongestLine)
        {
            if (start == end)
                (start, end) = (0, await stream.ReadAsync(buffer, stop));
            if (end == 0)
                return null;
            var one = buffer[start++];
            if (one == '\n')
                return line is [.. var before, (byte)'\r'] ? Encoding.ASCII.GetString([.. before]) : null;
            line.Add(one);
        }
        return null;
    }
}
