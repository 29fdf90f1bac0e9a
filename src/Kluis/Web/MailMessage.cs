using System.Globalization;
using System.Text;

namespace Kluis.Web;

/// <summary>
/// One plain text mail as it goes over the line (RFC 5322): seven bits, CRLF, no line over 76 characters, and no value that could
/// begin a header of its own.
/// </summary>
static class MailMessage
{
    const int LongestLine = 76, LongestWord = 39;

    /// <param name="id">The same for each try, so that a receiver can know a mail that comes twice.</param>
    /// <param name="from">As <see cref="MailAddress.Read"/> gives it; so is <paramref name="to"/>.</param>
    public static string Write(Guid id, string from, string to, string subject, string text, DateTimeOffset at) =>
        string.Join(
            "\r\n",
            $"Date: {at.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000",
            $"From: Kluis <{from}>",
            $"To: <{to}>",
            $"Subject: {EncodeWords(subject)}",
            $"Message-ID: <{id}@{from[(from.LastIndexOf('@') + 1)..]}>",
            // RFC 3834 §5: nothing answers by itself to what was sent by itself.
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            QuotedPrintable(text));

    /// <summary>RFC 2047 §2: lines of 76 characters at most, also the first with its name; never a part of a character in one and the rest in the next.</summary>
    static string EncodeWords(string subject)
    {
        var words = new List<string>();
        var word = new List<byte>();
        foreach (var rune in OneLine(subject).EnumerateRunes())
        {
            var bytes = Encoding.UTF8.GetBytes(rune.ToString());
            if (word.Count + bytes.Length > LongestWord)
                words.Add(TakeWord(word));
            word.AddRange(bytes);
        }
        if (word.Count > 0)
            words.Add(TakeWord(word));
        return string.Join("\r\n ", words);
    }

    static string TakeWord(List<byte> word)
    {
        var text = $"=?utf-8?B?{Convert.ToBase64String([.. word])}?=";
        word.Clear();
        return text;
    }

    static string OneLine(string text) => string.Concat(text.Select(each => char.IsControl(each) || each is '\u2028' or '\u2029' ? ' ' : each)).Trim();

    /// <summary>RFC 2045 §6.7.</summary>
    static string QuotedPrintable(string text)
    {
        var result = new StringBuilder();
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
            AddLine(result, Encoding.UTF8.GetBytes(line));
        return result.ToString();
    }

    static void AddLine(StringBuilder result, byte[] line)
    {
        var length = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isLast = i == line.Length - 1;
            var one = IsPlain(line[i], isLast) ? ((char)line[i]).ToString() : $"={line[i]:X2}";
            // Room for the = of a soft line break, but for the last of the line.
            if (length + one.Length > (isLast ? LongestLine : LongestLine - 1))
            {
                result.Append("=\r\n");
                length = 0;
            }
            result.Append(one);
            length += one.Length;
        }
        result.Append("\r\n");
    }

    static bool IsPlain(byte value, bool isLast) => value is >= 33 and <= 126 and not (byte)'=' || (value is (byte)' ' or (byte)'\t' && !isLast);
}
