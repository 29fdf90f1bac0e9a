using System.Text;

namespace Kluis.Tests;

/// <summary>Finds a text in bytes in every form in which a program could have written it down.</summary>
sealed class TextScan(IEnumerable<string> values)
{
    readonly (string Value, string Form, byte[] Bytes)[] patterns = [.. values.SelectMany(value => Forms(value).Select(form => (value, form.Form, form.Bytes)))];

    /// <returns>Which value, in which form, in which file.</returns>
    public IEnumerable<string> FindIn(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            foreach (var found in FindIn(ReadAll(file) ?? []))
                yield return $"{found} in {file}";
        }
    }

    public IEnumerable<string> FindIn(byte[] bytes) =>
        patterns.Where(pattern => bytes.AsSpan().IndexOf(pattern.Bytes) >= 0).Select(pattern => $"{pattern.Value} as {pattern.Form}");

    public static IEnumerable<(string Form, byte[] Bytes)> Forms(string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        yield return ("UTF-8", utf8);
        yield return ("upper case", Encoding.UTF8.GetBytes(value.ToUpperInvariant()));
        yield return ("UTF-16", Encoding.Unicode.GetBytes(value));
        yield return ("UTF-16, big end first", Encoding.BigEndianUnicode.GetBytes(value));
        yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)));
        yield return ("upper hex", Encoding.ASCII.GetBytes(Convert.ToHexString(utf8)));
        yield return ("percent", Encoding.ASCII.GetBytes(Uri.EscapeDataString(value)));
        yield return ("percent, all", Encoding.ASCII.GetBytes(string.Concat(utf8.Select(each => $"%{each:X2}"))));
        for (var offset = 0; offset < 3; offset++)
        {
            var inside = Base64(utf8, offset);
            yield return ($"base64 at {offset}", Encoding.ASCII.GetBytes(inside));
            yield return ($"base64url at {offset}", Encoding.ASCII.GetBytes(inside.Replace('+', '-').Replace('/', '_')));
        }
    }

    // What is the same whatever stands before and after: without the characters that share bits with a neighbour.
    static string Base64(byte[] bytes, int offset)
    {
        var text = Convert.ToBase64String([.. new byte[offset], .. bytes]);
        var (first, last) = (((offset * 8) + 5) / 6, (offset + bytes.Length) * 8 / 6);
        return text[first..last];
    }

    // A database that is in use is read beside it; a file that has just been replaced is no longer on the disk.
    static byte[]? ReadAll(string file)
    {
        try
        {
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            from.CopyTo(copy);
            return copy.ToArray();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
