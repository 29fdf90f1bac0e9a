using System.Text.RegularExpressions;

namespace Kluis.Tests;

/// <summary>Sends forms of pages as a browser would.</summary>
static partial class Forms
{
    /// <param name="from">The page on which the form stands: gives the token that the post must carry.</param>
    public static async Task<Answer> PostFormAsync(this HttpClient client, string from, string to, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await client.GetStringAsync(from)).Groups[1].Value;
        Assert.NotEmpty(token);
        var form = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await Answer.OfAsync(client.PostAsync(to, form));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
